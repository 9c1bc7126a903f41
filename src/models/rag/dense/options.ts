import { meaningOptions, type MeaningOptions } from "../search-options.ts";

export const denseOptions = meaningOptions;
export type DenseOptions = MeaningOptions;
