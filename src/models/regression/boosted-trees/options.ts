import type { OptionsOf } from "../../model.ts";
import { boostedTreeOptions } from "../../tree-options.ts";

export const boostedTreesRegressionOptions = boostedTreeOptions;
export type BoostedTreesRegressionOptions = OptionsOf<typeof boostedTreesRegressionOptions>;
