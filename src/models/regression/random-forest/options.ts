import type { OptionsOf } from "../../model.ts";
import { randomForestOptions } from "../../tree-options.ts";

export const randomForestRegressionOptions = randomForestOptions;
export type RandomForestRegressionOptions = OptionsOf<typeof randomForestRegressionOptions>;
