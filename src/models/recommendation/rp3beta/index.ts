import type { LinearState } from "../linear-scores.ts";
import type { RecommendationModel } from "../task.ts";
import { loadRp3beta, saveRp3beta } from "./artifact.ts";
import { fitRp3beta } from "./fit.ts";
import { rp3betaOptions, type Rp3betaOptions } from "./options.ts";
import { explainRp3beta, predictRp3beta } from "./predict.ts";

/** Random walks of three steps, popular titles held back. */
export const rp3beta: RecommendationModel<Rp3betaOptions, LinearState> = {
  id: "rp3beta",
  task: "recommendation",
  label: "RP3β (walks of three steps)",
  options: rp3betaOptions,
  fit: fitRp3beta,
  predict: predictRp3beta,
  explain: explainRp3beta,
  save: saveRp3beta,
  load: loadRp3beta,
};
