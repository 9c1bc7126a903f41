import { emptyRows, encodeRows, joinRows, takeRows } from "../../math/vectors/code-rows.ts";
import type { PassageVectors, TextVectors } from "./task.ts";

/**
 * Vectors of passages from those of their sentences: a passage's is the mean of its sentences', of unit length.
 *
 * @param counts how many sentences each passage has; shape [passages]
 * @param sentences of all passages, in order; shape [sum of counts, dimension]
 */
export function passageVectors(
  counts: readonly number[],
  { dimension, vectors }: TextVectors,
): PassageVectors {
  const means = new Float32Array(counts.length * dimension);
  const sentenceStart = new Int32Array(counts.length + 1);
  const kept: number[] = [];
  let first = 0;
  counts.forEach((count, passage) => {
    const mean = means.subarray(passage * dimension, (passage + 1) * dimension);
    for (let sentence = first; sentence < first + count; sentence++) {
      for (let j = 0; j < dimension; j++) mean[j]! += vectors[sentence * dimension + j]!;
      if (count > 1) kept.push(sentence);
    }
    scaleToUnit(mean);
    sentenceStart[passage + 1] = kept.length;
    first += count;
  });
  return {
    passages: encodeRows(means, dimension),
    sentenceStart,
    sentences: takeRows(encodeRows(vectors, dimension), kept),
  };
}

/** Vectors for so many passages, none of which has any. */
export function noVectors(passages: number, dimension: number): PassageVectors {
  return {
    passages: emptyRows(passages, dimension),
    sentenceStart: new Int32Array(passages + 1),
    sentences: emptyRows(0, dimension),
  };
}

/** The passages of the first, then those of the second. */
export function joinVectors(first: PassageVectors, second: PassageVectors): PassageVectors {
  const before = first.sentences.scales.length;
  const sentenceStart = new Int32Array(first.sentenceStart.length + second.sentenceStart.length - 1);
  sentenceStart.set(first.sentenceStart);
  sentenceStart.set(
    second.sentenceStart.map((start) => before + start),
    first.sentenceStart.length - 1,
  );
  return {
    passages: joinRows(first.passages, second.passages),
    sentenceStart,
    sentences: joinRows(first.sentences, second.sentences),
  };
}

/**
 * The vectors of these passages, in this order.
 *
 * @param order rows, -1 for a passage without vectors
 */
export function takeVectors(vectors: PassageVectors, order: ArrayLike<number>): PassageVectors {
  const sentenceStart = new Int32Array(order.length + 1);
  const sentences: number[] = [];
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (row >= 0) {
      for (let s = vectors.sentenceStart[row]!; s < vectors.sentenceStart[row + 1]!; s++) sentences.push(s);
    }
    sentenceStart[i + 1] = sentences.length;
  }
  return {
    passages: takeRows(vectors.passages, order),
    sentenceStart,
    sentences: takeRows(vectors.sentences, sentences),
  };
}

function scaleToUnit(vector: Float32Array): void {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length > 0) vector.forEach((value, j) => (vector[j] = value / length));
}
