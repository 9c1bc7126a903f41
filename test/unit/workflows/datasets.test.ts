import { expect, it } from "vitest";
import { STORE_NAMES } from "../../../src/core/ports.ts";
import {
  createDataset,
  deleteDataset,
  emptyDataset,
  listDatasets,
  setCurrency,
} from "../../../src/workflows/datasets.ts";
import { tillShop } from "../../fixtures/import/till-shop.ts";

it("creates shops with ids of their own, also within one millisecond", async () => {
  const { context, id, database } = await tillShop();
  const second = await createDataset(context, "  Annex  ");
  const third = await createDataset(context, "Annex");
  expect([id, second.id, third.id]).toEqual([
    "shop-20261123100000000",
    "shop-20261123100000000-2",
    "shop-20261123100000000-3",
  ]);
  expect(second).toEqual(emptyDataset(second.id, "Annex", false, "2026-11-23T10:00:00.000Z"));
  expect(await database.read("datasets", second.id)).toEqual(second);
});

it("refuses names that are blank or over 80 characters", async () => {
  const { context } = await tillShop();
  for (const name of ["  ", "x".repeat(81)]) {
    await expect(createDataset(context, name)).rejects.toMatchObject({ code: "import.name-missing" });
  }
});

it("keeps the currency of a shop, and refuses what is no code", async () => {
  const { context, id, database } = await tillShop();
  const before = (await database.read("datasets", id)) as { revision: number };
  expect(await setCurrency(context, id, "EUR")).toMatchObject({
    currency: "EUR",
    revision: before.revision + 1,
  });
  expect(await database.read("datasets", id)).toMatchObject({ currency: "EUR" });
  expect(await setCurrency(context, id, null)).toMatchObject({ currency: null });
  for (const code of ["eur", "€", "EURO"]) {
    expect(() => setCurrency(context, id, code)).toThrow(`"${code}" is no currency code`);
  }
});

it("lists shops by name, the demo shop last", async () => {
  const { context, database } = await tillShop();
  await createDataset(context, "Annex");
  const demo = emptyDataset("demo", "A demo", true, "2026-01-01T00:00:00.000Z");
  await database.write([{ store: "datasets", key: "demo", value: demo }]);
  expect((await listDatasets(database)).map((record) => record.name)).toEqual([
    "Annex",
    "Bookshop on the Square",
    "A demo",
  ]);
});

it("deletes everything of a shop and nothing of the others", async () => {
  const shop = await tillShop();
  const other = await createDataset(shop.context, "Annex");
  await shop.bring("Date,SKU\n2026-03-02,A1\nnever,A2\n");
  await shop.bring("SKU,Title,Author\nA1,Emma,Jane Austen\n");
  await shop.bring("SKU,On hand\nA1,3\n");
  await shop.database.write([
    { store: "shop", key: `${shop.id}/settings`, value: 1 },
    { store: "shop", key: `${other.id}/settings`, value: 2 },
    { store: "sales", key: `${other.id}/items`, value: 3 },
    { store: "checkpoints", key: "job/1", value: 4 },
  ]);
  await deleteDataset(shop.context, shop.id, [{ store: "checkpoints", key: "job/1" }]);
  const left = await Promise.all(STORE_NAMES.map((store) => shop.database.keys(store, "")));
  expect(left.flat().toSorted()).toEqual([other.id, `${other.id}/items`, `${other.id}/settings`].toSorted());
  await expect(deleteDataset(shop.context, shop.id)).rejects.toMatchObject({
    code: "import.unknown-dataset",
  });
});
