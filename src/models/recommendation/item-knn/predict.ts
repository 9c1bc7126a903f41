export { explainLinear as explainItemKnn, predictLinear as predictItemKnn } from "../linear-scores.ts";
