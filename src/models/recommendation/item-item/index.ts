import type { LinearState } from "../linear-scores.ts";
import type { RecommendationModel } from "../task.ts";
import { loadItemItem, saveItemItem } from "./artifact.ts";
import { fitItemItem } from "./fit.ts";
import { itemItemOptions, type ItemItemOptions } from "./options.ts";
import { explainItemItem, predictItemItem } from "./predict.ts";

/** The sparse family that holds cosine, RP3β and the linear graph filter. */
export const itemItem: RecommendationModel<ItemItemOptions, LinearState> = {
  id: "item-item",
  task: "recommendation",
  label: "Item–item (tuned sparse family)",
  options: itemItemOptions,
  fit: fitItemItem,
  predict: predictItemItem,
  explain: explainItemItem,
  save: saveItemItem,
  load: loadItemItem,
};
