import { openDB } from "idb";
import { afterAll, describe, expect, it } from "vitest";
import { browserVault } from "../../../src/platform/browser/vault.ts";
import { vaultContract } from "../../contract/vault.contract.ts";

const name = `vault-${crypto.randomUUID()}`;
afterAll(() => browserVault(name).destroy());

vaultContract("IndexedDB", async () => browserVault(name), true);

describe("browserVault", () => {
  it("leaves no database behind when it is destroyed", async () => {
    const vault = browserVault(name);
    await vault.write("a", Uint8Array.of(1));
    await vault.destroy();
    expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name);
  });

  it("says that the storage failed where another page holds a newer format", async () => {
    const newer = `vault-${crypto.randomUUID()}`;
    (await openDB(newer, 7)).close();
    await expect(browserVault(newer).read("a")).rejects.toMatchObject({
      code: "storage.failed",
      details: { reason: "VersionError" },
    });
    await browserVault(newer)
      .destroy()
      .catch(() => {});
  });
});
