import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { browserVault } from "../../../src/platform/browser/vault.ts";
import { vaultContract } from "../../contract/vault.contract.ts";

const name = `vault-${crypto.randomUUID()}`;
afterAll(() => browserVault(name).destroy());

vaultContract("a storage bucket", async () => browserVault(name), true);

interface WithBuckets {
  readonly storageBuckets: { keys(): Promise<string[]> };
}

describe("browserVault", () => {
  it("leaves no bucket and no database behind when it is destroyed", async () => {
    const vault = browserVault(name);
    await vault.write("a", Uint8Array.of(1));
    const { storageBuckets } = navigator as unknown as WithBuckets;
    expect(await storageBuckets.keys()).toContain(name);
    await vault.destroy();
    expect(await storageBuckets.keys()).not.toContain(name);
    expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name);
  });

  it("is not made by asking it", async () => {
    expect(await browserVault(`${name}-x`).read("a")).toBeUndefined();
    expect(await (navigator as unknown as WithBuckets).storageBuckets.keys()).not.toContain(`${name}-x`);
  });
});

describe("in a browser without storage buckets", () => {
  const plain = `plain-${crypto.randomUUID()}`;
  const withoutBuckets = async (): Promise<ReturnType<typeof browserVault>> => {
    vi.spyOn(navigator as unknown as WithBuckets, "storageBuckets", "get").mockReturnValue(
      undefined as unknown as WithBuckets["storageBuckets"],
    );
    return browserVault(plain);
  };
  afterEach(() => vi.restoreAllMocks());
  vaultContract("IndexedDB", withoutBuckets, true);

  it("says that the storage failed where another page holds a newer format", async () => {
    const opening = indexedDB.open(plain, 7);
    await new Promise((resolve) => opening.addEventListener("success", resolve));
    opening.result.close();
    const vault = await withoutBuckets();
    await expect(vault.read("a")).rejects.toMatchObject({
      code: "storage.failed",
      details: { reason: "VersionError" },
    });
    indexedDB.deleteDatabase(plain);
  });
});
