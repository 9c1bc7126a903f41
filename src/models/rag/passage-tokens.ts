import type { EmbeddedTexts } from "../../core/ports.ts";
import type { TextSpan } from "../../features/sentences.ts";

/** Brings token vectors to fewer dimensions. Shape of `weights` [from, to]. */
export interface TokenProjection {
  readonly from: number;
  readonly to: number;
  readonly weights: Float32Array;
}

/** Token vectors of one text in whole numbers of 8 bits: token t is codes[t · dimension …] · scales[t], of unit length. */
export interface PassageTokens {
  readonly dimension: number;
  /** Where each token starts in the text, in UTF-16 units, ascending. Shape [tokens]. */
  readonly places: Uint32Array;
  /** Shape [tokens, dimension]. */
  readonly codes: Int8Array;
  /** Shape [tokens]. */
  readonly scales: Float32Array;
}

const CODE_LIMIT = 127;

/**
 * What is kept of the tokens of passages for the reranker: projected, of unit length again, int8 with a scale each.
 *
 * @param spans parts of each passage that were embedded by themselves, as `embeddedSpans` has them
 * @param embedded those parts, passage after passage
 * @returns nulls where the embedder has not the projection's dimension: such passages are reranked by words only
 */
export function passageTokens(
  spans: readonly (readonly TextSpan[])[],
  embedded: EmbeddedTexts,
  projection: TokenProjection,
): (PassageTokens | null)[] {
  const { dimension, tokenStart, tokenSpans, tokens } = embedded;
  if (dimension !== projection.from) return spans.map(() => null);
  const unit = new Float32Array(projection.to);
  let part = 0;
  return spans.map((parts) => {
    const first = tokenStart[part]!;
    const count = tokenStart[part + parts.length]! - first;
    const places = new Uint32Array(count);
    const codes = new Int8Array(count * projection.to);
    const scales = new Float32Array(count);
    for (const { start } of parts) {
      for (let t = tokenStart[part]!; t < tokenStart[part + 1]!; t++) {
        places[t - first] = start + tokenSpans[2 * t]!;
        projectToken(tokens, t * dimension, projection, unit);
        scales[t - first] = writeUnitCodes(unit, codes, (t - first) * projection.to);
      }
      part++;
    }
    return { dimension: projection.to, places, codes, scales };
  });
}

/**
 * One token's vector in the projection's dimensions, of unit length.
 *
 * @param tokens the vector is `projection.from` long from `at`
 * @param out shape [to], written
 */
export function projectToken(
  tokens: Float32Array,
  at: number,
  { from, to, weights }: TokenProjection,
  out: Float32Array,
): void {
  out.fill(0);
  for (let i = 0; i < from; i++) {
    const value = tokens[at + i]!;
    const row = i * to;
    for (let j = 0; j < to; j++) out[j]! += value * weights[row + j]!;
  }
  let squares = 0;
  for (let j = 0; j < to; j++) squares += out[j]! * out[j]!;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let j = 0; j < to; j++) out[j]! *= scale;
}

/**
 * Codes of a vector; returns the scale that makes them one of unit length, 0 for zeros.
 *
 * @param codes written from `at`
 */
export function writeUnitCodes(unit: Float32Array, codes: Int8Array, at: number): number {
  let largest = 0;
  for (let j = 0; j < unit.length; j++) largest = Math.max(largest, Math.abs(unit[j]!));
  if (largest === 0) return 0;
  const step = CODE_LIMIT / largest;
  let squares = 0;
  for (let j = 0; j < unit.length; j++) {
    const code = Math.round(unit[j]! * step);
    codes[at + j] = code;
    squares += code * code;
  }
  return 1 / Math.sqrt(squares);
}

/**
 * Cosine of every token of a question to every token of a passage.
 *
 * @param question unit vectors, shape [n, dimension]
 * @param out shape [n, tokens], written
 */
export function tokenCosines(question: Float32Array, passage: PassageTokens, out: Float32Array): void {
  const { dimension, codes, scales } = passage;
  const n = question.length / dimension;
  const tokens = scales.length;
  for (let q = 0; q < n; q++) {
    const row = q * dimension;
    for (let t = 0; t < tokens; t++) {
      const at = t * dimension;
      // Four sums side by side: the order is fixed, and the processor works on all of them at once.
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let j = 0; j < dimension; j += 4) {
        a += question[row + j]! * codes[at + j]!;
        b += question[row + j + 1]! * codes[at + j + 1]!;
        c += question[row + j + 2]! * codes[at + j + 2]!;
        d += question[row + j + 3]! * codes[at + j + 3]!;
      }
      out[q * tokens + t] = (a + b + (c + d)) * scales[t]!;
    }
  }
}
