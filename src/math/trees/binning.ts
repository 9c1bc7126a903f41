import * as layout from "../kernels/trees/layout.ts";
import {
  categoricalBins,
  collectDistinct,
  countCategories,
  distinctRoom,
  numericalBins,
  type FeatureBins,
} from "./bin-bounds.ts";
import {
  chunksOf,
  matrixSteps,
  valueBytes,
  type FeatureMatrix,
  type FeatureTable,
} from "./feature-matrix.ts";
import type { TreeEngine } from "./tree-engine.ts";

/** Named as in LightGBM. */
export interface BinningOptions {
  /** Most bins of a numerical feature, its missing bin included; 2 to 255. */
  readonly maxBin: number;
  /** Rows a bin should hold at least. */
  readonly minDataInBin: number;
  /** Rows from which the bounds are found, evenly spaced over all rows; with more rows, their order matters. */
  readonly binConstructSampleCnt: number;
  /**
   * Features whose values are category numbers. Whatever `maxBin`, the 255 most frequent categories are told apart, and
   * the others treated as missing; LightGBM goes past `maxBin` likewise until 99% of the rows are covered.
   */
  readonly categoricalFeature: readonly number[];
}

/** Memory for the columns of the sample that are sorted at once. */
const SAMPLE_BYTES = 32 * 2 ** 20;
/** Memory for the raw values that are binned at once. */
const CHUNK_BYTES = 8 * 2 ** 20;

/**
 * Find the bins of every feature of a table.
 *
 * A chunked table is read once for as many columns as `SAMPLE_BYTES` hold: once in all for 41 features of float32.
 *
 * @param minDataInCategory rows that a category should have, or it shares the bin of the missing
 */
export async function findBins(
  engine: TreeEngine,
  table: FeatureTable,
  options: BinningOptions,
  minDataInCategory = options.minDataInBin,
): Promise<FeatureBins[]> {
  const { rows, features } = table;
  const sampled = Math.min(rows, options.binConstructSampleCnt);
  const categories = new Map(options.categoricalFeature.map((f) => [f, new Map<number, number>()]));
  const numerical = Array.from({ length: features }, (_, f) => f).filter((f) => !categories.has(f));
  const missing = new Uint8Array(features);
  const bins: FeatureBins[] = [];
  const mark = engine.mark();

  const bytes = valueBytes(table);
  const held = Math.floor(SAMPLE_BYTES / (sampled * bytes));
  const perBatch = Math.max(1, Math.min(numerical.length, held));
  const sample = engine.allocate(perBatch * sampled * bytes);
  const scratch = Array.from({ length: engine.threads }, (_, t) => {
    const kept = engine.threadWord(t, layout.THREAD_SCRATCH);
    engine.setThreadWord(t, layout.THREAD_SCRATCH, engine.allocate(8192 + sampled * bytes));
    return kept;
  });
  const distinct = distinctRoom(sampled);
  // Once at least, for categories and missing values.
  for (let first = 0; first === 0 || first < numerical.length; first += perBatch) {
    const batch = numerical.slice(first, first + perBatch);
    const view =
      bytes === 4 ? engine.floats32(sample, perBatch * sampled) : engine.floats64(sample, perBatch * sampled);
    let gathered = 0;
    for await (const { chunk, firstRow } of chunksOf(table)) {
      gathered = gather(chunk, firstRow, batch, { rows, sampled, gathered }, view);
      if (first > 0) continue;
      if (sampled < rows) markMissing(chunk, missing);
      for (const [f, counts] of categories) countCategories(column(chunk, f), counts);
    }
    engine.fork(layout.JOB_SORT_SAMPLE, sample, batch.length, sampled, bytes);
    batch.forEach((f, i) => {
      const missing = collectDistinct(view.subarray(i * sampled, (i + 1) * sampled), distinct);
      bins[f] = numericalBins(distinct, missing, options.maxBin, options.minDataInBin);
    });
  }
  scratch.forEach((kept, t) => engine.setThreadWord(t, layout.THREAD_SCRATCH, kept));
  engine.release(mark);

  for (const [f, counts] of categories) bins[f] = categoricalBins(counts, minDataInCategory);
  return bins.map((found, f) => (missing[f] === 1 ? withMissing(found, options.maxBin) : found));
}

/** Which rows of a table make the sample, and how many of them have been copied. */
interface Sampling {
  readonly rows: number;
  readonly sampled: number;
  readonly gathered: number;
}

/** Copy a chunk's part of evenly spaced rows, some columns side by side; gives back how many rows are copied then. */
function gather(
  chunk: FeatureMatrix,
  firstRow: number,
  columns: readonly number[],
  { rows, sampled, gathered }: Sampling,
  into: Float32Array | Float64Array,
): number {
  const { values } = chunk;
  const step = matrixSteps(chunk);
  const spacing = rows / sampled;
  const offsets = Int32Array.from(columns, (f) => f * step.column);
  let i = gathered;
  for (; i < sampled; i++) {
    const row = Math.floor(i * spacing) - firstRow;
    if (row >= chunk.rows) break;
    const from = row * step.row;
    for (let k = 0, to = i; k < offsets.length; k++, to += sampled) into[to] = values[from + offsets[k]!]!;
  }
  return i;
}

function* column(matrix: FeatureMatrix, f: number): Iterable<number> {
  const step = matrixSteps(matrix);
  for (let r = 0; r < matrix.rows; r++) yield matrix.values[r * step.row + f * step.column]!;
}

/** Note the features that have a NaN anywhere, for a sample may miss the missing. */
function markMissing({ rows, features, values, order }: FeatureMatrix, missing: Uint8Array): void {
  for (let i = 0; i < values.length; i++) {
    // Only NaN fails this, and it is several times faster than a call here.
    if (values[i]! <= Infinity) continue;
    missing[order === "column" ? Math.floor(i / rows) : i % features] = 1;
  }
}

/** The same bins with one for missing values. */
function withMissing(found: FeatureBins, maxBin: number): FeatureBins {
  if (found.kind === "categorical" || found.hasMissing) return found;
  const kept = found.bounds.length < maxBin ? found.bounds : found.bounds.filter((_, b) => b !== maxBin - 2);
  return { ...found, bounds: kept, hasMissing: true, binCount: kept.length + 1 };
}

/** Write the bins' sizes and kinds into the engine. */
export function describeBins(engine: TreeEngine, bins: readonly FeatureBins[]): void {
  const counts = engine.words(engine.word(layout.BIN_COUNTS), bins.length);
  const flags = engine.bytes(engine.word(layout.FEATURE_FLAGS), bins.length);
  bins.forEach((feature, f) => {
    counts[f] = feature.binCount;
    if (feature.kind === "categorical") flags[f] = layout.FEATURE_CATEGORICAL;
    else flags[f] = feature.hasMissing ? layout.FEATURE_MISSING : 0;
  });
}

/** Bin all rows of a table into the engine's rows from `firstRow` on. */
export async function binTable(
  engine: TreeEngine,
  table: FeatureTable,
  bins: readonly FeatureBins[],
  firstRow: number,
): Promise<void> {
  const { features } = table;
  const mark = engine.mark();
  const bounds = engine.allocate(features * layout.BINS * 8);
  const missingBins = engine.allocate(features);
  bins.forEach((feature, f) => {
    const bound = engine.floats64(bounds + f * layout.BINS * 8, layout.BINS);
    bound.fill(Infinity).set(feature.bounds);
    engine.bytes(missingBins, features)[f] = missingBinOf(feature);
  });
  const bytes = valueBytes(table);
  const pieceRows = Math.min(
    table.rows,
    Math.max(512, Math.floor(CHUNK_BYTES / (features * bytes) / 512) * 512),
  );
  const raw = engine.allocate(pieceRows * features * bytes);
  for await (const { chunk, firstRow: before } of chunksOf(table)) {
    for (let first = 0; first < chunk.rows; first += pieceRows) {
      const count = Math.min(pieceRows, chunk.rows - first);
      copyRows(
        chunk,
        first,
        count,
        bytes === 4 ? engine.floats32(raw, count * features) : engine.floats64(raw, count * features),
      );
      const rowStep = chunk.order === "column" ? 1 : features;
      const columnStep = chunk.order === "column" ? count : 1;
      const width = columnStep * 16 + bytes;
      const to = firstRow + before + first;
      engine.fork(layout.JOB_BIN, raw, to, count, bounds, missingBins, rowStep, width);
    }
    binCategories(engine, chunk, bins, firstRow + before);
  }
  engine.release(mark);
}

/** Some rows of a matrix, in its own order. */
function copyRows(
  { rows, features, values, order }: FeatureMatrix,
  first: number,
  count: number,
  into: Float32Array | Float64Array,
): void {
  if (order !== "column") {
    into.set(values.subarray(first * features, (first + count) * features));
    return;
  }
  for (let f = 0; f < features; f++) {
    into.set(values.subarray(f * rows + first, f * rows + first + count), f * count);
  }
}

function binCategories(
  engine: TreeEngine,
  chunk: FeatureMatrix,
  bins: readonly FeatureBins[],
  firstRow: number,
): void {
  const { rows } = chunk;
  const { rowBytes } = engine;
  const byRow = engine.bytes(engine.word(layout.BINS_BY_ROW) + firstRow * rowBytes, rows * rowBytes);
  bins.forEach((feature, f) => {
    if (feature.kind !== "categorical") return;
    const bin = new Map(Array.from(feature.categories, (category, b) => [category, b] as const));
    const byColumn = engine.bytes(engine.word(layout.BINS_BY_COLUMN) + f * engine.rows + firstRow, rows);
    let r = 0;
    for (const value of column(chunk, f)) {
      const b = value > -1 ? (bin.get(Math.trunc(value)) ?? 0) : 0;
      byColumn[r] = b;
      byRow[r * rowBytes + f] = b;
      r++;
    }
  });
}

/** Where NaN goes: its own bin, or zero's bin in a feature that had none; 255 marks categories, which the host bins. */
function missingBinOf(feature: FeatureBins): number {
  if (feature.kind === "categorical") return 255;
  if (feature.hasMissing) return feature.binCount - 1;
  return feature.bounds.findIndex((bound) => 0 <= bound);
}
