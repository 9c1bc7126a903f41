import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { weekdayProfileOption } from "../profiled-rate.ts";

export const sbaOptions = {
  alpha: {
    type: "number",
    default: 0.1,
    min: 0.001,
    max: 1,
    help: "Smoothing weight of demand sizes and of intervals.",
  },
  weekdayProfile: weekdayProfileOption,
} as const satisfies OptionsSchema;
export type SbaOptions = OptionsOf<typeof sbaOptions>;
