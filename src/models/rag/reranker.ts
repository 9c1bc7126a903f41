import { predictRaw } from "../../math/trees/ensemble-predict.ts";
import type { TreeEnsemble } from "../../math/trees/ensemble.ts";
import type { AskedQuestion } from "./asked-question.ts";
import type { TokenProjection } from "./passage-tokens.ts";
import { rerankFeatures, type RerankCandidate } from "./rerank-features.ts";

/** How many candidates of retrieval are ranked anew. */
export const RERANKED = 50;

/** What ranks the candidates of retrieval anew. */
export interface RerankerState {
  /** Of the embedding model's weights: the projection means nothing for others. */
  readonly modelSha256: string;
  readonly projection: TokenProjection;
  /** LambdaRank over `RERANK_FEATURES`. */
  readonly ensemble: TreeEnsemble;
  /**
   * What a shop's feedback added: a weight for each of RERANK_FEATURES, 0 for most; null where there is none. NaN
   * counts as 0.
   */
  readonly adjustment: Float64Array | null;
}

/** Candidates in their new order, best first. */
export interface Reranked {
  /** Positions in the list of candidates. */
  readonly order: readonly number[];
  /** Score of each candidate, in the list's own order; only differences mean something. */
  readonly scores: Float64Array;
  /** Shape [candidates, RERANK_FEATURES]. */
  readonly features: Float64Array;
}

/** Rank candidates anew; of equal scores the one that retrieval had first. */
export function rerank(
  { ensemble, adjustment }: Pick<RerankerState, "ensemble" | "adjustment">,
  asked: AskedQuestion,
  candidates: readonly RerankCandidate[],
): Reranked {
  const features = rerankFeatures(asked, candidates);
  const scores = predictRaw(ensemble, features);
  if (adjustment !== null) addAdjustment(adjustment, features, scores);
  const order = [...candidates.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  return { order, scores, features };
}

function addAdjustment(weights: Float64Array, features: Float64Array, scores: Float64Array): void {
  for (let i = 0; i < scores.length; i++) {
    for (let j = 0; j < weights.length; j++) {
      const value = features[i * weights.length + j]!;
      if (weights[j] !== 0 && !Number.isNaN(value)) scores[i]! += weights[j]! * value;
    }
  }
}
