import type { Database, StoreChange, WorkflowContext } from "../core/ports.ts";
import type { DatasetRecord } from "../domain/dataset.ts";
import { datasetLock } from "./import-context.ts";
import { importError } from "./import-errors.ts";
import { forgetRejects } from "./import-rejects.ts";

const MAX_NAME = 80;

/** All datasets, the demo shop last, else by name. */
export async function listDatasets(database: Database): Promise<DatasetRecord[]> {
  const keys = await database.keys("datasets", "");
  const records = await Promise.all(keys.map((key) => database.read("datasets", key)));
  return (records as (DatasetRecord | undefined)[])
    .filter((record) => record !== undefined)
    .sort(
      (a, b) =>
        Number(a.simulated) - Number(b.simulated) ||
        a.name.localeCompare(b.name, "en") ||
        (a.id < b.id ? -1 : 1),
    );
}

/** One dataset. @throws `import.unknown-dataset` */
export async function readDataset(database: Database, datasetId: string): Promise<DatasetRecord> {
  const record = (await database.read("datasets", datasetId)) as DatasetRecord | undefined;
  if (!record) throw importError("import.unknown-dataset", { datasetId });
  return record;
}

/**
 * Create an empty dataset.
 * @throws `import.name-missing` when the name is blank or over 80 characters
 */
export async function createDataset(
  context: Pick<WorkflowContext, "database" | "clock" | "locks">,
  name: string,
): Promise<DatasetRecord> {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > MAX_NAME) {
    throw importError("import.name-missing", { found: trimmed.length, limit: MAX_NAME });
  }
  return context.locks.hold("datasets", { wait: true }, async () => {
    const createdAt = context.clock.isoNow();
    const record = emptyDataset(await freshId(context.database, createdAt), trimmed, false, createdAt);
    await context.database.write([{ store: "datasets", key: record.id, value: record }]);
    return record;
  });
}

/**
 * Say in which money a dataset's prices are; null when that is not to be shown.
 * @param currency ISO 4217 code, "GBP"
 * @throws `import.bad-currency`, `import.unknown-dataset`; `storage.busy` while an import into it runs
 */
export function setCurrency(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
  currency: string | null,
): Promise<DatasetRecord> {
  if (currency !== null && !/^[A-Z]{3}$/.test(currency)) {
    throw importError("import.bad-currency", { found: currency });
  }
  return context.locks.hold(datasetLock(datasetId), { wait: false }, async () => {
    const found = await readDataset(context.database, datasetId);
    const record = { ...found, currency, revision: found.revision + 1 };
    await context.database.write([{ store: "datasets", key: datasetId, value: record }]);
    return record;
  });
}

/** The record of a dataset that holds nothing yet. */
export function emptyDataset(id: string, name: string, simulated: boolean, createdAt: string): DatasetRecord {
  return {
    id,
    name,
    simulated,
    createdAt,
    revision: 0,
    currency: null,
    firstDay: null,
    lastDay: null,
    itemCount: 0,
    lineCount: 0,
    imports: [],
  };
}

/**
 * Remove a dataset with its sales, catalogue, stock, rejected rows, decisions, documents and question index, in one
 * write.
 *
 * @param also further changes to make in the same write: what is stored under other names, such as checkpoints of its
 * training and its entry in the index of models
 * @throws `import.unknown-dataset`; `storage.busy` while an import into it runs
 */
export function deleteDataset(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
  also: readonly StoreChange[] = [],
): Promise<void> {
  return context.locks.hold(datasetLock(datasetId), { wait: false }, async () => {
    const { database } = context;
    await readDataset(database, datasetId);
    const changes: StoreChange[] = [
      { store: "datasets", key: datasetId },
      { store: "catalogue", key: datasetId },
      { store: "stock", key: datasetId },
    ];
    for (const store of ["sales", "shop", "documents", "index"] as const) {
      for (const key of await database.keys(store, `${datasetId}/`)) changes.push({ store, key });
    }
    changes.push(...(await forgetRejects(database, datasetId, [])));
    await database.write([...changes, ...also]);
  });
}

/** An id that was never used before: the time of creation, with a number where two share it. */
async function freshId(database: Database, createdAt: string): Promise<string> {
  const stem = `shop-${createdAt.replace(/\D/g, "").slice(0, 17)}`;
  const taken = new Set(await database.keys("datasets", stem));
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number++;
  return `${stem}-${number}`;
}
