import type { OptionsOf, OptionsSchema } from "../model.ts";

/** Options of every retriever that looks for words. */
export const wordOptions = {
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

/** Options of every retriever that looks for meaning. */
export const meaningOptions = {
  passageShare: {
    type: "number",
    default: 0.25,
    min: 0,
    max: 1,
    help: "How much the whole passage counts beside its nearest sentence.",
  },
  pool: {
    type: "integer",
    default: 200,
    min: 1,
    max: 10_000,
    unit: "passages",
    help: "Candidates that words and meaning each bring.",
  },
} as const satisfies OptionsSchema;

export type WordOptions = OptionsOf<typeof wordOptions>;
export type MeaningOptions = OptionsOf<typeof meaningOptions>;
