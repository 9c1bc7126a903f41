import type { ByteSource } from "../core/ports.ts";
import type { StoredTitle } from "../domain/dataset.ts";
import type { ImportPlan, ImportReport } from "../domain/import-plan.ts";
import { readTitleRow } from "../domain/catalogue-rows.ts";
import type { ImportContext } from "./import-context.ts";
import { importEntries } from "./import-entries.ts";

/** Import a catalogue: titles by item number, by the rules of `importEntries`. */
export function importCatalogue(
  context: ImportContext,
  datasetId: string,
  source: ByteSource,
  plan: ImportPlan,
): Promise<ImportReport> {
  return importEntries<StoredTitle>(context, datasetId, source, plan, "catalogue", readTitleRow);
}
