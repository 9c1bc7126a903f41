import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const bm25Options = {
  k1: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 10,
    help: "How long further occurrences of a word go on counting; 0: only whether it is there.",
  },
  b: {
    type: "number",
    default: 0.6,
    min: 0,
    max: 1,
    help: "How much a longer passage discounts its words; 0: not at all.",
  },
  titleWeight: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 10,
    help: "What a word of the title counts beside one of the text.",
  },
  headingWeight: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 10,
    help: "What a word of the headings counts beside one of the text.",
  },
} as const satisfies OptionsSchema;
export type Bm25Options = OptionsOf<typeof bm25Options>;
