import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const rp3betaOptions = {
  alpha: { type: "number", default: 0.7, min: 0, max: 3, help: "Exponent of the steps' probabilities." },
  beta: { type: "number", default: 0.4, min: 0, max: 3, help: "How much a title read by many is held back." },
  topK: {
    type: "integer",
    default: 100,
    min: 1,
    max: 100000,
    unit: "titles",
    help: "Weights kept of each title.",
  },
} as const satisfies OptionsSchema;
export type Rp3betaOptions = OptionsOf<typeof rp3betaOptions>;
