export { explainLinear as explainLocalEase, predictLinear as predictLocalEase } from "../linear-scores.ts";
