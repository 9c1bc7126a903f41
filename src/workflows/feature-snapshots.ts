import type { Clock, Database, Locks, Threads } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import { isoDate } from "../domain/calendar.ts";
import type { SnapshotRecord, SnapshotRows } from "../domain/feature-view.ts";
import { definitionHash, type FeatureDefinition } from "../features/store/definition.ts";
import type { FeatureValues } from "../features/store/feature-values.ts";
import { firstRowFrom, type FeatureDays, type SaleHistory } from "../features/store/sale-history.ts";
import { decodeArtifact, encodeArtifact, stableJson, type Json } from "../registry/artifact.ts";
import {
  snapshotChanges,
  snapshotNamed,
  snapshotRecord,
  snapshotValues,
} from "../registry/feature-snapshots.ts";
import { sha256 } from "../registry/index-file.ts";
import { ARTIFACTS_LOCK } from "../registry/publish.ts";
import { featureColumns } from "./feature-columns.ts";
import { featureError } from "./feature-errors.ts";
import { wantedDays, type FeatureRows } from "./feature-rows.ts";
import type { TextTable } from "./text-table.ts";

/** How a data source names a snapshot. */
export const SNAPSHOT_SOURCE = "snapshot:";

const FORMAT = { kind: "feature-snapshot", version: 1 } as const;

export interface FreezeRequest {
  readonly name: string;
  /** What it is made from, for the record. */
  readonly source: string;
  readonly history: SaleHistory;
  readonly definitions: readonly FeatureDefinition[];
  readonly rows: FeatureRows;
  /** Days whose copies are the target, the row's own first; null for none. */
  readonly targetDays: number | null;
}

interface FreezeContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly threads: Threads;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compute features and freeze them under the hash of definitions, rows, target, sales, catalogue and values. The same
 * content is kept once.
 *
 * @throws `feature.no-rows` where nothing was sold, `core.aborted`, `storage.*`
 */
export async function freezeFeatures(
  request: FreezeRequest,
  context: FreezeContext,
): Promise<SnapshotRecord> {
  const { name, source, history, definitions, rows, targetDays } = request;
  const steps = ["Computing features", "Hashing", "Writing"];
  const step = (at: number): void =>
    context.progress({ phase: steps[at]!, done: at, total: steps.length, unit: "steps", remainingMs: null });
  step(0);
  const wanted = wantedDays(history, rows);
  if (wanted.day.length === 0) throw featureError("feature.no-rows", { source });
  const columns = await featureColumns(definitions, history, wanted, context.threads, context.signal);
  step(1);
  const target = targetDays === null ? null : copiesFrom(history, wanted, targetDays);
  const values = encodeValues(definitions, columns, target, targetDays, history.titles, wanted);
  const hashes = await Promise.all(definitions.map(definitionHash));
  const [firstDay, lastDay] = daySpan(wanted.day);
  const record = await snapshotRecord(
    {
      name,
      created_at: context.clock.isoNow(),
      rows: wanted.day.length,
      titles: history.titles.filter((_, t) => wanted.start[t]! < wanted.start[t + 1]!).length,
      kept_rows: rowsText(rows),
      first_day: isoDate(firstDay),
      last_day: isoDate(lastDay),
      target_days: targetDays,
      features: definitions.map((definition, f) => ({ name: definition.name, hash: hashes[f]! })),
      source,
      source_sha256: await historyHash(history),
    },
    values,
  );
  step(2);
  await context.locks.hold(ARTIFACTS_LOCK, { wait: true }, () =>
    context.database.write(snapshotChanges(record, values)),
  );
  return record;
}

/**
 * A snapshot as a table to train from: columns id and date, the features, and `units_next_N` where it has a target.
 *
 * @param source "snapshot:NAME@HASH"
 * @throws `snapshot.unknown`, `snapshot.damaged`
 */
export async function snapshotTable(database: Database, source: string): Promise<TextTable> {
  const record = await snapshotNamed(database, source.slice(SNAPSHOT_SOURCE.length));
  const artifact = decodeArtifact(await snapshotValues(database, record), FORMAT, "The feature snapshot");
  const { titles, columns } = artifact.data as unknown as SnapshotContent;
  const { start, day, ...values } = artifact.arrays;
  return {
    fileName: `${record.name}@${record.hash.slice(0, 12)}`,
    columns: ["id", "date", ...columns],
    cells: [
      titles.flatMap((title, t) => Array<string>(start![t + 1]! - start![t]!).fill(title)),
      Array.from(day!, isoDate),
      ...columns.map((_, c) =>
        Array.from(values[columnKey(c)]!, (value) => (Number.isNaN(value) ? "" : String(value))),
      ),
    ],
  };
}

interface SnapshotContent {
  readonly titles: readonly string[];
  readonly columns: readonly string[];
}

/** Arrays lie in the order of their names: the column's place keeps two of one name apart. */
const columnKey = (c: number): string => `column-${String(c).padStart(4, "0")}`;

function encodeValues(
  definitions: readonly FeatureDefinition[],
  columns: readonly FeatureValues[],
  target: Float64Array | null,
  targetDays: number | null,
  titles: readonly string[],
  wanted: FeatureDays,
): Uint8Array<ArrayBuffer> {
  const all = target === null ? columns : [...columns, target];
  const names = definitions.map(({ name }) => name);
  const content: SnapshotContent = {
    titles,
    columns: target === null ? names : [...names, `units_next_${targetDays}`],
  };
  return encodeArtifact({
    ...FORMAT,
    data: content as unknown as Json,
    arrays: {
      start: wanted.start,
      day: wanted.day,
      ...Object.fromEntries(all.map((values, c) => [columnKey(c), values])),
    },
  });
}

/** Copies sold from a day on; missing where the sales end before the last of those days. */
function copiesFrom(history: SaleHistory, wanted: FeatureDays, days: number): Float64Array {
  const end = daySpan(history.day)[1];
  const out = new Float64Array(wanted.day.length).fill(NaN);
  for (let t = 0; t + 1 < wanted.start.length; t++) {
    let first = firstRowFrom(history, t, wanted.day[wanted.start[t]!] ?? 0);
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const today = wanted.day[i]!;
      if (today + days - 1 > end) break;
      while (first < history.start[t + 1]! && history.day[first]! < today) first++;
      let sum = 0;
      for (let row = first; row < history.start[t + 1]! && history.day[row]! < today + days; row++) {
        sum += history.units[row]!;
      }
      out[i] = sum;
    }
  }
  return out;
}

function daySpan(days: Int32Array): [first: number, last: number] {
  let first = Infinity;
  let last = -Infinity;
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return [first, last];
}

const rowsText = (rows: FeatureRows): SnapshotRows => (typeof rows === "string" ? rows : isoDate(rows.asOf));

/** SHA-256 over sales and catalogue, column by column. */
async function historyHash({ titles, catalogue, ...columns }: SaleHistory): Promise<string> {
  const text = stableJson({ titles, attributes: (catalogue?.attributes ?? {}) as Json });
  const vectors = catalogue?.vectors?.values ?? new Float32Array();
  const parts = [columns.start, columns.day, columns.units, columns.priceCents, vectors].map((column) =>
    sha256(new Uint8Array(column.buffer as ArrayBuffer, column.byteOffset, column.byteLength)),
  );
  const hashes = await Promise.all([sha256(new TextEncoder().encode(text)), ...parts]);
  return sha256(new TextEncoder().encode(hashes.join("\n")));
}
