import type { OptionsOf, OptionsSchema } from "../../model.ts";

/** Seasonal naive has nothing to choose. */
export const seasonalNaiveOptions = {} as const satisfies OptionsSchema;
export type SeasonalNaiveOptions = OptionsOf<typeof seasonalNaiveOptions>;
