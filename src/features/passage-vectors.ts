import type { EmbeddedTexts } from "../core/ports.ts";
import { sentenceSpans, type TextSpan } from "./sentences.ts";

/** Vectors in whole numbers of 8 bits: component j of row i is about codes[i · dimension + j] · scales[i]. */
export interface QuantizedRows {
  /** Shape [rows, dimension]. */
  readonly codes: Int8Array;
  /** Shape [rows]; 0 for a row of zeros. */
  readonly scales: Float32Array;
}

/** Vectors of texts and of their sentences. */
export interface PassageVectors {
  readonly texts: QuantizedRows;
  /** Sentences of text i: [sentenceStart[i], sentenceStart[i + 1]). Shape [texts + 1]. */
  readonly sentenceStart: Uint32Array;
  /** The mean of a sentence's tokens in the context of the whole text; zeros for one behind the model's last token. */
  readonly sentences: QuantizedRows;
}

const CODE_LIMIT = 127;

/** What is kept of embedded texts. @param texts what was embedded, in its order */
export function passageVectors(texts: readonly string[], embedded: EmbeddedTexts): PassageVectors {
  const { dimension, vectors } = embedded;
  const spans = texts.map(sentenceSpans);
  const sentenceStart = new Uint32Array(texts.length + 1);
  spans.forEach((of, i) => (sentenceStart[i + 1] = sentenceStart[i]! + of.length));
  const means = new Float32Array(sentenceStart[texts.length]! * dimension);
  spans.forEach((of, i) => writeSentences(embedded, i, of, means, sentenceStart[i]!));
  return {
    texts: quantizeRows(vectors, dimension),
    sentenceStart,
    sentences: quantizeRows(means, dimension),
  };
}

/** Rows with a scale each: a 127th of the largest component. @param values shape [rows, dimension] */
export function quantizeRows(values: Float32Array, dimension: number): QuantizedRows {
  const rows = values.length / dimension;
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * dimension;
    let largest = 0;
    for (let j = from; j < from + dimension; j++) largest = Math.max(largest, Math.abs(values[j]!));
    const scale = Math.fround(largest / CODE_LIMIT);
    scales[row] = scale;
    if (scale === 0) continue;
    for (let j = from; j < from + dimension; j++) codes[j] = Math.round(values[j]! / scale);
  }
  return { codes, scales };
}

/** One row as it was, nearly. */
export function dequantizeRow({ codes, scales }: QuantizedRows, row: number, out: Float32Array): void {
  const from = row * out.length;
  for (let j = 0; j < out.length; j++) out[j] = codes[from + j]! * scales[row]!;
}

/** Means of the tokens that begin in each sentence, of length 1. */
function writeSentences(
  { dimension, tokens, tokenStart, tokenSpans }: EmbeddedTexts,
  text: number,
  spans: readonly TextSpan[],
  out: Float32Array,
  firstRow: number,
): void {
  let sentence = 0;
  for (let token = tokenStart[text]!; token < tokenStart[text + 1]!; token++) {
    const at = tokenSpans[2 * token]!;
    while (sentence < spans.length - 1 && at >= spans[sentence]!.end) sentence++;
    const to = (firstRow + sentence) * dimension;
    for (let j = 0; j < dimension; j++) out[to + j]! += tokens[token * dimension + j]!;
  }
  for (let row = firstRow; row < firstRow + spans.length; row++) {
    let squares = 0;
    for (let j = row * dimension; j < (row + 1) * dimension; j++) squares += out[j]! * out[j]!;
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let j = row * dimension; j < (row + 1) * dimension; j++) out[j]! *= scale;
  }
}
