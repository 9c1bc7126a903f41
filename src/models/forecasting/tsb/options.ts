import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { weekdayProfileOption } from "../profiled-rate.ts";

export const tsbOptions = {
  alphaDemand: {
    type: "number",
    default: 0.05,
    min: 0.001,
    max: 1,
    help: "Smoothing weight of demand sizes, updated on steps with demand.",
  },
  alphaProbability: {
    type: "number",
    default: 0.05,
    min: 0.001,
    max: 1,
    help: "Smoothing weight of the chance of demand, updated on every step: a title that stopped selling fades out.",
  },
  weekdayProfile: weekdayProfileOption,
} as const satisfies OptionsSchema;
export type TsbOptions = OptionsOf<typeof tsbOptions>;
