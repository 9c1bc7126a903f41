import { expect, it } from "vitest";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { stagedDatabase } from "../../../src/workflows/staged-database.ts";

it("shows staged writes and removals to its own readers only, until they are committed together", async () => {
  const base = memoryDatabase();
  await base.write([
    { store: "shop", key: "a", value: 1 },
    { store: "shop", key: "b", value: 2 },
  ]);
  const { database, commit } = stagedDatabase(base);
  await database.write([
    { store: "shop", key: "a" },
    { store: "shop", key: "c", value: { n: 3 } },
    { store: "stock", key: "c", value: 4 },
  ]);
  expect(await database.keys("shop", "")).toEqual(["b", "c"]);
  expect(await database.keys("shop", "c")).toEqual(["c"]);
  expect([await database.read("shop", "a"), await database.read("shop", "b")]).toEqual([undefined, 2]);
  expect(await database.read("shop", "c")).toEqual({ n: 3 });
  expect(await base.keys("shop", "")).toEqual(["a", "b"]);
  await commit();
  expect(await base.keys("shop", "")).toEqual(["b", "c"]);
  expect(await base.read("stock", "c")).toBe(4);
});
