import { deleteDB, openDB } from "idb";
import { afterAll, describe, expect, it } from "vitest";
import type { AppError } from "../../../src/core/errors.ts";
import { announceNotice, subscribeStorage, type ChangedKey } from "../../../src/platform/browser/changes.ts";
import { browserDatabase, type BrowserDatabase } from "../../../src/platform/browser/database.ts";
import { browserLocks } from "../../../src/platform/browser/locks.ts";
import { storageError } from "../../../src/core/storage-errors.ts";
import { databaseContract } from "../../contract/database.contract.ts";
import { locksContract } from "../../contract/locks.contract.ts";

const opened: { readonly name: string; readonly database: BrowserDatabase }[] = [];
let count = 0;
const open = (options: Parameters<typeof browserDatabase>[0] = {}): BrowserDatabase => {
  const name = options.name ?? `test-${crypto.randomUUID()}-${count++}`;
  const database = browserDatabase({ ...options, name });
  opened.push({ name, database });
  return database;
};
afterAll(async () => {
  for (const { database } of opened) database.close();
  for (const { name } of opened) await deleteDB(name);
});

databaseContract("IndexedDB in a page", async () => open());
locksContract("Web Locks", browserLocks);

describe("browserDatabase", () => {
  it("keeps everything when opened again", async () => {
    const name = `reopen-${crypto.randomUUID()}`;
    const first = open({ name });
    await first.write([{ store: "shop", key: "a", value: 1 }]);
    first.close();
    expect(await open({ name }).read("shop", "a")).toBe(1);
    expect(await first.read("shop", "a")).toBe(1);
  });

  it("gives way to a newer app in another tab, tells so, and asks for a reload from then on", async () => {
    const name = `newer-${crypto.randomUUID()}`;
    const notices: AppError[] = [];
    const old = open({ name, version: 3, onNotice: (notice) => notices.push(notice) });
    await old.write([{ store: "shop", key: "a", value: "kept" }]);
    const newer = open({ name, version: 7 });
    expect(await newer.read("shop", "a")).toBe("kept");
    expect(notices).toMatchObject([{ code: "storage.newer-version", details: { found: 7, expected: 3 } }]);
    const write = old.write([{ store: "shop", key: "a", value: "lost" }]);
    await expect(write).rejects.toMatchObject({
      code: "storage.newer-version",
      details: { found: 7, expected: 3 },
    });
    expect(await newer.read("shop", "a")).toBe("kept");
  });

  it("makes the stores that an older version lacks, and keeps the others", async () => {
    const name = `upgrade-${crypto.randomUUID()}`;
    const old = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore("shop") });
    await old.put("shop", "kept", "a");
    old.close();
    const database = open({ name, version: 2 });
    await database.write([{ store: "artifacts", key: "artifacts/b", value: Uint8Array.of(1) }]);
    expect(await database.read("shop", "a")).toBe("kept");
  });

  it("says storage.busy when an older tab does not let the upgrade through, and works when it has gone", async () => {
    const name = `blocked-${crypto.randomUUID()}`;
    const stubborn = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore("shop") });
    const database = open({ name, version: 2, blockedTimeoutMs: 50 });
    await expect(database.read("shop", "a")).rejects.toMatchObject({ code: "storage.busy" });
    stubborn.close();
    expect(await database.read("shop", "a")).toBeUndefined();
  });

  it("notices that the database was removed while in use, tells all tabs, and goes on with an empty one", async () => {
    const name = `removed-${crypto.randomUUID()}`;
    const notices: AppError[] = [];
    const announced: AppError[] = [];
    const stop = subscribeStorage({ onNotice: (notice) => announced.push(notice) });
    const database = open({ name, onNotice: (notice) => notices.push(notice) });
    await database.write([{ store: "shop", key: "a", value: 1 }]);
    await deleteDB(name);
    expect(await database.read("shop", "a")).toBeUndefined();
    expect(notices).toMatchObject([{ code: "storage.evicted" }]);
    await expect.poll(() => announced.map(({ code }) => code)).toContain("storage.evicted");
    stop();
    await database.write([{ store: "shop", key: "a", value: 2 }]);
    expect(await database.read("shop", "a")).toBe(2);
    expect(notices).toHaveLength(1);
  });

  it("announces what was written to other threads, and nothing for a write that failed", async () => {
    const seen: ChangedKey[] = [];
    const stop = subscribeStorage({ onChanges: (changes) => seen.push(...changes) });
    const database = open();
    await database.write([{ store: "shop", key: "bad", value: () => {} }]).catch(() => {});
    await database.write([
      { store: "shop", key: "a", value: { large: "value" } },
      { store: "stock", key: "b" },
    ]);
    await expect
      .poll(() => seen)
      .toEqual([
        { store: "shop", key: "a" },
        { store: "stock", key: "b" },
      ]);
    stop();
    await database.write([{ store: "shop", key: "c", value: 1 }]);
    announceNotice(storageError("storage.busy", { name: "x" }));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(seen).toHaveLength(2);
  });
});
