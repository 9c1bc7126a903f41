import * as layout from "../kernels/trees/layout.ts";
import {
  categoricalBins,
  collectDistinct,
  distinctRoom,
  numericalBins,
  type FeatureBins,
} from "./bin-bounds.ts";
import { matrixSteps, type FeatureMatrix } from "./feature-matrix.ts";
import type { TreeEngine } from "./tree-engine.ts";

/** Named as in LightGBM. */
export interface BinningOptions {
  /** Most bins of a feature, its missing bin included; 2 to 255. */
  readonly maxBin: number;
  /** Rows a bin should hold at least. */
  readonly minDataInBin: number;
  /** Rows from which the bounds are found, evenly spaced over all rows; with more rows, their order matters. */
  readonly binConstructSampleCnt: number;
  /** Features whose values are category numbers. */
  readonly categoricalFeature: readonly number[];
}

/** Memory for the columns of the sample that are sorted at once. */
const SAMPLE_BYTES = 32 * 2 ** 20;
/** Memory for the raw values that are binned at once. */
const CHUNK_BYTES = 8 * 2 ** 20;

/** Find the bins of every feature of a matrix. */
export function findBins(engine: TreeEngine, matrix: FeatureMatrix, options: BinningOptions): FeatureBins[] {
  const { rows, features, values } = matrix;
  const step = matrixSteps(matrix);
  const sampled = Math.min(rows, options.binConstructSampleCnt);
  const categorical = new Set(options.categoricalFeature);
  const numerical = Array.from({ length: features }, (_, f) => f).filter((f) => !categorical.has(f));
  const bins: FeatureBins[] = [];
  const mark = engine.mark();

  const bytes = values.BYTES_PER_ELEMENT;
  const perBatch = Math.min(numerical.length, Math.max(1, Math.floor(SAMPLE_BYTES / (sampled * bytes))));
  const sample = engine.allocate(perBatch * sampled * bytes);
  const scratch = Array.from({ length: engine.threads }, (_, t) => {
    const kept = engine.threadWord(t, layout.THREAD_SCRATCH);
    engine.setThreadWord(t, layout.THREAD_SCRATCH, engine.allocate(8192 + sampled * bytes));
    return kept;
  });
  const distinct = distinctRoom(sampled);
  for (let first = 0; first < numerical.length; first += perBatch) {
    const batch = numerical.slice(first, first + perBatch);
    const view =
      bytes === 4 ? engine.floats32(sample, perBatch * sampled) : engine.floats64(sample, perBatch * sampled);
    gather(matrix, step, batch, sampled, view);
    engine.fork(layout.JOB_SORT_SAMPLE, sample, batch.length, sampled, bytes);
    batch.forEach((f, i) => {
      const missing = collectDistinct(view.subarray(i * sampled, (i + 1) * sampled), distinct);
      bins[f] = numericalBins(distinct, missing, options.maxBin, options.minDataInBin);
    });
  }
  scratch.forEach((kept, t) => engine.setThreadWord(t, layout.THREAD_SCRATCH, kept));
  engine.release(mark);

  for (const f of categorical) {
    bins[f] = categoricalBins(column(matrix, f), options.maxBin, options.minDataInBin);
  }
  return sampled === rows ? bins : withUnseenMissing(matrix, bins, options.maxBin);
}

/** Copy evenly spaced rows of some columns side by side. */
function gather(
  matrix: FeatureMatrix,
  step: { readonly row: number; readonly column: number },
  columns: readonly number[],
  sampled: number,
  into: Float32Array | Float64Array,
): void {
  const { rows, values } = matrix;
  const spacing = rows / sampled;
  const offsets = Int32Array.from(columns, (f) => f * step.column);
  for (let i = 0; i < sampled; i++) {
    const row = Math.floor(i * spacing) * step.row;
    for (let k = 0, to = i; k < offsets.length; k++, to += sampled) into[to] = values[row + offsets[k]!]!;
  }
}

function* column(matrix: FeatureMatrix, f: number): Iterable<number> {
  const step = matrixSteps(matrix);
  for (let r = 0; r < matrix.rows; r++) yield matrix.values[r * step.row + f * step.column]!;
}

/** A sample may miss the missing: a feature with a NaN outside it gets its missing bin too. */
function withUnseenMissing(matrix: FeatureMatrix, bins: FeatureBins[], maxBin: number): FeatureBins[] {
  const { rows, features, values, order } = matrix;
  const missing = new Uint8Array(features);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // NaN alone differs from itself; the plain test is several times faster than a call here.
    // oxlint-disable-next-line no-self-compare
    if (value !== value) missing[order === "column" ? Math.floor(i / rows) : i % features] = 1;
  }
  return bins.map((found, f) => {
    if (found.kind === "categorical" || found.hasMissing || missing[f] === 0) return found;
    const kept =
      found.bounds.length < maxBin ? found.bounds : found.bounds.filter((_, b) => b !== maxBin - 2);
    return { ...found, bounds: kept, hasMissing: true, binCount: kept.length + 1 };
  });
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

/** Bin all rows of a matrix into the engine's rows from `firstRow` on. */
export function binMatrix(
  engine: TreeEngine,
  matrix: FeatureMatrix,
  bins: readonly FeatureBins[],
  firstRow: number,
): void {
  const { rows, features, values } = matrix;
  const step = matrixSteps(matrix);
  const mark = engine.mark();
  const bytes = values.BYTES_PER_ELEMENT;
  const bounds = engine.allocate(features * layout.BINS * 8);
  const missingBins = engine.allocate(features);
  bins.forEach((feature, f) => {
    const table = engine.floats64(bounds + f * layout.BINS * 8, layout.BINS);
    table.fill(Infinity).set(feature.bounds);
    engine.bytes(missingBins, features)[f] = missingBinOf(feature);
  });
  const chunkRows = Math.min(rows, Math.max(512, Math.floor(CHUNK_BYTES / (features * bytes) / 512) * 512));
  const raw = engine.allocate(chunkRows * features * bytes);
  const view =
    bytes === 4 ? engine.floats32(raw, chunkRows * features) : engine.floats64(raw, chunkRows * features);
  for (let first = 0; first < rows; first += chunkRows) {
    const count = Math.min(chunkRows, rows - first);
    if (matrix.order === "column") {
      for (let f = 0; f < features; f++) {
        view.set(values.subarray(f * rows + first, f * rows + first + count), f * count);
      }
    } else {
      view.set(values.subarray(first * features, (first + count) * features));
    }
    const rowStep = matrix.order === "column" ? 1 : features;
    const columnStep = matrix.order === "column" ? count : 1;
    const width = columnStep * 16 + bytes;
    engine.fork(layout.JOB_BIN, raw, firstRow + first, count, bounds, missingBins, rowStep, width);
  }
  engine.release(mark);
  bins.forEach((feature, f) => {
    if (feature.kind !== "categorical") return;
    const bin = new Map(Array.from(feature.categories, (category, b) => [category, b] as const).slice(1));
    const byColumn = engine.bytes(engine.word(layout.BINS_BY_COLUMN) + f * engine.rows + firstRow, rows);
    const byRow = engine.bytes(
      engine.word(layout.BINS_BY_ROW) + firstRow * engine.rowBytes,
      rows * engine.rowBytes,
    );
    for (let r = 0; r < rows; r++) {
      const value = values[r * step.row + f * step.column]!;
      const b = value >= 0 ? (bin.get(Math.trunc(value)) ?? 0) : 0;
      byColumn[r] = b;
      byRow[r * engine.rowBytes + f] = b;
    }
  });
}

/** Where NaN goes: its own bin, or zero's bin in a feature that had none; 255 marks categories, which the host bins. */
function missingBinOf(feature: FeatureBins): number {
  if (feature.kind === "categorical") return 255;
  if (feature.hasMissing) return feature.binCount - 1;
  return feature.bounds.findIndex((bound) => 0 <= bound);
}
