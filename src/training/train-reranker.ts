import type { TreeEnsemble } from "../math/trees/ensemble.ts";
import { trainBoosting } from "../math/trees/boosting.ts";
import { RERANK_FEATURES } from "../models/rag/rerank-features.ts";
import { SENTENCE_FEATURES } from "../models/rag/sentence-features.ts";

/** Rows that compete for one question, with how relevant each is. */
export interface RankingCase {
  /** Shape [rows, features]. */
  readonly features: Float32Array;
  /** 0: not at all. Shape [rows]. */
  readonly relevance: Uint8Array;
}

export interface RankingOptions {
  readonly trees: number;
  readonly leaves: number;
  readonly learningRate: number;
  readonly seed: number;
}

export const RERANKER_OPTIONS: RankingOptions = { trees: 300, leaves: 15, learningRate: 0.05, seed: 1 };
export const SENTENCE_OPTIONS: RankingOptions = { trees: 200, leaves: 12, learningRate: 0.05, seed: 1 };

/** Columns that are unknown in a shop whose vectors are not made yet, and of a passage that is a source of its own. */
const NEEDS_VECTORS = /^(?:dense|sentenceDense|likeness|.*Likeness)/;
const NEEDS_SOURCE = new Set(["before", "after", "source"]);

/**
 * Train the reranker's trees: LambdaRank on the candidates of many questions. Each question is seen as it is, and some
 * again without what a shop may lack: neighbours in the source, or vectors.
 *
 * @throws `trees.*`, `core.aborted`
 * @see Burges (2010), From RankNet to LambdaRank to LambdaMART
 */
export async function trainRerankerTrees(
  cases: readonly RankingCase[],
  options: RankingOptions = RERANKER_OPTIONS,
  signal?: AbortSignal,
): Promise<TreeEnsemble> {
  const hidden = (keep: (name: string) => boolean): number[] =>
    RERANK_FEATURES.flatMap((name, i) => (keep(name) ? [] : [i]));
  const alone = hidden((name) => !NEEDS_SOURCE.has(name));
  const wordsOnly = hidden((name) => !NEEDS_VECTORS.test(name));
  const seen = [
    ...cases,
    ...cases.filter((_, i) => i % 2 === 0).map((each) => without(each, alone)),
    ...cases.filter((_, i) => i % 4 === 1).map((each) => without(each, wordsOnly)),
  ];
  return await rankingTrees(seen, RERANK_FEATURES, options, signal);
}

/** Train the scorer of answering sentences in the same way; every fourth question also without vectors. */
export async function trainSentenceTrees(
  cases: readonly RankingCase[],
  options: RankingOptions = SENTENCE_OPTIONS,
  signal?: AbortSignal,
): Promise<TreeEnsemble> {
  const names: readonly string[] = SENTENCE_FEATURES;
  const vectors = /ikeness|^withBefore|^withAfter|^before$|^after$/;
  const columns = names.flatMap((name, i) => (vectors.test(name) ? [i] : []));
  const seen = [...cases, ...cases.filter((_, i) => i % 4 === 1).map((each) => without(each, columns))];
  return await rankingTrees(seen, names, options, signal);
}

function without({ features, relevance }: RankingCase, columns: readonly number[]): RankingCase {
  const width = features.length / relevance.length;
  const copy = features.slice();
  for (let row = 0; row < relevance.length; row++)
    for (const column of columns) copy[row * width + column] = NaN;
  return { features: copy, relevance };
}

async function rankingTrees(
  cases: readonly RankingCase[],
  featureNames: readonly string[],
  { trees, leaves, learningRate, seed }: RankingOptions,
  signal: AbortSignal | undefined,
): Promise<TreeEnsemble> {
  // A question without anything to find, or nothing else, teaches nothing.
  const kept = cases.filter(({ relevance }) => relevance.some((value) => value !== relevance[0]));
  const rows = kept.reduce((sum, { relevance }) => sum + relevance.length, 0);
  const features = featureNames.length;
  const values = new Float32Array(rows * features);
  const labels = new Float64Array(rows);
  let row = 0;
  for (const each of kept) {
    values.set(each.features, row * features);
    labels.set(each.relevance, row);
    row += each.relevance.length;
  }
  const { ensemble } = await trainBoosting(
    { matrix: { rows, features, values }, labels, groups: kept.map(({ relevance }) => relevance.length) },
    {
      objective: "lambdarank",
      numIterations: trees,
      numLeaves: leaves,
      learningRate,
      minDataInLeaf: 200,
      featureFraction: 0.5,
      baggingFraction: 0.7,
      baggingFreq: 1,
      lambdaL2: 10,
      lambdarankTruncationLevel: 20,
      seed,
    },
    { featureNames, ...(signal && { signal }) },
  );
  return ensemble;
}
