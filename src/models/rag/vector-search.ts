import { rowProduct, type CodeRows } from "../../math/vectors/code-rows.ts";
import { CodeScan } from "../../math/vectors/code-scan.ts";
import type { PassageVectors, TextVectors } from "./task.ts";

/** How near a passage is to a question in meaning; NaN and -1 where it has no vectors. */
export interface MeaningScore {
  /** Cosine with the passage. */
  readonly passage: number;
  /** Cosine with its nearest sentence; of a passage of one sentence, as `passage`. */
  readonly sentence: number;
  /** That sentence's number in the passage. */
  readonly nearest: number;
}

const NO_SCORE: MeaningScore = { passage: NaN, sentence: NaN, nearest: -1 };

const scans = new WeakMap<CodeRows, CodeScan>();

/**
 * Passages nearest to the question, roughly: candidates.
 *
 * @param question unit vector, shape [dimension]
 * @returns at most k rows
 */
export function nearestPassages(
  { passages }: PassageVectors,
  question: Float32Array,
  k: number,
  allowed: Uint8Array | null,
): Int32Array {
  let scan = scans.get(passages);
  if (scan === undefined) {
    scan = new CodeScan(passages);
    scans.set(passages, scan);
  }
  return scan.nearest(question, k, allowed);
}

/** @param question unit vector, shape [dimension] */
export function scoreMeaning(
  { passages, sentenceStart, sentences }: PassageVectors,
  row: number,
  question: Float32Array,
): MeaningScore {
  if (passages.scales[row] === 0) return NO_SCORE;
  const passage = rowProduct(passages, row, question);
  const first = sentenceStart[row]!;
  const end = sentenceStart[row + 1]!;
  if (first === end) return { passage, sentence: passage, nearest: 0 };
  let sentence = -Infinity;
  let nearest = 0;
  for (let s = first; s < end; s++) {
    const cosine = rowProduct(sentences, s, question);
    if (cosine <= sentence) continue;
    sentence = cosine;
    nearest = s - first;
  }
  return { passage, sentence, nearest };
}

/** The vector of the request's only text. */
export function questionVector({ dimension, vectors }: TextVectors): Float32Array {
  return vectors.subarray(0, dimension);
}

/** One number for both cosines; NaN where there are none. */
export function meaningOf({ passage, sentence }: MeaningScore, passageShare: number): number {
  return passageShare * passage + (1 - passageShare) * sentence;
}
