import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { weekdayProfileOption } from "../profiled-rate.ts";

export const adidaOptions = {
  weekdayProfile: weekdayProfileOption,
} as const satisfies OptionsSchema;
export type AdidaOptions = OptionsOf<typeof adidaOptions>;
