export { explainLinear as explainRp3beta, predictLinear as predictRp3beta } from "../linear-scores.ts";
