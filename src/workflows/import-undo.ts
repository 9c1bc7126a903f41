import type { StoreChange, WorkflowContext } from "../core/ports.ts";
import type { DatasetRecord, ItemDictionary, SaleColumns } from "../domain/dataset.ts";
import { readDataset } from "./datasets.ts";
import { datasetLock } from "./import-context.ts";
import { importError } from "./import-errors.ts";
import { loadSales, salesChanges, type StoredSales } from "./import-sales-store.ts";

/**
 * Take back one import of sales: its lines go; what other files also held stays, counted as they count it. Items,
 * stores and customers that no remaining line names go too, so that the dataset is as if the file had never come.
 * All or nothing.
 *
 * @throws `import.unknown-import`; `import.not-undoable` for catalogue and stock; `storage.busy`
 */
export function undoImport(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
  importId: string,
): Promise<DatasetRecord> {
  return context.locks.hold(datasetLock(datasetId), { wait: false }, async () => {
    const { database } = context;
    const dataset = await readDataset(database, datasetId);
    const record = dataset.imports.find((done) => done.importId === importId);
    if (!record) throw importError("import.unknown-import", { importId });
    if (record.kind !== "sales") {
      throw importError("import.not-undoable", { fileName: record.fileName, kind: record.kind });
    }
    const sales = await loadSales(database, datasetId);
    const remaining = new Map([...sales.chunks].filter(([id]) => id !== importId));
    const compact = withoutUnused({ ...sales, chunks: remaining });
    const result = salesChanges(
      { ...dataset, imports: dataset.imports.filter((done) => done !== record) },
      compact,
    );
    const changes: StoreChange[] = [
      { store: "sales", key: `${datasetId}/lines/${importId}` },
      ...[...compact.chunks]
        .filter(([id, chunk]) => chunk !== remaining.get(id))
        .map(([id, chunk]) => ({ store: "sales", key: `${datasetId}/lines/${id}`, value: chunk }) as const),
      ...(await database.keys("rejects", `${importId}/`)).map((key) => ({ store: "rejects", key }) as const),
      ...result.changes,
    ];
    await database.write(changes);
    return result.dataset;
  });
}

/** The same sales without dictionary entries that no line points to; chunks that need no change stay the same object. */
function withoutUnused(sales: StoredSales): StoredSales {
  const chunks = [...sales.chunks];
  const usedItems = new Uint8Array(sales.items.id.length);
  const usedStores = new Uint8Array(sales.stores.length);
  const usedCustomers = new Uint8Array(sales.customers.length);
  for (const [, { item, store, customer }] of chunks) {
    for (let i = 0; i < item.length; i++) {
      usedItems[item[i]!] = 1;
      if (store[i] !== 0) usedStores[store[i]! - 1] = 1;
      if (customer[i] !== 0) usedCustomers[customer[i]! - 1] = 1;
    }
  }
  const items = renumbering(usedItems);
  const stores = renumbering(usedStores);
  const customers = renumbering(usedCustomers);
  const isMoved =
    movesAny(items, usedItems) || movesAny(stores, usedStores) || movesAny(customers, usedCustomers);
  return {
    items: {
      id: kept(sales.items.id, usedItems),
      title: kept(
        namesOf(
          sales.items,
          chunks.map(([, chunk]) => chunk),
        ),
        usedItems,
      ),
    },
    stores: kept(sales.stores, usedStores),
    customers: kept(sales.customers, usedCustomers),
    chunks: isMoved
      ? new Map(chunks.map(([id, chunk]) => [id, renumbered(chunk, items, stores, customers)]))
      : sales.chunks,
  };
}

/** Names that only the removed file gave must not stay; a chunk without names of its own vouches for all. */
function namesOf(items: ItemDictionary, chunks: readonly SaleColumns[]): readonly string[] {
  return chunks.some((chunk) => chunk.titles === undefined) ? items.title : items.title.map(() => "");
}

/** Old index -> new index; entries that are not used keep an index that nothing refers to. */
function renumbering(used: Uint8Array): Uint32Array {
  const next = new Uint32Array(used.length);
  let count = 0;
  for (let i = 0; i < used.length; i++) {
    next[i] = count;
    count += used[i]!;
  }
  return next;
}

/** Whether an entry in use gets another index; where only entries behind the last one in use go, none does. */
function movesAny(next: Uint32Array, used: Uint8Array): boolean {
  return next.some((index, i) => used[i] === 1 && index !== i);
}

function kept<T>(values: readonly T[], used: Uint8Array): T[] {
  return values.filter((_, i) => used[i] === 1);
}

function renumbered(
  chunk: SaleColumns,
  items: Uint32Array,
  stores: Uint32Array,
  customers: Uint32Array,
): SaleColumns {
  const nameless = (next: Uint32Array, index: number): number => (index === 0 ? 0 : next[index - 1]! + 1);
  return {
    ...chunk,
    item: chunk.item.map((index) => items[index]!),
    store: chunk.store.map((index) => nameless(stores, index)),
    customer: chunk.customer.map((index) => nameless(customers, index)),
    ...(chunk.titles
      ? { titles: { ...chunk.titles, item: chunk.titles.item.map((index) => items[index]!) } }
      : {}),
  };
}
