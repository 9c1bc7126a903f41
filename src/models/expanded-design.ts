import { exp } from "../core/elementary.ts";
import type { Random } from "../core/random.ts";
import { choleskyFactor } from "../math/linear-algebra/cholesky.ts";
import type { ExpandedOptions } from "./expanded-options.ts";
import { designOf, designParts, linearDesign, linearTerms, type LinearDesign } from "./linear-design.ts";
import type { StateParts } from "./state-codec.ts";
import type { TabularTable } from "./tabular.ts";

/**
 * The columns of a linear model on expanded terms: the standardised terms of `linearDesign`, and either products of two of
 * them, standardised, or their nearness to landmarks, or nothing more.
 *
 * Nearness is a kernel of radius `width`, exp(-|x - l|² / (2 width² terms)). It is fitted through the Cholesky factor of
 * the landmarks' own kernel, so that inner products are those of the kernel (Nyström's method), scaled by √landmarks; once
 * fitted, its coefficients are written for the nearness itself.
 *
 * @see Williams and Seeger (2001), Using the Nyström method to speed up kernel machines
 */
export interface ExpandedDesign {
  readonly base: LinearDesign;
  /** Places of two terms each; none for other kinds. */
  readonly pairs: Int32Array;
  /** Of the products over the training rows. Shape [pairs]. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Shape [landmarks, terms]; none for other kinds. */
  readonly landmarks: Float64Array;
  /** 1 / (2 width² terms). */
  readonly decay: number;
}

/** Products are taken of so many terms, those that go best with the target. */
const MOST_PAIRED = 24;
/** Standardised values further out count as this far: a product of two rare values would outweigh all others. */
const FAR = 5;
const RIDGE = 1e-6;

/** A matrix with the number of its columns. */
export interface ExpandedMatrix {
  /** Shape [rows, columns], row-major. */
  readonly values: Float64Array;
  readonly columns: number;
}

/**
 * The design of a training table and its matrix.
 *
 * @param scores what the terms should go with: each of shape [rows], mean 0 by weight
 */
export function expandedDesign(
  table: TabularTable,
  rowWeights: Float64Array,
  scores: readonly Float64Array[],
  options: ExpandedOptions,
  random: Random,
): {
  readonly design: ExpandedDesign;
  readonly matrix: ExpandedMatrix;
  /** Coefficients of this matrix as `expandedScores` takes them; shape [scores][columns], as what they come from. */
  readonly plain: (coefficients: Float64Array) => Float64Array;
} {
  const { design: base, terms } = linearDesign(table, rowWeights);
  const none = new Float64Array(0);
  let design: ExpandedDesign = {
    base,
    pairs: new Int32Array(0),
    mean: none,
    scale: none,
    landmarks: none,
    decay: 0,
  };
  if (options.terms === "pairs") design = { ...design, ...pairsOf(terms, rowWeights, scores) };
  else if (options.terms === "radial" && terms.length > 0)
    design = { ...design, ...landmarksOf(terms, table.rows, options, random) };
  const count = terms.length === 0 ? 0 : design.landmarks.length / terms.length;
  const matrix = expand(design, terms, table.rows);
  if (count === 0) return { design, matrix, plain: (coefficients) => coefficients };
  const factor = landmarkFactor(design, terms.length);
  throughFactor(matrix, table.rows, factor, count);
  return {
    design,
    matrix,
    plain: (coefficients) => withoutFactor(coefficients, matrix.columns, factor, count),
  };
}

/** The matrix of other rows. @throws `tabular.other-columns`, `tabular.bad-column` */
export function expandedMatrix(design: ExpandedDesign, table: TabularTable): ExpandedMatrix {
  return expand(design, linearTerms(design.base, table), table.rows);
}

/** Scores of rows: intercepts and weighted sums. Shape [rows, scores]. */
export function expandedScores(
  { values, columns }: ExpandedMatrix,
  rows: number,
  intercepts: Float64Array,
  coefficients: Float64Array,
): Float64Array {
  const width = intercepts.length;
  const out = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < width; k++) {
      let sum = intercepts[k]!;
      for (let j = 0; j < columns; j++) sum += coefficients[k * columns + j]! * values[row * columns + j]!;
      out[row * width + k] = sum;
    }
  }
  return out;
}

const IMPORTANCE_ROWS = 50;

/**
 * How far the scores move, on average, when a column's terms take the values of the next of some training rows. Shape
 * [columns].
 */
export function expandedImportance(
  design: ExpandedDesign,
  table: TabularTable,
  intercepts: Float64Array,
  coefficients: Float64Array,
): Float64Array {
  const rows = Math.min(IMPORTANCE_ROWS, table.rows);
  const terms = linearTerms(design.base, table).map((term) =>
    Float64Array.from({ length: rows }, (_, i) => term[Math.floor((i * table.rows) / rows)]!),
  );
  const scoresOf = (own: readonly Float64Array[]): Float64Array =>
    expandedScores(expand(design, own, rows), rows, intercepts, coefficients);
  const before = scoresOf(terms);
  return Float64Array.from(design.base.columns, (_, column) => {
    if (!design.base.source.includes(column)) return 0;
    const moved = terms.map((term, t) =>
      design.base.source[t] === column ? term.map((__, i) => term[(i + 1) % rows]!) : term,
    );
    let sum = 0;
    scoresOf(moved).forEach((score, i) => (sum += Math.abs(score - before[i]!)));
    return sum / before.length;
  });
}

/** What `encodeState` takes of a design. */
export function expandedParts(design: ExpandedDesign): Required<StateParts> {
  const { scalars, arrays, words } = designParts(design.base);
  const { pairs, mean, scale, landmarks, decay } = design;
  return {
    scalars,
    arrays: {
      ...arrays,
      pairMean: mean,
      pairScale: scale,
      landmarks,
      decay: Float64Array.of(decay),
    },
    words: { ...words, pairs },
  };
}

/** The design of `expandedParts`. */
export function expandedOf(parts: Required<StateParts>): ExpandedDesign {
  const { arrays, words } = parts;
  return {
    base: designOf(parts),
    pairs: words["pairs"] as Int32Array,
    mean: arrays["pairMean"]!,
    scale: arrays["pairScale"]!,
    landmarks: arrays["landmarks"]!,
    decay: arrays["decay"]![0]!,
  };
}

const near = (value: number): number => Math.min(FAR, Math.max(-FAR, value));

function pairsOf(
  terms: readonly Float64Array[],
  weights: Float64Array,
  scores: readonly Float64Array[],
): Pick<ExpandedDesign, "pairs" | "mean" | "scale"> {
  const bearing = terms.map((term) => {
    let most = 0;
    for (const score of scores) {
      let sum = 0;
      for (let i = 0; i < term.length; i++) sum += weights[i]! * term[i]! * score[i]!;
      most = Math.max(most, Math.abs(sum));
    }
    return most;
  });
  const paired = terms
    .map((_, t) => t)
    .sort((a, b) => bearing[b]! - bearing[a]! || a - b)
    .slice(0, MOST_PAIRED)
    .sort((a, b) => a - b);
  const pairs: number[] = [];
  const mean: number[] = [];
  const scale: number[] = [];
  paired.forEach((a, place) => {
    for (const b of paired.slice(place)) {
      const product = terms[a]!.map((value, i) => near(value) * near(terms[b]![i]!));
      let total = 0;
      for (let i = 0; i < product.length; i++) total += weights[i]! * product[i]!;
      const centre = total / product.length;
      let squares = 0;
      for (let i = 0; i < product.length; i++) {
        squares += weights[i]! * (product[i]! - centre) * (product[i]! - centre);
      }
      const spread = Math.sqrt(squares / product.length);
      if (!(spread > 1e-9)) continue;
      pairs.push(a, b);
      mean.push(centre);
      scale.push(spread);
    }
  });
  return {
    pairs: Int32Array.from(pairs),
    mean: Float64Array.from(mean),
    scale: Float64Array.from(scale),
  };
}

function landmarksOf(
  terms: readonly Float64Array[],
  rows: number,
  options: ExpandedOptions,
  random: Random,
): Pick<ExpandedDesign, "landmarks" | "decay"> {
  const count = Math.min(rows, options.landmarks);
  const width = terms.length;
  // Fisher and Yates, the first `count` places.
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(rows - i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const landmarks = new Float64Array(count * width);
  for (let l = 0; l < count; l++) {
    for (let t = 0; t < width; t++) landmarks[l * width + t] = near(terms[t]![order[l]!]!);
  }
  return { landmarks, decay: 1 / (2 * options.width * options.width * width) };
}

/** The Cholesky factor of the landmarks' own kernel. Shape [landmarks, landmarks], row-major. */
function landmarkFactor({ landmarks, decay }: ExpandedDesign, width: number): Float64Array {
  const count = landmarks.length / width;
  const kernel = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    nearness(landmarks.subarray(a * width, (a + 1) * width), landmarks, decay, kernel, a * count, count);
    kernel[a * count + a]! += RIDGE;
  }
  return choleskyFactor(kernel, count);
}

/** Write the last columns of a matrix, the nearness k, as √landmarks · L⁻¹ k: coordinates of the kernel's space. */
function throughFactor(
  { values, columns }: ExpandedMatrix,
  rows: number,
  factor: Float64Array,
  count: number,
): void {
  const size = Math.sqrt(count);
  for (let i = 0; i < rows; i++) {
    const first = (i + 1) * columns - count;
    for (let a = 0; a < count; a++) {
      let rest = values[first + a]!;
      for (let b = 0; b < a; b++) rest -= factor[a * count + b]! * values[first + b]!;
      values[first + a] = rest / factor[a * count + a]!;
    }
    for (let a = 0; a < count; a++) values[first + a]! *= size;
  }
}

/** Coefficients of the nearness itself: √landmarks · L⁻ᵀ w in place of the last w. */
function withoutFactor(
  coefficients: Float64Array,
  columns: number,
  factor: Float64Array,
  count: number,
): Float64Array {
  const out = coefficients.slice();
  const size = Math.sqrt(count);
  for (let end = columns; end <= out.length; end += columns) {
    const first = end - count;
    for (let a = count - 1; a >= 0; a--) {
      let rest = out[first + a]!;
      for (let b = a + 1; b < count; b++) rest -= factor[b * count + a]! * out[first + b]!;
      out[first + a] = rest / factor[a * count + a]!;
    }
    for (let a = 0; a < count; a++) out[first + a]! *= size;
  }
  return out;
}

function nearness(
  row: Float64Array,
  landmarks: Float64Array,
  decay: number,
  out: Float64Array,
  at: number,
  count: number,
): void {
  const width = row.length;
  for (let l = 0; l < count; l++) {
    let squares = 0;
    for (let t = 0; t < width; t++) {
      const gap = row[t]! - landmarks[l * width + t]!;
      squares += gap * gap;
    }
    out[at + l] = exp(-decay * squares);
  }
}

function expand(design: ExpandedDesign, terms: readonly Float64Array[], rows: number): ExpandedMatrix {
  const { pairs, mean, scale, landmarks, decay } = design;
  const width = terms.length;
  const products = mean.length;
  const count = width === 0 ? 0 : landmarks.length / width;
  const columns = width + products + count;
  const values = new Float64Array(rows * columns);
  const row = new Float64Array(width);
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    for (let t = 0; t < width; t++) {
      values[at + t] = terms[t]![i]!;
      row[t] = near(terms[t]![i]!);
    }
    for (let p = 0; p < products; p++) {
      values[at + width + p] = (row[pairs[2 * p]!]! * row[pairs[2 * p + 1]!]! - mean[p]!) / scale[p]!;
    }
    if (count > 0) nearness(row, landmarks, decay, values, at + width + products, count);
  }
  return { values, columns };
}
