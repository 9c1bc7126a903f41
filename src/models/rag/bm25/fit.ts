import type { FitContext } from "../../model.ts";
import { checkContext } from "../passage-checks.ts";
import type { RagData } from "../task.ts";
import { indexWords, type WordIndex } from "../word-index.ts";
import type { WordWeights } from "../word-search.ts";
import type { Bm25Options } from "./options.ts";

export interface Bm25State {
  readonly index: WordIndex;
  readonly weights: WordWeights;
}

/** @throws `core.aborted` */
export function fitBm25(data: RagData, options: Bm25Options, context: FitContext): Bm25State {
  checkContext(context, "bm25");
  return { index: indexWords(data.passages), weights: options };
}
