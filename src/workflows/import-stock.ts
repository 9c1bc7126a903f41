import type { ByteSource } from "../core/ports.ts";
import type { StockRecord } from "../domain/dataset.ts";
import type { ImportPlan, ImportReport } from "../domain/import-plan.ts";
import { readStockRow } from "../domain/stock-rows.ts";
import type { ImportContext } from "./import-context.ts";
import { importEntries } from "./import-entries.ts";

/** Import stock levels by item number, by the rules of `importEntries`. */
export function importStock(
  context: ImportContext,
  datasetId: string,
  source: ByteSource,
  plan: ImportPlan,
): Promise<ImportReport> {
  return importEntries<StockRecord>(context, datasetId, source, plan, "stock", readStockRow);
}
