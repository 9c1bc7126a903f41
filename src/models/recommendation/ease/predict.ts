export { explainLinear as explainEase, predictLinear as predictEase } from "../linear-scores.ts";
