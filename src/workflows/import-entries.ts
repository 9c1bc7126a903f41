import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, StoreChange } from "../core/ports.ts";
import type { DatasetRecord, ImportRecord } from "../domain/dataset.ts";
import type { RemovedEntry } from "../domain/catalogue-rows.ts";
import type { ImportPlan, ImportReport } from "../domain/import-plan.ts";
import { readDataset } from "./datasets.ts";
import { datasetLock, type ImportContext } from "./import-context.ts";
import { forgetRejects, freshImportId, rejectChanges } from "./import-rejects.ts";
import { firstRejects, readTable } from "./import-table.ts";

/** Turns a row into an entry on top of what is known or names the one to remove, or says why it cannot. */
export type RowToEntry<T> = (
  cells: readonly string[],
  plan: ImportPlan,
  known: (itemId: string) => T | undefined,
) => T | RemovedEntry | string;

/**
 * Import entries that are kept by item number, titles or stock: the last file, and the last row in it, wins each field
 * that it gives; a cell that is empty leaves what was known. All or nothing; a file that changes no entry changes
 * nothing. `rows = added + alreadyKnown + rejected`, where added rows are new, change their entry or remove it.
 *
 * @throws as `importSales`
 */
export function importEntries<T extends { readonly itemId: string }>(
  context: ImportContext,
  datasetId: string,
  source: ByteSource,
  plan: ImportPlan,
  kind: "catalogue" | "stock",
  readRow: RowToEntry<T>,
): Promise<ImportReport> {
  return context.locks.hold(datasetLock(datasetId), { wait: false }, async () => {
    const start = context.clock.monotonicMs();
    const { database } = context;
    const dataset = await readDataset(database, datasetId);
    const stored = ((await database.read(kind, datasetId)) as T[] | undefined) ?? [];
    const entries = new Map(stored.map((entry) => [entry.itemId, entry]));
    const seen = new Set<string>();
    let added = 0;
    let repeated = 0;
    const knownEntry = (itemId: string): T | undefined => entries.get(itemId);
    const reading = await readTable(context, source, plan, (cells) => {
      const entry = readRow(cells, plan, knownEntry);
      if (typeof entry === "string") return entry;
      if ("removed" in entry) {
        if (entries.delete(entry.removed)) added++;
        return null;
      }
      const known = entries.get(entry.itemId);
      if (seen.has(entry.itemId)) repeated++;
      seen.add(entry.itemId);
      if (known && JSON.stringify(known) === JSON.stringify(entry)) return null;
      entries.set(entry.itemId, entry);
      added++;
      return null;
    });

    const taken = dataset.imports.map((done) => done.importId);
    const record: ImportRecord = {
      importId: await freshImportId(database, datasetId, taken),
      kind,
      fileName: source.name,
      importedAt: context.clock.isoNow(),
      rows: reading.rows,
      added,
      alreadyKnown: reading.rows - reading.rejects.length - added,
      duplicatesInFile: repeated,
      returns: 0,
      rejected: reading.rejects.length,
      durationMs: Math.round(context.clock.monotonicMs() - start),
    };
    const changes: StoreChange[] = [
      ...(await forgetRejects(database, datasetId, taken)),
      ...rejectChanges(record.importId, reading.header, reading.rejects),
    ];
    if (added > 0) {
      const changed: DatasetRecord = {
        ...dataset,
        revision: dataset.revision + 1,
        imports: [...dataset.imports, record],
      };
      changes.push({ store: kind, key: datasetId, value: [...entries.values()] });
      changes.push({ store: "datasets", key: datasetId, value: changed });
    }
    throwIfAborted(context.signal, "The import");
    if (changes.length > 0) await database.write(changes);
    return { record, firstRejects: firstRejects(reading) };
  });
}
