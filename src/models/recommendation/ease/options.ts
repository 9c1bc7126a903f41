import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const easeOptions = {
  lambda: {
    type: "number",
    default: 200,
    min: 0.001,
    max: 1e6,
    help: "Ridge added to the diagonal: more trusts the data less.",
  },
  b: {
    type: "number",
    default: 0,
    min: 0,
    max: 2,
    help: "How much a reader of many titles says less; 0 as published.",
  },
  topK: {
    type: "integer",
    default: 100000,
    min: 1,
    max: 100000,
    unit: "titles",
    help: "Weights kept of each title, the largest on either side of 0.",
  },
} as const satisfies OptionsSchema;
export type EaseOptions = OptionsOf<typeof easeOptions>;
