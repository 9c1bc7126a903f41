import { encoderKernel, type EncoderArithmetic, type EncoderKernel } from "./kernel.ts";
import { placeWeights, type PlacedLayer, type PlacedMatrix, type PlacedNorm } from "./place-weights.ts";
import type { EncoderWeights } from "./weights.ts";

/** A BERT encoder over one text at a time. */
export interface SentenceEncoder {
  readonly arithmetic: EncoderArithmetic;
  /**
   * @param ids of one text's tokens, at least one, at most `positions`
   * @returns the last layer's vectors, shape [tokens, width]
   */
  encode(ids: readonly number[]): Float32Array;
}

/** Dimensions of an attention head that the kernel is made for. */
export const HEAD_WIDTH = 32;

/** Rows of an array are filled up to a multiple of this, the rows of a block of the kernel. */
const ROW_BLOCK = 4;
/** Keys of the kernel's scratch are filled up to a multiple of this. */
const KEY_BLOCK = 16;
const PAGE = 65536;

/** Addresses of what is computed, for texts of up to so many rows. */
interface Scratch {
  readonly hidden: number;
  readonly normed: number;
  readonly projected: number;
  readonly context: number;
  readonly inner: number;
  readonly whole: number;
  readonly turned: number;
  readonly scores: number;
  readonly zero: number;
}

/**
 * The encoder with its weights packed for the kernel. Inputs of the matrices are rounded to 8 bits at a scale of the
 * text's own, as the ONNX graph says (DynamicQuantizeLinear, MatMulInteger); all else is float32.
 */
export function sentenceEncoder(weights: EncoderWeights): SentenceEncoder {
  const kernel = encoderKernel();
  const { norm, layers, end } = placeWeights(kernel, weights);
  const scratch = placeScratch(kernel, weights, end);
  return {
    arithmetic: kernel.arithmetic,
    encode: (ids) => {
      lookUp(kernel, weights, ids, scratch.hidden);
      normalise(kernel, weights, scratch.hidden, 0, ids.length, norm, scratch.normed);
      for (const layer of layers) runLayer(kernel, weights, scratch, layer, ids.length);
      return new Float32Array(kernel.memory.buffer, scratch.normed, ids.length * weights.width).slice();
    },
  };
}

function placeScratch(
  { memory }: EncoderKernel,
  { width, positions, layers }: EncoderWeights,
  from: number,
): Scratch {
  const rows = Math.ceil(positions / ROW_BLOCK) * ROW_BLOCK;
  const inner = Math.max(width, ...layers.map(({ intermediate }) => intermediate.columns));
  const keys = Math.ceil(positions / KEY_BLOCK) * KEY_BLOCK;
  let at = from;
  const take = (bytes: number): number => {
    const address = at;
    at += Math.ceil(bytes / 64) * 64;
    return address;
  };
  const scratch = {
    hidden: take(rows * width * 4),
    normed: take(rows * width * 4),
    projected: take(rows * width * 12),
    context: take(rows * width * 4),
    inner: take(rows * inner * 4),
    whole: take(rows * inner * 2),
    turned: take(HEAD_WIDTH * keys * 4),
    scores: take(4 * keys * 4),
    zero: take(8),
  };
  const missing = Math.ceil(at / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  return scratch;
}

/** Sum of each token's word, kind and place. */
function lookUp(
  { memory }: EncoderKernel,
  { width, words, places, kind }: EncoderWeights,
  ids: readonly number[],
  out: number,
): void {
  const rows = new Float32Array(memory.buffer, out, ids.length * width);
  const { fround } = Math;
  ids.forEach((id, t) => {
    for (let d = 0; d < width; d++) {
      const word = fround((words.values[id * width + d]! - words.zero) * words.scale);
      const place = fround((places.values[t * width + d]! - places.zero) * places.scale);
      rows[t * width + d] = fround(word + kind[d]!) + place;
    }
  });
}

function runLayer(
  kernel: EncoderKernel,
  weights: EncoderWeights,
  scratch: Scratch,
  layer: PlacedLayer,
  tokens: number,
): void {
  const { width, heads } = weights;
  const { hidden, normed, projected, context, inner } = scratch;
  project(kernel, scratch, normed, tokens, layer.projection, projected);
  for (let head = 0; head < heads; head++) {
    const q = projected + head * HEAD_WIDTH * 4;
    kernel.attend(
      q,
      q + width * 4,
      q + width * 8,
      width * 12,
      tokens,
      Math.fround(1 / Math.sqrt(HEAD_WIDTH)),
      scratch.turned,
      scratch.scores,
      context + head * HEAD_WIDTH * 4,
      width * 4,
    );
  }
  project(kernel, scratch, context, tokens, layer.attentionOutput, hidden);
  normalise(kernel, weights, hidden, normed, tokens, layer.attentionNorm, normed);
  project(kernel, scratch, normed, tokens, layer.intermediate, inner);
  kernel.gelu(inner, tokens * layer.intermediate.columns);
  project(kernel, scratch, inner, tokens, layer.output, hidden);
  normalise(kernel, weights, hidden, normed, tokens, layer.outputNorm, normed);
}

/** The matrix's product with x, which is rounded first. */
function project(
  kernel: EncoderKernel,
  { whole, zero }: Scratch,
  x: number,
  tokens: number,
  matrix: PlacedMatrix,
  out: number,
): void {
  const shift = kernel.arithmetic === "signed-bytes" ? 128 : 0;
  kernel.quantise(x, tokens * matrix.rows, whole, shift, zero);
  const view = new DataView(kernel.memory.buffer, zero, 8);
  const point = view.getInt32(0, true) - shift;
  const { packed, sums, scales, bias, groups, columns } = matrix;
  const scale = view.getFloat32(4, true);
  kernel.multiply(whole, tokens, groups, point, scale, packed, sums, scales, bias, columns, out);
}

function normalise(
  kernel: EncoderKernel,
  { width, epsilon }: EncoderWeights,
  x: number,
  residual: number,
  tokens: number,
  { weight, bias }: PlacedNorm,
  out: number,
): void {
  kernel.normalise(x, residual, tokens, width, weight, bias, epsilon, out);
}
