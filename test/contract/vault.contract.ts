import { beforeEach, describe, expect, it } from "vitest";
import type { SecretKey, Vault } from "../../src/core/ports.ts";
import { webSecrets } from "../../src/platform/secrets/web-crypto.ts";

/**
 * The suite every `Vault` passes. `open` gives another handle on the same place each time.
 *
 * @param keepsKeys whether the host can keep a key that nobody reads
 */
export function vaultContract(name: string, open: () => Promise<Vault>, keepsKeys: boolean): void {
  describe(`Vault: ${name}`, () => {
    let vault: Vault;
    beforeEach(async () => {
      vault = await open();
      await vault.destroy();
    });
    const sealed = Uint8Array.of(0, 1, 255);

    it("answers undefined for what is absent", async () => {
      expect(await vault.read("nothing")).toBeUndefined();
      expect(await vault.key("nothing")).toBeUndefined();
    });

    it("keeps bytes for other handles, replaces them, and hands out copies", async () => {
      await vault.write("a.b/c", sealed);
      const read = await (await open()).read("a.b/c");
      expect(read).toEqual(sealed);
      read!.fill(9);
      await vault.write("other", Uint8Array.of(7));
      expect(await vault.read("a.b/c")).toEqual(sealed);
      await vault.write("a.b/c", Uint8Array.of(2));
      expect(await vault.read("a.b/c")).toEqual(Uint8Array.of(2));
    });

    it("removes what a write leaves undefined", async () => {
      await vault.write("a", sealed);
      await vault.writeBoth("a", undefined, undefined);
      expect(await vault.read("a")).toBeUndefined();
    });

    it("destroys everything, for every handle, and can be written again", async () => {
      const other = await open();
      await vault.write("a", sealed);
      await vault.write("b", sealed);
      await other.destroy();
      expect(await vault.read("a")).toBeUndefined();
      expect(await vault.read("b")).toBeUndefined();
      await other.destroy();
      await vault.write("a", sealed);
      expect(await vault.read("a")).toEqual(sealed);
    });

    if (!keepsKeys) {
      it("refuses a key instead of writing it down", async () => {
        const key = await webSecrets.newKey();
        await expect(vault.writeBoth("a", key, sealed)).rejects.toMatchObject({ code: "storage.failed" });
        expect(await vault.read("a")).toBeUndefined();
      });
      return;
    }

    it("keeps a key beside bytes: usable, never readable, gone after destroy", async () => {
      const key = await webSecrets.newKey();
      const bytes = await webSecrets.seal(key, Uint8Array.of(4, 2), sealed);
      await vault.writeBoth("a", key, bytes);
      const kept = (await (await open()).key("a")) as SecretKey;
      expect(await webSecrets.open(kept, (await vault.read("a"))!, sealed)).toEqual(Uint8Array.of(4, 2));
      expect(kept.extractable).toBe(false);
      await expect(crypto.subtle.exportKey("raw", kept as CryptoKey)).rejects.toThrow(/extract/);
      await vault.destroy();
      expect(await vault.key("a")).toBeUndefined();
      expect(await vault.read("a")).toBeUndefined();
    });
  });
}
