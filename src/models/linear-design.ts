import {
  checkTabularTable,
  columnShapes,
  type ColumnShape,
  type Contributions,
  type TabularTable,
} from "./tabular.ts";

/**
 * The columns of a linear model: every number standardised, with a second column for "missing" where training had
 * gaps; one column a category. All are centred and scaled to a standard deviation of 1, so that the penalty weighs
 * them alike; a missing number stands at the mean.
 */
export interface LinearDesign {
  readonly columns: readonly ColumnShape[];
  /** Per term: the column it comes from, and what of it: -1 the number, -2 whether missing, else a category. */
  readonly source: Int32Array;
  readonly part: Int32Array;
  /** Mean and standard deviation over the training rows, by their weights. Shape [terms]. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

const NUMBER = -1;
const MISSING = -2;
/** Rarer categories of a column share the place of unseen ones: all zeros. */
const MOST_TERMS = 100;

/** The terms of a training table and their values, standardised. Terms that never vary are left out. */
export function linearDesign(
  table: TabularTable,
  rowWeights: Float64Array,
): { readonly design: LinearDesign; readonly terms: Float64Array[] } {
  const source: number[] = [];
  const part: number[] = [];
  const mean: number[] = [];
  const scale: number[] = [];
  const terms: Float64Array[] = [];
  table.columns.forEach((column, c) => {
    for (const wanted of column.kind === "numeric"
      ? [NUMBER, MISSING]
      : frequent(column.values, column.categories.length)) {
      const values = termValues(table, c, wanted);
      const moments = momentsOf(values, rowWeights);
      if (!(moments.scale > 0)) continue;
      standardise(values, moments.mean, moments.scale);
      source.push(c);
      part.push(wanted);
      mean.push(moments.mean);
      scale.push(moments.scale);
      terms.push(values);
    }
  });
  const design = {
    columns: columnShapes(table),
    source: Int32Array.from(source),
    part: Int32Array.from(part),
    mean: Float64Array.from(mean),
    scale: Float64Array.from(scale),
  };
  return { design, terms };
}

/** The same terms of other rows. @throws `tabular.other-columns`, `tabular.bad-column` */
export function linearTerms(design: LinearDesign, table: TabularTable): Float64Array[] {
  checkTabularTable(table, design.columns);
  return Array.from(design.source, (column, term) => {
    const values = termValues(table, column, design.part[term]!);
    standardise(values, design.mean[term]!, design.scale[term]!);
    return values;
  });
}

/** What each column moves the score by: the sizes of its terms' coefficients, summed. Shape [columns]. */
export function linearImportance(design: LinearDesign, coefficients: Float64Array): Float64Array {
  const sums = new Float64Array(design.columns.length);
  const terms = design.source.length;
  coefficients.forEach((w, i) => (sums[design.source[i % terms]!]! += Math.abs(w)));
  return sums;
}

/**
 * What each column adds to each score: its terms' coefficients by how far the row is from the mean of the training rows.
 * These are the Shapley values of columns taken as independent.
 *
 * @param intercepts shape [scores]
 * @param coefficients shape [scores, terms]
 * @throws `tabular.other-columns`, `tabular.bad-column`
 * @see Lundberg and Lee (2017), corollary 1; golden case `evaluation/linear`
 */
export function linearContributions(
  design: LinearDesign,
  intercepts: Float64Array,
  coefficients: Float64Array,
  table: TabularTable,
): Omit<Contributions, "unit"> {
  const scores = intercepts.length;
  const width = design.columns.length;
  const values = new Float64Array(table.rows * scores * width);
  const terms = linearTerms(design, table);
  terms.forEach((term, j) => {
    for (let k = 0; k < scores; k++) {
      const w = coefficients[k * terms.length + j]!;
      if (w === 0) continue;
      for (let row = 0; row < table.rows; row++) {
        values[(row * scores + k) * width + design.source[j]!]! += w * term[row]!;
      }
    }
  });
  return { scores, expected: intercepts, values };
}

/** Row weights with mean 1; all 1 where none are given. */
export function meanOne(rows: number, weights: Float64Array | undefined): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  let sum = 0;
  for (const weight of weights) sum += weight;
  return weights.map((weight) => (weight * rows) / sum);
}

/** The scalars and arrays of `encodeState`. */
export function designParts({ columns, source, part, mean, scale }: LinearDesign) {
  return {
    scalars: { columns: JSON.stringify(columns) },
    arrays: { mean, scale },
    words: { source, part },
  };
}

/** The design of `designParts`. */
export function designOf(parts: {
  readonly scalars: Readonly<Record<string, unknown>>;
  readonly arrays: Readonly<Record<string, Float64Array>>;
  readonly words: Readonly<Record<string, ArrayLike<number>>>;
}): LinearDesign {
  return {
    columns: JSON.parse(String(parts.scalars["columns"])) as ColumnShape[],
    source: parts.words["source"] as Int32Array,
    part: parts.words["part"] as Int32Array,
    mean: parts.arrays["mean"]!,
    scale: parts.arrays["scale"]!,
  };
}

function termValues(table: TabularTable, c: number, part: number): Float64Array {
  const { values } = table.columns[c]!;
  const out = new Float64Array(table.rows);
  for (let row = 0; row < out.length; row++) {
    const value = values[row]!;
    if (part === NUMBER) out[row] = value;
    else out[row] = (part === MISSING ? Number.isNaN(value) : value === part) ? 1 : 0;
  }
  return out;
}

/** Over the rows that have a value. */
function momentsOf(
  values: Float64Array,
  weights: Float64Array,
): { readonly mean: number; readonly scale: number } {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue;
    total += weights[row]!;
    sum += weights[row]! * values[row]!;
  }
  if (total === 0) return { mean: 0, scale: 0 };
  const mean = sum / total;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue;
    const distance = values[row]! - mean;
    squares += weights[row]! * distance * distance;
  }
  const scale = Math.sqrt(squares / total);
  // Rounding leaves a little spread in a constant column.
  return { mean, scale: Number.isFinite(scale) && scale > 1e-12 * Math.abs(mean) ? scale : 0 };
}

function standardise(values: Float64Array, mean: number, scale: number): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    values[row] = Number.isNaN(value) ? 0 : (value - mean) / scale;
  }
}

/** The categories with most rows, of equals the first, in their own order. */
function frequent(values: Int32Array, categories: number): number[] {
  const counts = new Float64Array(categories);
  for (const value of values) if (value >= 0) counts[value]!++;
  return Array.from(counts, (_, category) => category)
    .filter((category) => counts[category]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, MOST_TERMS)
    .sort((a, b) => a - b);
}
