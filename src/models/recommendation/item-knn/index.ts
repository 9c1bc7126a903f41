import type { LinearState } from "../linear-scores.ts";
import type { RecommendationModel } from "../task.ts";
import { loadItemKnn, saveItemKnn } from "./artifact.ts";
import { fitItemKnn } from "./fit.ts";
import { itemKnnOptions, type ItemKnnOptions } from "./options.ts";
import { explainItemKnn, predictItemKnn } from "./predict.ts";

/** Nearest neighbours of titles: cosine, TF-IDF or BM25, with shrinkage. */
export const itemKnn: RecommendationModel<ItemKnnOptions, LinearState> = {
  id: "item-knn",
  task: "recommendation",
  label: "Nearest titles (item-kNN)",
  options: itemKnnOptions,
  fit: fitItemKnn,
  predict: predictItemKnn,
  explain: explainItemKnn,
  save: saveItemKnn,
  load: loadItemKnn,
};
