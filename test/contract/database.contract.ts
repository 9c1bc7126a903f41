import { beforeEach, describe, expect, it } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import type { Database } from "../../src/core/ports.ts";

/** The suite every `Database` passes. `open` gives an empty one. */
export function databaseContract(name: string, open: () => Promise<Database>): void {
  describe(`Database: ${name}`, () => {
    let database: Database;
    beforeEach(async () => {
      database = await open();
    });
    const put = (key: string, value: unknown): Promise<void> =>
      database.write([{ store: "checkpoints", key, value }]);

    it("answers undefined for an absent key", async () => {
      expect(await database.read("datasets", "nothing")).toBeUndefined();
    });

    it("gives back plain records, missing numbers and nested lists as they were", async () => {
      const value = { id: "a", price: NaN, zero: -0, gone: null, list: [1, [2, "drei"]], text: "Zoë — 書" };
      await put("record", value);
      expect(await database.read("checkpoints", "record")).toEqual(value);
    });

    it("keeps the type and every bit of typed arrays", async () => {
      const value = {
        day: Int32Array.of(-1, 2 ** 31 - 1),
        price: Float64Array.of(NaN, -0, 1 / 3, Infinity),
        small: Int16Array.of(-1),
        wide: Uint32Array.of(4294967295),
      };
      await put("columns", value);
      expect(await database.read("checkpoints", "columns")).toEqual(value);
    });

    it("keeps artifact bytes", async () => {
      const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
      await database.write([{ store: "artifacts", key: "artifacts/models/m/1.0.0/model.bin", value: bytes }]);
      const read = await database.read("artifacts", "artifacts/models/m/1.0.0/model.bin");
      expect(read).toBeInstanceOf(Uint8Array);
      expect([...(read as Uint8Array)]).toEqual([...bytes]);
    });

    it("hands out copies: changing what was read or written changes nothing stored", async () => {
      const written = { list: [1] };
      await put("copy", written);
      written.list.push(2);
      const first = (await database.read("checkpoints", "copy")) as { list: number[] };
      first.list.push(3);
      expect(await database.read("checkpoints", "copy")).toEqual({ list: [1] });
    });

    it("lists the keys of one store by prefix, sorted by code unit", async () => {
      await database.write([
        { store: "checkpoints", key: "b/2", value: 1 },
        { store: "checkpoints", key: "b/10", value: 1 },
        { store: "checkpoints", key: "B/1", value: 1 },
        { store: "checkpoints", key: "bb", value: 1 },
        { store: "checkpoints", key: "b/é", value: 1 },
        { store: "sales", key: "b/3", value: 1 },
      ]);
      expect(await database.keys("checkpoints", "b/")).toEqual(["b/10", "b/2", "b/é"]);
      expect(await database.keys("checkpoints", "")).toEqual(["B/1", "b/10", "b/2", "b/é", "bb"]);
      expect(await database.keys("checkpoints", "b/2/")).toEqual([]);
    });

    it("takes any text as a key, also what a file system would not", async () => {
      const keys = [
        "../up",
        "a//b",
        "/lead",
        "trail/",
        "a?b*c:d",
        "nul\u0000",
        ".",
        "%2F",
        "CON",
        "a",
        "a/b",
        "a.v8/x",
      ];
      for (const key of keys) await put(key, key);
      for (const key of keys) expect(await database.read("checkpoints", key)).toBe(key);
      expect(await database.keys("checkpoints", "")).toEqual([...keys].sort());
    });

    it("replaces a value and removes it when the change has none", async () => {
      await put("key", "old");
      await put("key", "new");
      expect(await database.read("checkpoints", "key")).toBe("new");
      await database.write([{ store: "checkpoints", key: "key" }]);
      expect(await database.read("checkpoints", "key")).toBeUndefined();
      expect(await database.keys("checkpoints", "")).toEqual([]);
    });

    it("lets the later of two changes to one key win", async () => {
      await database.write([
        { store: "checkpoints", key: "key", value: 1 },
        { store: "checkpoints", key: "key", value: 2 },
        { store: "checkpoints", key: "gone", value: 1 },
        { store: "checkpoints", key: "gone" },
      ]);
      expect(await database.read("checkpoints", "key")).toBe(2);
      expect(await database.keys("checkpoints", "")).toEqual(["key"]);
    });

    it("accepts a write without changes, and removing what is not there", async () => {
      await database.write([]);
      await database.write([{ store: "stock", key: "absent" }]);
      expect(await database.keys("stock", "")).toEqual([]);
    });

    it("writes nothing when one value cannot be stored, and says so", async () => {
      await put("first", "old");
      const write = database.write([
        { store: "checkpoints", key: "first", value: "new" },
        { store: "sales", key: "second", value: () => "a function has no stored form" },
        { store: "stock", key: "third", value: 3 },
      ]);
      const thrown = await write.then(
        () => null,
        (error: unknown) => error,
      );
      expect(thrown).toBeInstanceOf(AppError);
      expect((thrown as AppError).code).toBe("storage.failed");
      expect(await database.read("checkpoints", "first")).toBe("old");
      expect(await database.keys("sales", "")).toEqual([]);
      expect(await database.keys("stock", "")).toEqual([]);
      await put("first", "after");
      expect(await database.read("checkpoints", "first")).toBe("after");
    });

    it("applies writes made at the same time one after the other, each whole", async () => {
      const rounds = Array.from({ length: 8 }, (_, i) => i);
      await Promise.all(
        rounds.map((i) =>
          database.write([
            { store: "shop", key: "left", value: i },
            { store: "stock", key: "right", value: i },
          ]),
        ),
      );
      expect(await database.read("shop", "left")).toBe(await database.read("stock", "right"));
    });

    it("never lets a reader see the second half of a write before the first", async () => {
      const pair = (n: number): Promise<void> =>
        database.write([
          { store: "artifacts", key: "artifacts/a", value: Uint8Array.of(n) },
          { store: "artifacts", key: "artifacts/z", value: Uint8Array.of(n) },
        ]);
      await pair(0);
      const state = { writing: true };
      const writer = (async (): Promise<void> => {
        for (let n = 1; n <= 30; n++) await pair(n);
        state.writing = false;
      })();
      const byte = async (key: string): Promise<number> =>
        ((await database.read("artifacts", key)) as Uint8Array)[0]!;
      while (state.writing) {
        const last = await byte("artifacts/z");
        expect(await byte("artifacts/a")).toBeGreaterThanOrEqual(last);
        const first = await byte("artifacts/a");
        expect(await byte("artifacts/z")).toBeGreaterThanOrEqual(first);
      }
      await writer;
    });
  });
}
