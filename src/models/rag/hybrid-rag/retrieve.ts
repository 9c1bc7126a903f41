import { checkRequest } from "../passage-checks.ts";
import { questionWords, type QuestionWord } from "../question-words.ts";
import { bestPassages } from "../ranking.ts";
import type { RagRequest } from "../task.ts";
import {
  meaningOf,
  nearestPassages,
  questionVector,
  scoreMeaning,
  type MeaningScore,
} from "../vector-search.ts";
import { scoreWords, type WordScores } from "../word-search.ts";
import type { HybridRagState } from "./fit.ts";

/** A passage that may answer, with all that is known of it. */
export interface Candidate {
  /** Of the passage in the index. */
  readonly row: number;
  /** Fused; only its order means something. */
  readonly score: number;
  readonly bm25: number;
  /** `bm25` as a share of what it would be if every word of the question filled the passage, in [0, 1). */
  readonly wordShare: number;
  /** Share of the question's words that the passage has, rare ones counting more, in [0, 1]. */
  readonly coverage: number;
  /** NaN where the passage or the question has no vectors. */
  readonly meaning: MeaningScore;
}

export interface Candidates {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  readonly words: readonly QuestionWord[];
}

/**
 * The k passages that suit a question best by words and meaning together.
 *
 *     score = bm25 / largest bm25 that there could be + coverageWeight · coverage + meaningWeight · cosine
 *
 * Of a passage without vectors the cosine is taken to be among the candidates' cosines where its words are among their
 * words: it keeps the place that its words give it.
 *
 * @throws `rag.bad-request`
 */
export function retrieve(state: HybridRagState, request: RagRequest): Candidates {
  const { index, vectors, options } = state;
  checkRequest(request, index.rowCount, vectors);
  const words = questionWords(index, request.question);
  const scores = scoreWords(index, words, options);
  const pool = Math.max(options.pool, request.k);
  const rows = new Set(bestPassages(scores.bm25, request.allowed, pool).rows);
  const question = vectors === null || request.vectors === null ? null : questionVector(request.vectors);
  if (question !== null) {
    for (const row of nearestPassages(vectors!, question, pool, request.allowed)) rows.add(row);
  }
  const found = [...rows].map((row) => ({
    ...wordPart(scores, row),
    meaning: question === null ? NO_MEANING : scoreMeaning(vectors!, row, question),
  }));
  const candidates = fused(found, options)
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, request.k);
  return { candidates, words };
}

const NO_MEANING: MeaningScore = { passage: NaN, sentence: NaN, nearest: -1 };

function wordPart(
  { bm25, coverage, largest }: WordScores,
  row: number,
): Omit<Candidate, "score" | "meaning"> {
  const wordShare = largest === 0 ? 0 : bm25[row]! / largest;
  return { row, bm25: bm25[row]!, wordShare, coverage: coverage[row]! };
}

function fused(
  found: readonly Omit<Candidate, "score">[],
  { passageShare, meaningWeight, coverageWeight }: HybridRagState["options"],
): Candidate[] {
  const cosines = found.map(({ meaning }) => meaningOf(meaning, passageShare));
  const known = cosines.filter((cosine) => !Number.isNaN(cosine));
  const lowest = Math.min(...known);
  const highest = Math.max(...known);
  const byWords = found.map(({ wordShare, coverage }) => wordShare + coverageWeight * coverage);
  const most = Math.max(...byWords);
  return found.map((candidate, i) => {
    let cosine = cosines[i]!;
    if (Number.isNaN(cosine)) {
      cosine = known.length === 0 ? 0 : lowest + (most === 0 ? 0 : byWords[i]! / most) * (highest - lowest);
    }
    return { ...candidate, score: byWords[i]! + meaningWeight * cosine };
  });
}
