import type { OptionsOf } from "../../model.ts";
import { netOptions } from "../../net-options.ts";

export const netRegressionOptions = netOptions;
export type NetRegressionOptions = OptionsOf<typeof netRegressionOptions>;
