import { explainLinear, predictLinear } from "../linear-scores.ts";
import type { RecommendationModel } from "../task.ts";
import { loadContent, saveContent } from "./artifact.ts";
import { fitContent, type ContentState } from "./fit.ts";
import { contentOptions, type ContentOptions } from "./options.ts";

export type { ContentState };
export { contentOptions, type ContentOptions };
export { weighTerms } from "./weigh-terms.ts";

/** Titles like those of the history by what the catalogue says of them. */
export const content: RecommendationModel<ContentOptions, ContentState> = {
  id: "content",
  task: "recommendation",
  label: "Content (authors, series, words, …)",
  options: contentOptions,
  fit: fitContent,
  predict: ({ matrix }, request) => predictLinear({ weights: matrix, recency: 0 }, request),
  explain: ({ matrix }, history, item) => explainLinear({ weights: matrix, recency: 0 }, history, item),
  save: saveContent,
  load: loadContent,
};
