import { expect, it } from "vitest";
import { STORE_NAMES, type Database } from "../../../src/core/ports.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { loadChampion } from "../../../src/registry/load.ts";
import { publishModel } from "../../../src/registry/publish.ts";
import { createDataset } from "../../../src/workflows/datasets.ts";
import { removeDataset } from "../../../src/workflows/remove-dataset.ts";
import { DEMAND_FORECASTING } from "../../../src/training/forecast-state.ts";
import { trainingLock } from "../../../src/workflows/train-forecast.ts";

const clock = { isoNow: () => "2026-01-02T03:04:05.000Z", monotonicMs: () => 0 };

async function shop(database: Database, name: string): Promise<string> {
  const locks = memoryLocks();
  const { id } = await createDataset({ database, clock, locks }, name);
  await database.write([
    { store: "sales", key: `${id}/demand`, value: 1 },
    { store: "checkpoints", key: `training/${id}/job`, value: 1 },
  ]);
  await publishModel(
    { database, clock, locks },
    {
      modelName: DEMAND_FORECASTING,
      modelType: "forecasting",
      files: { "model.bin": Uint8Array.of(1) },
      featureColumns: [],
      hyperparameters: {},
      metrics: {},
      lineage: { dataset_id: id },
      trainingDurationMs: 1,
    },
  );
  return id;
}
const allKeys = async (database: Database): Promise<string[]> =>
  (await Promise.all(STORE_NAMES.map((store) => database.keys(store, "")))).flat();

it("removes a dataset with its models and checkpoints in one write, and nothing of another", async () => {
  let writes = 0;
  const database = memoryDatabase(() => void writes++);
  const kept = await shop(database, "Kept");
  const before = await allKeys(database);
  const gone = await shop(database, "Gone");
  expect(gone).not.toBe(kept);
  writes = 0;
  await removeDataset({ database, locks: memoryLocks() }, gone);
  expect(writes).toBe(1);
  expect(await allKeys(database)).toEqual(before);
});

it("removes what was set aside of the dataset too, and nothing set aside of another", async () => {
  const database = memoryDatabase();
  const locks = memoryLocks();
  const damage = async (id: string): Promise<void> => {
    const key = (await database.keys("artifacts", "artifacts/models/")).findLast((name) =>
      name.endsWith("model.bin"),
    )!;
    await database.write([{ store: "artifacts", key, value: Uint8Array.of(2) }]);
    const { warnings } = await loadChampion({ database, locks }, DEMAND_FORECASTING, id, (bytes) => bytes);
    expect(warnings).toHaveLength(1);
  };
  await damage(await shop(database, "Kept"));
  const before = await allKeys(database);
  const gone = await shop(database, "Gone");
  await damage(gone);
  await removeDataset({ database, locks }, gone);
  expect(await allKeys(database)).toEqual(before);
});

it("refuses while the dataset is being trained", async () => {
  const database = memoryDatabase();
  const id = await shop(database, "Busy");
  const locks = memoryLocks();
  await locks.hold(trainingLock(id), { wait: true }, async () => {
    await expect(removeDataset({ database, locks }, id)).rejects.toMatchObject({ code: "storage.busy" });
  });
});
