import type { OptionsOf, OptionsSchema } from "./model.ts";

/** Options of a neural net on a table, whatever the target. */
export const netOptions = {
  layers: {
    type: "integer",
    default: 2,
    min: 1,
    max: 6,
    help: "Hidden layers.",
    search: { values: [1, 2, 3] },
  },
  width: {
    type: "integer",
    default: 64,
    min: 2,
    max: 1024,
    unit: "units",
    help: "Units of each hidden layer.",
    search: { values: [32, 64, 128] },
  },
  members: {
    type: "integer",
    default: 3,
    min: 1,
    max: 20,
    unit: "nets",
    help: "Nets that are averaged, each trained with other rows held back.",
  },
  epochs: {
    type: "integer",
    default: 100,
    min: 1,
    max: 10_000,
    help: "Passes over the rows at most; fewer where more rows than a million would be passed in all.",
  },
  patience: {
    type: "integer",
    default: 10,
    min: 1,
    max: 10_000,
    unit: "epochs",
    help: "Epochs without a better loss on a seventh of the rows, held back for that, after which training stops.",
  },
  batchSize: {
    type: "integer",
    default: 64,
    min: 1,
    max: 8192,
    unit: "rows",
    help: "Rows of a step.",
    search: { values: [32, 64, 128, 256] },
  },
  learningRate: {
    type: "number",
    default: 0.01,
    min: 0.00001,
    max: 1,
    help: "How far the first steps go; the rate falls to 0 over the epochs.",
    search: { min: 0.001, max: 0.05, scale: "log" },
  },
  dropout: {
    type: "number",
    default: 0,
    min: 0,
    max: 0.9,
    help: "Share of each hidden layer's units that a step leaves out.",
    search: { values: [0, 0.1, 0.25] },
  },
  weightDecay: {
    type: "number",
    default: 1,
    min: 0,
    max: 100,
    help: "Pull of the weights towards 0, as a share of each step's rate.",
    search: { min: 0.05, max: 10, scale: "log" },
  },
} as const satisfies OptionsSchema;
export type NetOptions = OptionsOf<typeof netOptions>;
