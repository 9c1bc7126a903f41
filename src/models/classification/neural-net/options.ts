import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { netOptions } from "../../net-options.ts";
import { classWeightOption } from "../task.ts";

export const netClassificationOptions = {
  ...netOptions,
  classWeight: classWeightOption,
} as const satisfies OptionsSchema;
export type NetClassificationOptions = OptionsOf<typeof netClassificationOptions>;
