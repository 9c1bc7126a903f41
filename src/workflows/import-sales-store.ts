import type { Database, StoreChange } from "../core/ports.ts";
import type { DatasetRecord, ItemDictionary, SaleColumns } from "../domain/dataset.ts";
import { unionSelections } from "../domain/line-multiset.ts";
import type { SaleDictionaries } from "../domain/sale-lines.ts";
import { buildDemand, salesSummary } from "../features/demand.ts";

/** All sales of a dataset: the lines of each file and the dictionaries they point to. */
export interface StoredSales extends SaleDictionaries {
  /** Import id -> lines of that file. */
  readonly chunks: ReadonlyMap<string, SaleColumns>;
}

/** Load a dataset's sales; empty dictionaries and no chunks where nothing was imported. */
export async function loadSales(database: Database, datasetId: string): Promise<StoredSales> {
  const prefix = `${datasetId}/lines/`;
  const chunks = new Map<string, SaleColumns>();
  for (const key of await database.keys("sales", prefix)) {
    chunks.set(key.slice(prefix.length), (await database.read("sales", key)) as SaleColumns);
  }
  const items = (await database.read("sales", `${datasetId}/items`)) as ItemDictionary | undefined;
  const stores = (await database.read("sales", `${datasetId}/stores`)) as string[] | undefined;
  const customers = (await database.read("sales", `${datasetId}/customers`)) as string[] | undefined;
  return {
    items: items ?? { id: [], title: [] },
    stores: stores ?? [],
    customers: customers ?? [],
    chunks,
  };
}

/**
 * The changes that make these sales the dataset's: dictionaries, demand and record; the revision grows by one.
 * Chunks are not among them: the caller writes those that changed.
 *
 * @param dataset the record as it should be but for what the sales decide
 * @param selections which lines belong to the union, in the order of the chunks; computed when left out
 */
export function salesChanges(
  dataset: DatasetRecord,
  sales: StoredSales,
  selections?: readonly (Uint8Array | null)[],
): { readonly changes: StoreChange[]; readonly dataset: DatasetRecord } {
  const chunks = [...sales.chunks.values()];
  const items = { id: sales.items.id, title: recentTitles(sales.items, chunks) };
  const revision = dataset.revision + 1;
  const union = selections ?? unionSelections(chunks);
  const demand = buildDemand(items, chunks, revision, union);
  const { lineCount, firstDay, lastDay } = salesSummary(chunks, union);
  const changed: DatasetRecord = {
    ...dataset,
    revision,
    firstDay: lineCount === 0 ? null : firstDay,
    lastDay: lineCount === 0 ? null : lastDay,
    itemCount: items.id.length,
    lineCount,
  };
  const { id } = dataset;
  return {
    dataset: changed,
    changes: [
      { store: "sales", key: `${id}/items`, value: items },
      { store: "sales", key: `${id}/stores`, value: sales.stores },
      { store: "sales", key: `${id}/customers`, value: sales.customers },
      { store: "sales", key: `${id}/demand`, value: demand },
      { store: "datasets", key: id, value: changed },
    ],
  };
}

/**
 * Of the names that files gave an item the most recent; of several on one day the first in code-unit order. So names
 * do not depend on the order of imports. An item that no file names keeps the name it has.
 */
function recentTitles(items: ItemDictionary, chunks: readonly SaleColumns[]): string[] {
  const title = [...items.title];
  const day = new Float64Array(title.length).fill(-Infinity);
  for (const { titles } of chunks) {
    titles?.text.forEach((text, k) => {
      const item = titles.item[k]!;
      const at = titles.day[k]!;
      if (at < day[item]! || (at === day[item] && text >= title[item]!)) return;
      title[item] = text;
      day[item] = at;
    });
  }
  return title;
}
