import { expandedOptions, type ExpandedOptions } from "../../expanded-options.ts";

export const expandedRegressionOptions = expandedOptions;
export type ExpandedRegressionOptions = ExpandedOptions;
