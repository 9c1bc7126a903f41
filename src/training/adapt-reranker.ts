import { exp } from "../core/elementary.ts";
import { predictRaw } from "../math/trees/ensemble-predict.ts";
import { RERANK_FEATURES } from "../models/rag/rerank-features.ts";
import type { RerankerState } from "../models/rag/reranker.ts";

/** What a person said of an answer: the passage that answers, and those that were shown before it. */
export interface FeedbackPair {
  /** Features of the passage that answers. Shape [RERANK_FEATURES]. */
  readonly better: Float64Array;
  /** Features of one that does not. */
  readonly worse: Float64Array;
}

/** Features that a shop's feedback may weigh anew: told beside the question's other candidates, so of one scale. */
const ADAPTED = RERANK_FEATURES.flatMap((name, i) => (name.endsWith("Gap") ? [i] : []));
/** How strongly the weights are held at what they were: as many pairs' worth of doubt. */
const HOLD = 20;
const ROUNDS = 200;
const RATE = 0.05;

/**
 * Continue a reranker with a shop's own feedback: a linear adjustment beside the trees, by pairwise logistic
 * regression, held at the prior by a square penalty, so that few pairs change little. Pairs are counted, not
 * questions. It is kept only if, with each pair left out in turn, it orders at least as many pairs rightly as the prior.
 *
 * @returns the prior itself where there is nothing to gain
 */
export function adaptReranker(prior: RerankerState, pairs: readonly FeedbackPair[]): RerankerState {
  if (pairs.length === 0) return prior;
  const start = prior.adjustment ?? new Float64Array(RERANK_FEATURES.length);
  const read = pairs.map(({ better, worse }) => ({
    by: predictRaw(prior.ensemble, better)[0]! - predictRaw(prior.ensemble, worse)[0]!,
    difference: Float64Array.from(ADAPTED, (i) => known(better[i]!) - known(worse[i]!)),
  }));
  const held = Float64Array.from(ADAPTED, (i) => start[i]!);
  const rightly = (weights: Float64Array, pair: (typeof read)[number]): number =>
    margin(weights, pair) > 0 ? 1 : 0;
  let [before, after] = [0, 0];
  read.forEach((pair, i) => {
    before += rightly(held, pair);
    after += rightly(
      descend(
        held,
        read.filter((_, other) => other !== i),
      ),
      pair,
    );
  });
  if (after < before || (after === before && before === pairs.length)) return prior;
  const weights = descend(held, read);
  const adjustment = start.slice();
  ADAPTED.forEach((feature, j) => (adjustment[feature] = weights[j]!));
  return { ...prior, adjustment };
}

interface ReadPair {
  readonly by: number;
  readonly difference: Float64Array;
}

function descend(held: Float64Array, pairs: readonly ReadPair[]): Float64Array {
  const weights = held.slice();
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((weight, j) => HOLD * (weight - held[j]!));
    for (const pair of pairs) {
      const slope = -1 / (1 + exp(margin(weights, pair)));
      pair.difference.forEach((value, j) => (gradient[j]! += slope * value));
    }
    const step = RATE / (HOLD + pairs.length);
    weights.forEach((_, j) => (weights[j]! -= step * gradient[j]!));
  }
  return weights;
}

function margin(weights: Float64Array, { by, difference }: ReadPair): number {
  return weights.reduce((sum, weight, j) => sum + weight * difference[j]!, by);
}

const known = (value: number): number => (Number.isNaN(value) ? 0 : value);
