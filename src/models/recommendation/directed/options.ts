import { familyOptions } from "../family-options.ts";
import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const directedOptions = {
  ...familyOptions,
  gamma: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 4,
    help: "How fast a pair loses weight with the titles read between.",
  },
  beta: {
    type: "number",
    default: 0.3,
    min: 0,
    max: 1,
    help: "Weight of a pair in the other order; 1 forgets the order.",
  },
  delta: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 4,
    help: "How fast older titles of a history count less.",
  },
} as const satisfies OptionsSchema;
export type DirectedOptions = OptionsOf<typeof directedOptions>;
