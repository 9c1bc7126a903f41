import { checkRequest } from "../passage-checks.ts";
import { bestPassages } from "../ranking.ts";
import type { RagRequest, RankedPassages } from "../task.ts";
import { meaningOf, nearestPassages, questionVector, scoreMeaning } from "../vector-search.ts";
import type { DenseState } from "./fit.ts";

/** Nothing is found without vectors, of the passages or of the question. @throws `rag.bad-request` */
export function predictDense(
  { passageCount, vectors, options }: DenseState,
  request: RagRequest,
): RankedPassages {
  checkRequest(request, passageCount, vectors);
  const scores = new Float64Array(passageCount);
  if (vectors !== null && request.vectors !== null) {
    const question = questionVector(request.vectors);
    const pool = Math.max(options.pool, request.k);
    for (const row of nearestPassages(vectors, question, pool, request.allowed)) {
      // From 0 to 2, so that every passage found is above nothing.
      scores[row] = 1 + meaningOf(scoreMeaning(vectors, row, question), options.passageShare);
    }
  }
  return bestPassages(scores, request.allowed, request.k);
}
