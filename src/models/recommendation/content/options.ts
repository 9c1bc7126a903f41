import type { ContentField } from "../../../features/item-content.ts";
import type { NumberOption, OptionsOf, OptionsSchema } from "../../model.ts";

const weight = (value: number, help: string): NumberOption => ({
  type: "number",
  default: value,
  min: 0,
  max: 10,
  help: `${help} Only the ratios of the weights matter.`,
});

export const contentOptions = {
  title: weight(0.2, "Weight of the words of the title."),
  authors: weight(1, "Weight of the authors."),
  series: weight(1, "Weight of the series."),
  genre: weight(0.5, "Weight of the genres."),
  language: weight(0.05, "Weight of the language."),
  decade: weight(0.2, "Weight of the years of publication being near."),
  price: weight(0.05, "Weight of the price band."),
  description: weight(0.5, "Weight of the words of the description."),
  letters: weight(1, "Weight of runs of letters in title and series."),
  publisher: weight(0.15, "Weight of the same start of the ISBN."),
  dense: weight(1, "Weight of the text embeddings, where there are any."),
  weighting: {
    type: "choice",
    default: "tfidf",
    choices: ["tfidf", "bm25"],
    help: "How often a word stands in a text: counted as it is, or by BM25, where repeats count less and less.",
  },
  topK: {
    type: "integer",
    default: 200,
    min: 1,
    max: 1000,
    unit: "titles",
    help: "Most similar titles kept of each title.",
  },
  commonShare: {
    type: "number",
    default: 0.2,
    min: 0.001,
    max: 1,
    help: "Terms that a larger share of the titles has are left out: they tell no title from another. Years are kept.",
  },
} as const satisfies OptionsSchema & Readonly<Record<ContentField, NumberOption>>;
export type ContentOptions = OptionsOf<typeof contentOptions>;
