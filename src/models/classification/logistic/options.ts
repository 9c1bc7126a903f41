import { linearOptions } from "../../linear-options.ts";
import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { classWeightOption } from "../task.ts";

export const logisticOptions = {
  ...linearOptions,
  classWeight: classWeightOption,
} as const satisfies OptionsSchema;
export type LogisticOptions = OptionsOf<typeof logisticOptions>;
