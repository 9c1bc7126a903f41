import type { ByteSource, TableReader } from "../core/ports.ts";
import { guessPlan } from "../domain/guess-plan.ts";
import type { FilePreview, ImportPlan, ImportReport } from "../domain/import-plan.ts";
import { importCatalogue } from "./import-catalogue.ts";
import type { ImportContext } from "./import-context.ts";
import { importSales } from "./import-sales.ts";
import { importStock } from "./import-stock.ts";

/**
 * Look at a file before importing it: its first rows, and how it would be read.
 * @param chosen what a person has decided already; the rest is guessed around it
 * @throws `file.*` when it cannot be read as a table
 */
export async function inspectFile(
  tables: TableReader,
  source: ByteSource,
  chosen: Partial<ImportPlan> = {},
): Promise<FilePreview> {
  const sample = await tables.inspect(source, chosen);
  const guess = guessPlan(sample, chosen);
  return {
    fileName: source.name,
    sizeBytes: source.size,
    format: sample.format,
    gzip: sample.gzip,
    columns: guess.columns,
    rows: guess.rows,
    plan: guess.plan,
    doubts: guess.doubts,
  };
}

/** Import a file as its plan says: sales, a catalogue or stock. @throws as `importSales` */
export function importFile(
  context: ImportContext,
  datasetId: string,
  source: ByteSource,
  plan: ImportPlan,
): Promise<ImportReport> {
  if (plan.kind === "catalogue") return importCatalogue(context, datasetId, source, plan);
  if (plan.kind === "stock") return importStock(context, datasetId, source, plan);
  return importSales(context, datasetId, source, plan);
}
