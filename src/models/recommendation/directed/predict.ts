export { explainLinear as explainDirected, predictLinear as predictDirected } from "../linear-scores.ts";
