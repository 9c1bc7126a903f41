import type { OptionsSchema } from "../model.ts";

/** The defaults are the middle of what suits sparse choices; `training/tune-recommender.ts` finds better ones. */
export const familyOptions = {
  a: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 2,
    help: "How much a title read by many says less of its reader.",
  },
  b: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 2,
    help: "How much a reader of many titles says less of each pair.",
  },
  c: { type: "number", default: 0.5, min: 0, max: 2, help: "How much a title read by many is held back." },
  h: {
    type: "number",
    default: 2,
    min: 0,
    max: 1000,
    unit: "readers",
    help: "Readers in common at which a pair is half believed.",
  },
  q: {
    type: "number",
    default: 1,
    min: 0.1,
    max: 4,
    help: "Above 1, strong pairs count more against weak ones.",
  },
  topK: {
    type: "integer",
    default: 100,
    min: 1,
    max: 100000,
    unit: "titles",
    help: "Weights kept of each title.",
  },
} as const satisfies OptionsSchema;
