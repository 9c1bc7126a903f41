import { linearOptions } from "../../linear-options.ts";
import type { OptionsOf } from "../../model.ts";

export const linearRegressionOptions = linearOptions;
export type LinearRegressionOptions = OptionsOf<typeof linearRegressionOptions>;
