import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, StoreChange } from "../core/ports.ts";
import { dayOf, readDateTime } from "../domain/date-text.ts";
import type { DatasetRecord, ImportRecord, SaleColumns } from "../domain/dataset.ts";
import type { ImportPlan, ImportReport } from "../domain/import-plan.ts";
import { addToUnion, LineMultiset } from "../domain/line-multiset.ts";
import { SaleLines } from "../domain/sale-lines.ts";
import { SaleRowReader } from "../domain/sale-rows.ts";
import { readDataset } from "./datasets.ts";
import { datasetLock, type ImportContext } from "./import-context.ts";
import { forgetRejects, freshImportId, rejectChanges } from "./import-rejects.ts";
import { loadSales, salesChanges } from "./import-sales-store.ts";
import { firstRejects, readTable } from "./import-table.ts";

/**
 * Import a file of sale lines into a dataset: all of it or nothing.
 *
 * The dataset becomes the multiset union of what it held and the file (`SaleColumns`). A file that adds nothing
 * changes nothing: no record, no new revision; only its rejected rows can be looked at until the next import.
 * Every row is accounted for: `rows = added + alreadyKnown + rejected`, plus the `duplicatesInFile` where the plan
 * says to count identical lines once.
 *
 * @throws `storage.busy` while another import into this dataset runs, `import.*` when plan and file do not fit,
 * `file.*` when the file cannot be read, `storage.*` when it cannot be stored, `core.aborted`
 */
export function importSales(
  context: ImportContext,
  datasetId: string,
  source: ByteSource,
  plan: ImportPlan,
): Promise<ImportReport> {
  return context.locks.hold(datasetLock(datasetId), { wait: false }, async () => {
    const start = context.clock.monotonicMs();
    const { database } = context;
    const dataset = await readDataset(database, datasetId);
    const known = await loadSales(database, datasetId);
    const lines = new SaleLines(known, plan.identicalLines);
    const reader = new SaleRowReader(plan, latestPlausibleDay(context.clock.isoNow()));
    const reading = await readTable(context, source, plan, (cells) => reader.read(cells, lines));

    context.progress({
      phase: "Adding up sales",
      done: source.size,
      total: source.size,
      unit: "bytes",
      remainingMs: null,
    });
    const gathered = lines.count;
    const chunk = lines.finish();
    const { selections, added } = addChunk([...known.chunks.values()], chunk);
    const record: ImportRecord = {
      importId: await freshImportId(
        database,
        datasetId,
        dataset.imports.map((done) => done.importId),
      ),
      kind: "sales",
      fileName: source.name,
      importedAt: context.clock.isoNow(),
      rows: reading.rows,
      added,
      alreadyKnown: gathered - added,
      duplicatesInFile: lines.duplicates,
      returns: lines.returns,
      rejected: reading.rejects.length,
      durationMs: Math.round(context.clock.monotonicMs() - start),
    };
    const changes: StoreChange[] = [
      ...(await forgetRejects(
        database,
        datasetId,
        dataset.imports.map((done) => done.importId),
      )),
      ...rejectChanges(record.importId, reading.header, reading.rejects),
    ];
    if (added > 0) {
      const chunks = new Map([...known.chunks, [record.importId, chunk]]);
      const withRecord = {
        ...dataset,
        currency: dataset.currency ?? singleCurrency(reader),
        imports: [...dataset.imports, record],
      };
      changes.push({ store: "sales", key: `${datasetId}/lines/${record.importId}`, value: chunk });
      changes.push(...salesChanges(withRecord, { ...lines.dictionaries(), chunks }, selections).changes);
    }
    throwIfAborted(context.signal, "The import");
    if (changes.length > 0) await database.write(changes);
    return { record, firstRejects: firstRejects(reading) };
  });
}

/** Which lines of the known files and of the new one make up the union, and how many the new one adds. */
function addChunk(
  known: readonly SaleColumns[],
  chunk: SaleColumns,
): { readonly selections: (Uint8Array | null)[]; readonly added: number } {
  if (known.length === 0) return { selections: [null], added: chunk.day.length };
  const union = new LineMultiset(chunk.day.length);
  const selections = known.map((earlier) => addToUnion(union, earlier));
  const selected = addToUnion(union, chunk);
  let added = 0;
  for (const flag of selected) added += flag;
  return { selections: [...selections, selected], added };
}

/**
 * The last day on which a sale can lie: a year ahead of the clock, to be lenient with clocks that are wrong. A clock
 * before 2025 was never set and is not believed.
 */
function latestPlausibleDay(isoNow: string): number {
  const today = dayOf(readDateTime(isoNow.slice(0, 10), "YMD"));
  return today >= 20089 ? today + 366 : Infinity;
}

function singleCurrency(reader: SaleRowReader): DatasetRecord["currency"] {
  const [currency, ...others] = reader.currencies;
  return currency !== undefined && others.length === 0 ? currency : null;
}
