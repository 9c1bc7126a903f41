import type { Threads } from "../core/ports.ts";
import { batchFeatures, fillFeatures } from "../features/store/batch.ts";
import type { FeatureDefinition } from "../features/store/definition.ts";
import { allocateValues, type FeatureValues } from "../features/store/feature-values.ts";
import { fillGroups } from "../features/store/group-passes.ts";
import type { FeatureDays, SaleHistory } from "../features/store/sale-history.ts";
import type { TitleRange } from "../features/store/window-pass.ts";

/** Fewer rows than these are computed at once here: starting a thread takes as long. */
const ROWS_WORTH_A_THREAD = 200_000;

/** One job of the pool: some titles' rows of columns that all jobs share. */
export interface FeatureBatch {
  readonly definitions: readonly FeatureDefinition[];
  readonly history: SaleHistory;
  readonly wanted: FeatureDays;
  readonly columns: readonly FeatureValues[];
  readonly titles: TitleRange;
}

/** Fill one job's rows. No two jobs have a row in common, so that their order does not count. */
export function fillFeatureBatch({ definitions, history, wanted, columns, titles }: FeatureBatch): null {
  fillFeatures(definitions, history, wanted, columns, titles);
  return null;
}

/**
 * As `batchFeatures`, over threads where there are several and their memory can be shared.
 *
 * @throws `core.aborted`
 */
export async function featureColumns(
  definitions: readonly FeatureDefinition[],
  history: SaleHistory,
  wanted: FeatureDays,
  threads: Threads,
  signal?: AbortSignal,
): Promise<FeatureValues[]> {
  const rows = wanted.day.length;
  const jobs = Math.min(2 * threads.count, Math.floor(rows / ROWS_WORTH_A_THREAD));
  if (threads.count === 1 || jobs < 2 || typeof SharedArrayBuffer === "undefined") {
    return batchFeatures(definitions, history, wanted);
  }
  const shared: SaleHistory = {
    titles: [],
    start: sharedCopy(history.start, Uint32Array),
    day: sharedCopy(history.day, Int32Array),
    units: sharedCopy(history.units, Int32Array),
    priceCents: sharedCopy(history.priceCents, Float64Array),
    ...(history.catalogue === undefined ? {} : { catalogue: history.catalogue }),
  };
  const days =
    wanted === history
      ? shared
      : { start: sharedCopy(wanted.start, Uint32Array), day: sharedCopy(wanted.day, Int32Array) };
  const columns = definitions.map((d) => allocateValues(d, rows, (bytes) => new SharedArrayBuffer(bytes)));
  const batches = titleRanges(wanted.start, jobs).map((titles): FeatureBatch => ({
    definitions,
    history: shared,
    wanted: days,
    columns,
    titles,
  }));
  const filled = threads.map("feature-batch", batches, () => {}, signal);
  fillGroups(definitions, history, wanted, columns);
  await filled;
  return columns;
}

/** Consecutive titles in `count` ranges of about as many rows each. */
function titleRanges(start: Uint32Array, count: number): TitleRange[] {
  const titles = start.length - 1;
  const rows = start[titles]!;
  const bounds = [0];
  for (let t = 1; t < titles && bounds.length < count; t++) {
    if (start[t]! >= (bounds.length * rows) / count) bounds.push(t);
  }
  return bounds.map((from, b) => [from, bounds[b + 1] ?? titles]);
}

function sharedCopy<T extends Uint32Array | Int32Array | Float64Array>(
  array: T,
  Kind: new (buffer: SharedArrayBuffer) => T,
): T {
  const copy = new Kind(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
