import { deleteDB } from "idb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { AppError } from "../../../src/core/errors.ts";
import { browserDatabase, type BrowserDatabase } from "../../../src/platform/browser/database.ts";

/** The protocol's domain that plays a full disk and a browser that clears its storage. */
interface StorageDomain {
  send(
    method: "Storage.overrideQuotaForOrigin",
    params: { origin: string; quotaSize?: number },
  ): Promise<unknown>;
  send(
    method: "Storage.clearDataForOrigin",
    params: { origin: string; storageTypes: string },
  ): Promise<unknown>;
}
const protocol = cdp() as unknown as StorageDomain;
const { origin } = location;
const name = `pressure-${crypto.randomUUID()}`;
let database: BrowserDatabase;
let notices: AppError[];

beforeEach(() => {
  notices = [];
  database = browserDatabase({ name, onNotice: (notice) => notices.push(notice) });
});
afterEach(async () => {
  await protocol.send("Storage.overrideQuotaForOrigin", { origin });
  database.close();
  await deleteDB(name);
});

describe("under storage pressure", () => {
  it("says storage.full with what was needed and what there is, writes nothing, and goes on when there is room", async () => {
    // Chromium remembers for 30 seconds how much room a site has; clearing makes it look again.
    await protocol.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
    const { usage = 0 } = await navigator.storage.estimate();
    const quotaSize = usage + 2_000_000;
    await protocol.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
    await database.write([{ store: "shop", key: "before", value: "kept" }]);
    const bytes = crypto.getRandomValues(new Uint8Array(65_536));
    const large = Array.from({ length: 400 }, () => bytes.slice());
    const full = await database
      .write([
        { store: "shop", key: "before", value: "replaced" },
        { store: "sales", key: "large", value: large },
        { store: "artifacts", key: "artifacts/x", value: bytes },
      ])
      .then(
        () => null,
        (error: unknown) => error,
      );
    expect(full).toBeInstanceOf(AppError);
    expect(full).toMatchObject({ code: "storage.full", kind: "storage" });
    const { details, message, remedy } = full as AppError;
    expect(details["neededBytes"]).toBeGreaterThan(400 * 65_536);
    expect(message).toContain("Nothing was changed");
    expect(remedy).toContain("Free space");
    expect(await database.read("shop", "before")).toBe("kept");
    expect(await database.keys("sales", "")).toEqual([]);
    expect(await database.keys("artifacts", "")).toEqual([]);

    await protocol.send("Storage.overrideQuotaForOrigin", { origin });
    await database.write([{ store: "shop", key: "before", value: "after" }]);
    expect(await database.read("shop", "before")).toBe("after");
  });

  it("survives that the browser clears the site's storage while it is open, and says so", async () => {
    await database.write([{ store: "shop", key: "a", value: 1 }]);
    await protocol.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
    await expect.poll(() => database.read("shop", "a")).toBeUndefined();
    expect(notices).toMatchObject([{ code: "storage.evicted" }]);
    await database.write([{ store: "shop", key: "a", value: 2 }]);
    expect(await database.read("shop", "a")).toBe(2);
  });
});
