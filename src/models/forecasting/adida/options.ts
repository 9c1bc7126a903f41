import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { weekdayProfileOption } from "../profiled-rate.ts";

export const adidaOptions = {
  leftover: {
    type: "choice",
    default: "oldest",
    choices: ["oldest", "newest"],
    help: "Which steps are left out when the series is not whole buckets: its oldest, or its newest.",
  },
  weekdayProfile: weekdayProfileOption,
} as const satisfies OptionsSchema;
export type AdidaOptions = OptionsOf<typeof adidaOptions>;
