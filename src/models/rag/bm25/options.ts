import { wordOptions, type WordOptions } from "../search-options.ts";

export const bm25Options = wordOptions;
export type Bm25Options = WordOptions;
