import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { weekdayProfileOption } from "../profiled-rate.ts";

export const crostonOptions = {
  variant: {
    type: "choice",
    default: "classic",
    choices: ["classic", "optimized"],
    help: "classic smooths with the given weight; optimized finds the weights of sizes and intervals in 0.1 to 0.3.",
  },
  alpha: {
    type: "number",
    default: 0.1,
    min: 0.001,
    max: 1,
    help: "Smoothing weight of demand sizes and of intervals, for the classic variant.",
  },
  weekdayProfile: weekdayProfileOption,
} as const satisfies OptionsSchema;
export type CrostonOptions = OptionsOf<typeof crostonOptions>;
