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
  { ensemble }: Pick<RerankerState, "ensemble">,
  asked: AskedQuestion,
  candidates: readonly RerankCandidate[],
): Reranked {
  const features = rerankFeatures(asked, candidates);
  const scores = predictRaw(ensemble, features);
  const order = [...candidates.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  return { order, scores, features };
}
