import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const localEaseOptions = {
  candidates: {
    type: "integer",
    default: 60,
    min: 1,
    max: 500,
    unit: "titles",
    help: "Predictors of each title.",
  },
  lambda: {
    type: "number",
    default: 5,
    min: 0.001,
    max: 1e6,
    help: "Ridge added to the diagonal: more trusts the data less.",
  },
  b: { type: "number", default: 0.5, min: 0, max: 2, help: "How much a reader of many titles says less." },
} as const satisfies OptionsSchema;
export type LocalEaseOptions = OptionsOf<typeof localEaseOptions>;
