import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const itemKnnOptions = {
  weighting: {
    type: "choice",
    default: "cosine",
    choices: ["cosine", "tfidf", "bm25"],
    help: "cosine and tfidf compare directions, bm25 dampened amounts; tfidf and bm25 weigh readers of few titles more.",
  },
  shrink: {
    type: "number",
    default: 10,
    min: 0,
    max: 1000,
    unit: "readers",
    help: "Readers in common at which a similarity is half believed; 0 believes all.",
  },
  topK: {
    type: "integer",
    default: 100,
    min: 1,
    max: 100000,
    unit: "titles",
    help: "Neighbours kept of each title.",
  },
  k1: {
    type: "number",
    default: 1.2,
    min: 0,
    max: 1000,
    help: "bm25: how late a repeated choice stops counting more.",
  },
  lengthNorm: {
    type: "number",
    default: 0.75,
    min: 0,
    max: 1,
    help: "bm25: how much a title of many readers is held back.",
  },
} as const satisfies OptionsSchema;
export type ItemKnnOptions = OptionsOf<typeof itemKnnOptions>;
