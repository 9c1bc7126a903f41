import { linearExplanation, linearScores } from "../linear-scores.ts";
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
  predict: ({ matrix }, { history }) => ({ scores: linearScores(matrix, history) }),
  explain: ({ matrix }, history, item) => linearExplanation(matrix, history, item),
  save: saveContent,
  load: loadContent,
};
