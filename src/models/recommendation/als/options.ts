import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const alsOptions = {
  factors: { type: "integer", default: 64, min: 1, max: 512, help: "Length of a title's vector." },
  regularization: {
    type: "number",
    default: 5,
    min: 0.0001,
    max: 1e6,
    help: "Pull of all vectors towards 0.",
  },
  alpha: {
    type: "number",
    default: 10,
    min: 0.001,
    max: 1e6,
    help: "Confidence in a choice of strength 1, against 1 in none.",
  },
  iterations: { type: "integer", default: 12, min: 1, max: 200, help: "Rounds over readers and titles." },
} as const satisfies OptionsSchema;
export type AlsOptions = OptionsOf<typeof alsOptions>;
