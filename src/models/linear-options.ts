import type { OptionsSchema } from "./model.ts";

/** The penalty of linear models, whatever the target. */
export const linearOptions = {
  alpha: {
    type: "number",
    default: 0.001,
    min: 0,
    max: 1000,
    help: "Weight of the penalty on coefficients of standardised columns; 0 for none.",
    search: { min: 0.00001, max: 1, scale: "log" },
  },
  l1Ratio: {
    type: "number",
    default: 0,
    min: 0,
    max: 1,
    help: "Share of the penalty that is on sizes, which takes columns out (lasso), not on squares (ridge).",
    search: { values: [0, 0.2, 0.5, 0.8, 1] },
  },
} as const satisfies OptionsSchema;
