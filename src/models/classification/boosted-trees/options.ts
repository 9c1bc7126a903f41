import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { boostedTreeOptions } from "../../tree-options.ts";
import { classWeightOption } from "../task.ts";

export const boostedTreesClassificationOptions = {
  ...boostedTreeOptions,
  classWeight: classWeightOption,
} as const satisfies OptionsSchema;
export type BoostedTreesClassificationOptions = OptionsOf<typeof boostedTreesClassificationOptions>;
