import { checkRequest } from "../passage-checks.ts";
import { questionWords } from "../question-words.ts";
import { bestPassages } from "../ranking.ts";
import type { RagModel } from "../task.ts";
import { scoreWords } from "../word-search.ts";
import { loadBm25, saveBm25 } from "./artifact.ts";
import { fitBm25, type Bm25State } from "./fit.ts";
import { bm25Options, type Bm25Options } from "./options.ts";

export type { Bm25State };
export { bm25Options, type Bm25Options };

/** Passages that have the words of the question, rare words counting more. */
export const bm25: RagModel<Bm25Options, Bm25State> = {
  id: "bm25",
  task: "rag",
  label: "BM25 (words of text, title and headings)",
  options: bm25Options,
  fit: fitBm25,
  predict({ index, weights }, request) {
    checkRequest(request, index.rowCount, null);
    const { bm25: scores } = scoreWords(index, questionWords(index, request.question), weights);
    return bestPassages(scores, request.allowed, request.k);
  },
  save: saveBm25,
  load: loadBm25,
};
