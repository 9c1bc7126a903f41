import { exp, log } from "../core/elementary.ts";
import { throwIfAborted } from "../core/errors.ts";
import { jacobiSvd } from "../math/linear-algebra/jacobi-svd.ts";
import type { Random } from "../core/random.ts";
import type { TokenProjection } from "../models/rag/passage-tokens.ts";

/** A question with the passage that answers it and some that do not, by their rows. */
export interface ProjectionCase {
  /** Token rows of the question in `ProjectionTokens.questions`, and what each counts, summing to 1. */
  readonly question: number;
  readonly weights: Float64Array;
  readonly gold: number;
  readonly others: readonly number[];
}

/** Unit token vectors of many texts: of text i those of rows [start[i], start[i + 1]). */
export interface TokenTable {
  readonly dimension: number;
  readonly start: Uint32Array;
  /** Shape [tokens, dimension]; int8 with a scale each, as the vectors of a whole corpus are many. */
  readonly codes: Int8Array;
  readonly scales: Float32Array;
}

export interface ProjectionOptions {
  readonly to: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Softmax temperature over the candidates' scores. */
  readonly temperature: number;
  readonly batch: number;
}

export const PROJECTION_OPTIONS: ProjectionOptions = {
  to: 96,
  epochs: 3,
  learningRate: 0.0005,
  temperature: 0.05,
  batch: 32,
};

/**
 * Learn which directions of the token vectors tell answering passages from others: gradient descent (Adam) on the
 * cross entropy of the answering passage among the candidates, scored by the weighted mean over the question's tokens
 * of the highest cosine. Starts from the principal directions. Which token of a passage is nearest is looked up with
 * the projection as it was at the start of the pass, anew each pass.
 *
 * @see Khattab and Zaharia (2020), ColBERT; Kingma and Ba (2015), Adam
 */
export function trainProjection(
  questions: TokenTable,
  passages: TokenTable,
  cases: readonly ProjectionCase[],
  start: TokenProjection,
  options: ProjectionOptions,
  random: Random,
  context: { readonly signal?: AbortSignal; readonly onPass?: (pass: number, loss: number) => void } = {},
): TokenProjection {
  const { to, epochs, batch, temperature } = options;
  const { from } = start;
  const weights = Float64Array.from(start.weights);
  const step = adam(weights, options.learningRate);
  const gradient = new Float64Array(from * to);
  const order = Uint32Array.from(cases.keys());
  const used = [...new Set(cases.flatMap(({ gold, others }) => [gold, ...others]))];
  for (let pass = 0; pass < epochs; pass++) {
    throwIfAborted(context.signal, "Training the projection");
    const fixed = projectTable(passages, weights, to, used);
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    let loss = 0;
    let inBatch = 0;
    for (const number of order) {
      loss += addGradient(questions, passages, fixed, cases[number]!, weights, to, temperature, gradient);
      if (++inBatch < batch) continue;
      step(gradient, inBatch);
      inBatch = 0;
    }
    if (inBatch > 0) step(gradient, inBatch);
    context.onPass?.(pass, loss / cases.length);
  }
  return { from, to, weights: Float32Array.from(weights) };
}

/**
 * The principal directions of the vectors of a table: what the training starts from.
 *
 * @param most vectors that are looked at, spread evenly over the table
 */
export function principalProjection(table: TokenTable, to: number, most = 40_000): TokenProjection {
  const { dimension: from, codes, scales } = table;
  const gram = new Float64Array(from * from);
  const every = Math.max(1, Math.floor(scales.length / most));
  const vector = new Float64Array(from);
  for (let t = 0; t < scales.length; t += every) {
    for (let i = 0; i < from; i++) vector[i] = codes[t * from + i]! * scales[t]!;
    for (let i = 0; i < from; i++) {
      for (let j = 0; j <= i; j++) gram[i * from + j]! += vector[i]! * vector[j]!;
    }
  }
  for (let i = 0; i < from; i++) {
    for (let j = 0; j < i; j++) gram[j * from + i] = gram[i * from + j]!;
  }
  // Of a symmetric matrix the right singular vectors are its directions, largest first.
  const { v } = jacobiSvd(gram, from);
  const weights = new Float32Array(from * to);
  for (let i = 0; i < from; i++) for (let j = 0; j < to; j++) weights[i * to + j] = v[j]![i]!;
  return { from, to, weights };
}

/** Adam's step on the mean gradient; empties the gradient. */
function adam(weights: Float64Array, rate: number): (gradient: Float64Array, count: number) => void {
  const mean = new Float64Array(weights.length);
  const square = new Float64Array(weights.length);
  let [leftOfMean, leftOfSquare] = [1, 1];
  return (gradient, count) => {
    leftOfMean *= 0.9;
    leftOfSquare *= 0.99;
    for (let i = 0; i < weights.length; i++) {
      const g = gradient[i]! / count;
      mean[i] = 0.9 * mean[i]! + 0.1 * g;
      square[i] = 0.99 * square[i]! + 0.01 * g * g;
      const root = Math.sqrt(square[i]! / (1 - leftOfSquare));
      weights[i]! -= (rate * mean[i]!) / (1 - leftOfMean) / (root + 1e-8);
    }
    gradient.fill(0);
  };
}

/** The vectors of some texts of a table, projected and of unit length, in the table's order. */
function projectTable(
  table: TokenTable,
  weights: Float64Array,
  to: number,
  texts: readonly number[],
): Float32Array {
  const out = new Float32Array(table.scales.length * to);
  const narrow = Float32Array.from(weights);
  const unit = new Float32Array(to);
  for (const text of texts) {
    for (let t = table.start[text]!; t < table.start[text + 1]!; t++) {
      projectRow(table, t, narrow, unit);
      out.set(unit, t * to);
    }
  }
  return out;
}

/** One vector projected, of unit length; returns its length before. */
function projectRow(
  table: TokenTable,
  t: number,
  weights: Float32Array | Float64Array,
  out: Float32Array | Float64Array,
): number {
  const { dimension, codes, scales } = table;
  const to = out.length;
  out.fill(0);
  const scale = scales[t]!;
  for (let i = 0; i < dimension; i++) {
    const code = codes[t * dimension + i]!;
    if (code === 0) continue;
    const value = code * scale;
    for (let j = 0, at = i * to; j < to; j++, at++) out[j]! += value * weights[at]!;
  }
  let squares = 0;
  for (let j = 0; j < to; j++) squares += out[j]! * out[j]!;
  const length = Math.sqrt(squares) || 1;
  for (let j = 0; j < to; j++) out[j]! /= length;
  return length;
}

/** Adds the gradient of one case and returns its loss. */
function addGradient(
  questions: TokenTable,
  passages: TokenTable,
  fixed: Float32Array,
  { question, weights: counts, gold, others }: ProjectionCase,
  weights: Float64Array,
  to: number,
  temperature: number,
  gradient: Float64Array,
): number {
  const [first, end] = [questions.start[question]!, questions.start[question + 1]!];
  const n = end - first;
  const asked = new Float64Array(n * to);
  const askedLength = new Float64Array(n);
  for (let q = 0; q < n; q++) {
    askedLength[q] = projectRow(questions, first + q, weights, asked.subarray(q * to, (q + 1) * to));
  }
  const candidates = [gold, ...others];
  const nearest = candidates.map((row) => nearestTokens(asked, n, to, passages, fixed, row));
  // The few nearest tokens are projected with the weights as they are now.
  const met = new Map<number, { vector: Float64Array; length: number; pull: Float64Array }>();
  for (const t of nearest.flatMap((tokens) => [...tokens])) {
    if (met.has(t)) continue;
    const vector = new Float64Array(to);
    met.set(t, { vector, length: projectRow(passages, t, weights, vector), pull: new Float64Array(to) });
  }
  const cosines = nearest.map((tokens) =>
    Float64Array.from(tokens, (t, q) => dot(asked, q * to, met.get(t)!.vector, 0, to)),
  );
  const scores = cosines.map(
    (row) => row.reduce((sum, cosine, q) => sum + counts[q]! * cosine, 0) / temperature,
  );
  const most = Math.max(...scores);
  const odds = scores.map((score) => exp(score - most));
  const total = odds.reduce((sum, each) => sum + each, 0);
  const askedPull = new Float64Array(n * to);
  candidates.forEach((_, c) => {
    const slope = (odds[c]! / total - (c === 0 ? 1 : 0)) / temperature;
    for (let q = 0; q < n; q++) {
      const share = slope * counts[q]!;
      const token = met.get(nearest[c]![q]!)!;
      const cosine = cosines[c]![q]!;
      // Of a cosine of two vectors that are made of unit length after the projection.
      for (let j = 0; j < to; j++) {
        const a = asked[q * to + j]!;
        const b = token.vector[j]!;
        askedPull[q * to + j]! += (share * (b - cosine * a)) / askedLength[q]!;
        token.pull[j]! += (share * (a - cosine * b)) / token.length;
      }
    }
  });
  for (let q = 0; q < n; q++)
    addOuter(questions, first + q, askedPull.subarray(q * to, (q + 1) * to), gradient);
  for (const [t, { pull }] of met) addOuter(passages, t, pull, gradient);
  const chance = odds[0]! / total;
  return -log(Math.max(chance, 1e-12));
}

/** Row of the passage's token that is nearest to each token of the question. */
function nearestTokens(
  asked: Float64Array,
  n: number,
  to: number,
  passages: TokenTable,
  fixed: Float32Array,
  row: number,
): Uint32Array {
  const nearest = new Uint32Array(n);
  const [first, end] = [passages.start[row]!, passages.start[row + 1]!];
  for (let q = 0; q < n; q++) {
    let best = -Infinity;
    for (let t = first; t < end; t++) {
      const cosine = dot(asked, q * to, fixed, t * to, to);
      if (cosine > best) {
        best = cosine;
        nearest[q] = t;
      }
    }
  }
  return nearest;
}

function dot(
  a: Float64Array,
  atA: number,
  b: Float32Array | Float64Array,
  atB: number,
  length: number,
): number {
  let [w, x, y, z] = [0, 0, 0, 0];
  for (let j = 0; j < length; j += 4) {
    w += a[atA + j]! * b[atB + j]!;
    x += a[atA + j + 1]! * b[atB + j + 1]!;
    y += a[atA + j + 2]! * b[atB + j + 2]!;
    z += a[atA + j + 3]! * b[atB + j + 3]!;
  }
  return w + x + (y + z);
}

/** gradient += vector of token t, times pull. */
function addOuter(
  { dimension, codes, scales }: TokenTable,
  t: number,
  pull: Float64Array,
  gradient: Float64Array,
): void {
  const to = pull.length;
  for (let i = 0; i < dimension; i++) {
    const code = codes[t * dimension + i]!;
    if (code === 0) continue;
    const value = code * scales[t]!;
    for (let j = 0, at = i * to; j < to; j++, at++) gradient[at]! += value * pull[j]!;
  }
}
