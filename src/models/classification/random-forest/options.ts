import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { randomForestOptions } from "../../tree-options.ts";
import { classWeightOption } from "../task.ts";

export const randomForestClassificationOptions = {
  ...randomForestOptions,
  classWeight: classWeightOption,
} as const satisfies OptionsSchema;
export type RandomForestClassificationOptions = OptionsOf<typeof randomForestClassificationOptions>;
