import type { Random } from "../../core/random.ts";
import type { CategoryEncoding } from "../../domain/training-config.ts";
import { kFolds } from "../../evaluation/table-splits.ts";
import { murmurHash3 } from "../../math/murmur-hash.ts";
import type { TabularColumn, TabularData, TabularTable } from "../../models/tabular.ts";

/** How one column's categories become numbers; plain data. Columns that are not named stay as they are. */
export type ColumnEncoder =
  | { readonly name: string; readonly kind: "one-hot"; readonly kept: readonly number[] }
  | { readonly name: string; readonly kind: "label" }
  | { readonly name: string; readonly kind: "hashed" }
  | {
      readonly name: string;
      readonly kind: "target";
      /** By output, then by category: the smoothed mean of the target, or of being of a class. */
      readonly means: readonly (readonly number[])[];
      /** By output: of all rows, for what is missing or was not seen. */
      readonly all: readonly number[];
    };
export type CategoryEncoder = readonly ColumnEncoder[];

/** By the names of columns. */
export type ColumnEncodings = Readonly<Record<string, Exclude<CategoryEncoding, "native">>>;

/** Categories with a column each; rarer ones are all zeros, as unseen ones are. */
const MOST_COLUMNS = 255;
const HASHED_COLUMNS = 16;
const CROSS_FIT_FOLDS = 5;

/**
 * Learn the encoding of a table's categories, and encode its own rows: by the target only through rows of other folds, so
 * that no row's numbers know its own target.
 *
 * @param outputs columns of numbers that the target has: itself, or one a class (of two, that of class 1)
 * @see Micci-Barreca (2001); the smoothing is scikit-learn's "auto", an empirical Bayes estimate
 */
export function fitEncoder(
  data: TabularData,
  encodings: ColumnEncodings,
  classes: number,
  random: Random,
): { readonly encoder: CategoryEncoder; readonly table: TabularTable } {
  const targets = targetColumns(data.target, classes);
  const encoder = data.columns.flatMap((column) => learn(column, encodings, targets, null));
  const isByTarget = encoder.some(({ kind }) => kind === "target");
  if (!isByTarget || data.rows < 2 * CROSS_FIT_FOLDS) return { encoder, table: encoded(encoder, data) };
  const table = encoded(encoder, data);
  for (const fold of kFolds(data.rows, CROSS_FIT_FOLDS, { by: "random" }, random)) {
    const others = data.columns.flatMap((column) => learn(column, encodings, targets, fold.train));
    const crossed = encoded(others, data);
    table.columns.forEach((column, c) => {
      if (column.kind !== "numeric") return;
      for (const row of fold.test) column.values[row] = crossed.columns[c]!.values[row]!;
    });
  }
  return { encoder, table };
}

/** A table with its categories encoded. Numbers are copied, so that the caller may write them. */
export function encoded(encoder: CategoryEncoder, table: TabularTable): TabularTable {
  const byName = new Map(encoder.map((each) => [each.name, each]));
  const columns = table.columns.flatMap((column): TabularColumn[] => {
    if (column.kind === "numeric") return [{ ...column, values: column.values.slice() }];
    const own = byName.get(column.name);
    return own === undefined ? [column] : encodedColumn(own, column);
  });
  return { rows: table.rows, columns };
}

/** The column that each encoded one comes from, by its place. */
export function encodedSources(encoder: CategoryEncoder, table: TabularTable): number[] {
  const none = { rows: 0, columns: table.columns.map(emptied) };
  return none.columns.flatMap((column, c) =>
    encoded(encoder, { rows: 0, columns: [column] }).columns.map(() => c),
  );
}

const emptied = (column: TabularColumn): TabularColumn =>
  column.kind === "numeric"
    ? { ...column, values: new Float64Array(0) }
    : { ...column, values: new Int32Array(0) };

type CategoryColumn = Extract<TabularColumn, { kind: "category" }>;

/** @param rows to learn from; null for all */
function learn(
  column: TabularColumn,
  encodings: ColumnEncodings,
  targets: readonly Float64Array[],
  rows: Int32Array | null,
): ColumnEncoder[] {
  const { name } = column;
  const kind = encodings[name];
  if (kind === undefined || column.kind === "numeric") return [];
  if (kind === "label" || kind === "hashed") return [{ name, kind }];
  const all = rows ?? Int32Array.from(column.values, (_, row) => row);
  if (kind === "one-hot") return [{ name, kind, kept: frequent(column, all) }];
  const smoothed = targets.map((target) => smoothedMeans(column, target, all));
  return [{ name, kind, means: smoothed.map(({ means }) => means), all: smoothed.map((each) => each.all) }];
}

function encodedColumn(encoder: ColumnEncoder, column: CategoryColumn): TabularColumn[] {
  const { name, values, categories } = column;
  const numeric = (own: string, valueOf: (category: number) => number): TabularColumn => ({
    kind: "numeric",
    name: own,
    values: Float64Array.from(values, valueOf),
  });
  switch (encoder.kind) {
    case "label":
      return [numeric(name, (category) => (category < 0 ? NaN : category))];
    case "one-hot":
      return encoder.kept.map((kept) =>
        numeric(`${name} = ${categories[kept]!}`, (category) => (category === kept ? 1 : 0)),
      );
    case "target":
      return encoder.means.map((means, k) =>
        numeric(`${name} by target${encoder.means.length > 1 ? ` ${k}` : ""}`, (category) =>
          category < 0 ? encoder.all[k]! : means[category]!,
        ),
      );
    case "hashed": {
      const text = new TextEncoder();
      const places = categories.map((category) => hashPlace(murmurHash3(text.encode(`${name}=${category}`))));
      return Array.from({ length: HASHED_COLUMNS }, (_, h) =>
        numeric(`${name} #${h}`, (category) => {
          const place = category < 0 ? undefined : places[category]!;
          return place?.column === h ? place.sign : 0;
        }),
      );
    }
  }
}

/** Where a hash falls and with which sign, as scikit-learn's FeatureHasher has it. */
function hashPlace(hash: number): { readonly column: number; readonly sign: 1 | -1 } {
  return { column: Math.abs(hash) % HASHED_COLUMNS, sign: hash >= 0 ? 1 : -1 };
}

function targetColumns(target: Float64Array, classes: number): Float64Array[] {
  if (classes === 0) return [target];
  const counted = classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k);
  return counted.map((k) => target.map((y) => (y === k ? 1 : 0)));
}

/** Means of the target by category, drawn towards that of all rows the more, the fewer and more scattered the rows. */
function smoothedMeans(
  { values, categories }: CategoryColumn,
  target: Float64Array,
  rows: Int32Array,
): { readonly means: readonly number[]; readonly all: number } {
  let sum = 0;
  for (const row of rows) sum += target[row]!;
  const all = sum / rows.length;
  let squares = 0;
  const counts = new Float64Array(categories.length);
  const sums = new Float64Array(categories.length);
  for (const row of rows) {
    squares += (target[row]! - all) * (target[row]! - all);
    const category = values[row]!;
    if (category < 0) continue;
    counts[category]!++;
    sums[category]! += target[row]!;
  }
  const variance = squares / rows.length;
  const scattered = new Float64Array(categories.length);
  for (const row of rows) {
    const category = values[row]!;
    if (category < 0) continue;
    const gap = target[row]! - sums[category]! / counts[category]!;
    scattered[category]! += gap * gap;
  }
  const means = Array.from(counts, (count, category) => {
    const weight = variance * count;
    const share = weight / (weight + scattered[category]! / count);
    return Number.isNaN(share) ? all : share * (sums[category]! / count) + (1 - share) * all;
  });
  return { means, all };
}

/** The categories with most rows, of equals the first, in their own order. */
function frequent({ values, categories }: CategoryColumn, rows: Int32Array): number[] {
  const counts = new Float64Array(categories.length);
  for (const row of rows) if (values[row]! >= 0) counts[values[row]!]!++;
  return Array.from(counts, (_, category) => category)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, MOST_COLUMNS)
    .sort((a, b) => a - b);
}
