import type { OptionsOf, OptionsSchema } from "./model.ts";

/** Options of a linear model on expanded terms, whatever the target. */
export const expandedOptions = {
  terms: {
    type: "choice",
    default: "pairs",
    choices: ["plain", "pairs", "radial"],
    help: "plain: the columns alone. pairs: squares and products of columns, too. radial: nearness to rows of the training, as kernel methods have it.",
    search: { values: ["pairs", "radial"] },
  },
  alpha: {
    type: "number",
    default: 0.001,
    min: 1e-9,
    max: 1000,
    help: "Weight of the penalty on squared coefficients.",
    search: { min: 0.00001, max: 1, scale: "log" },
  },
  width: {
    type: "number",
    default: 1,
    min: 0.05,
    max: 50,
    help: "How far nearness reaches, in typical distances between rows.",
    search: { min: 0.3, max: 3, scale: "log", when: { option: "terms", is: ["radial"] } },
  },
  landmarks: {
    type: "integer",
    default: 200,
    min: 2,
    max: 2000,
    unit: "rows",
    help: "Rows that nearness is measured to, drawn by chance.",
    search: { values: [100, 200, 400], when: { option: "terms", is: ["radial"] } },
  },
} as const satisfies OptionsSchema;
export type ExpandedOptions = OptionsOf<typeof expandedOptions>;
