export { explainLinear as explainItemItem, predictLinear as predictItemItem } from "../linear-scores.ts";
