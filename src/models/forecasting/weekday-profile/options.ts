import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const weekdayProfileOptions = {
  window: {
    type: "integer",
    default: 28,
    min: 1,
    max: 100_000,
    unit: "steps",
    help: "How many of the latest steps the level is the mean of.",
  },
} as const satisfies OptionsSchema;
export type WeekdayProfileOptions = OptionsOf<typeof weekdayProfileOptions>;
