import { describe, expect, it } from "vitest";
import { storageError } from "../../../src/core/storage-errors.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { predictionCache, predictionRemoval } from "../../../src/workflows/prediction-cache.ts";

/** 1000 numbers: 8,000 bytes and a little. */
const numbers = (value: number): Float64Array => new Float64Array(1000).fill(value);
const model = (key: string, datasetId = "shop") => ({ datasetId, key });

describe("predictions kept from before", () => {
  it("are those of the same model and input, and of no other", async () => {
    const database = memoryDatabase();
    const cache = await predictionCache<Float64Array>({ database }, model("one"));
    expect(await cache.of("row", () => numbers(1))).toEqual({ value: numbers(1), kept: false });
    expect(await cache.of("row", () => numbers(2))).toEqual({ value: numbers(1), kept: true });
    await cache.close();
    const again = await predictionCache<Float64Array>({ database }, model("one"));
    expect(await again.of("row", () => numbers(2))).toMatchObject({ kept: true });
    expect(await again.of("raw", () => numbers(2))).toMatchObject({ kept: false });
    const other = await predictionCache<Float64Array>({ database }, model("two"));
    expect(await other.of("row", () => numbers(3))).toEqual({ value: numbers(3), kept: false });
  });

  it("stay within their bytes: what other models left goes first, then what was not asked for", async () => {
    const database = memoryDatabase();
    const keep = async (key: string, inputs: readonly string[]): Promise<void> => {
      const cache = await predictionCache<Float64Array>({ database }, model(key), 25_000);
      for (const input of inputs) await cache.of(input, () => numbers(1));
      await cache.close();
    };
    const kept = async (key: string, inputs: readonly string[]): Promise<boolean[]> => {
      const cache = await predictionCache<Float64Array>({ database }, model(key), 0);
      const found = [];
      for (const input of inputs) found.push((await cache.of(input, () => numbers(1))).kept);
      return found;
    };
    await keep("old", ["a"]);
    await keep("new", ["b", "c", "d"]);
    expect(await kept("old", ["a"])).toEqual([false]);
    expect(await kept("new", ["b", "c", "d"])).toEqual([true, true, true]);
    // A fourth finds no room while three are in use, and takes that of those that are not.
    await keep("new", ["b", "c", "d", "e"]);
    expect(await kept("new", ["b", "c", "d", "e"])).toEqual([true, true, true, false]);
    await keep("new", ["e", "f"]);
    expect((await database.keys("checkpoints", "predictions/")).length).toBe(3);
    expect(await kept("new", ["e", "f"])).toEqual([true, true]);
  });

  it("are given up where there is no room for them, and the prediction stands", async () => {
    const full = {
      ...memoryDatabase(),
      write: () =>
        Promise.reject(storageError("storage.full", { neededBytes: 1, usedBytes: 1, quotaBytes: 1 })),
    };
    const cache = await predictionCache<Float64Array>({ database: full }, model("one"));
    expect(await cache.of("row", () => numbers(1))).toEqual({ value: numbers(1), kept: false });
    expect(await cache.of("row", () => numbers(1))).toEqual({ value: numbers(1), kept: false });
    await cache.close();
    const broken = { ...memoryDatabase(), write: () => Promise.reject(new Error("a mistake")) };
    const other = await predictionCache<Float64Array>({ database: broken }, model("one"));
    await expect(other.of("row", () => numbers(1))).rejects.toThrow("a mistake");
  });

  it("go with the dataset that their model belongs to", async () => {
    const database = memoryDatabase();
    for (const shop of ["one", "two"]) {
      const cache = await predictionCache<Float64Array>({ database }, model("m", shop));
      await cache.of("row", () => numbers(1));
    }
    await database.write(await predictionRemoval(database, "one"));
    const left = await database.keys("checkpoints", "");
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/^predictions\/two\/[0-9a-f]{32}\/[0-9a-f]{64}\.8\d\d\d$/);
  });
});
