import { expandedOptions } from "../../expanded-options.ts";
import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { classWeightOption } from "../task.ts";

export const expandedLogisticOptions = {
  ...expandedOptions,
  classWeight: classWeightOption,
} as const satisfies OptionsSchema;
export type ExpandedLogisticOptions = OptionsOf<typeof expandedLogisticOptions>;
