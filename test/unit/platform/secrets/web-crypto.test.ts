import { pbkdf2Sync, hkdfSync, createDecipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { nodeRandom, nodeSecrets as secrets } from "../../../../src/platform/node/secrets.ts";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const salt = bytesOf("sixteen bytes !!");

/** Decrypt with Node's own cipher, so that the parts lie where the docs say. */
function decrypt(key: Buffer, sealed: Uint8Array, bound: Uint8Array): string {
  const cipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  cipher.setAAD(bound);
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]).toString();
}

describe("webSecrets", () => {
  it("makes the key of PBKDF2 with SHA-256, the same however the passphrase was typed", async () => {
    const key = await secrets.keyFromPassphrase("Zoe\u0308 reads", salt, 1000);
    const sealed = await secrets.seal(key, bytesOf("plain"), salt);
    const expected = pbkdf2Sync("Zo\u00eb reads", salt, 1000, 32, "sha256");
    expect(decrypt(expected, sealed, salt)).toBe("plain");
  });

  it("makes the key of HKDF with SHA-256 from bytes", async () => {
    const raw = nodeRandom.bytes(32);
    const sealed = await secrets.seal(await secrets.keyFromBytes(raw, salt), bytesOf("plain"), salt);
    const expected = Buffer.from(hkdfSync("sha256", raw, salt, "soma-edge private profile", 32));
    expect(decrypt(expected, sealed, salt)).toBe("plain");
  });

  it("refuses another key, other bound bytes, any flipped bit and a short text, by null", async () => {
    const key = await secrets.newKey();
    const sealed = await secrets.seal(key, bytesOf("plain"), salt);
    expect(await secrets.open(key, sealed, salt)).toEqual(bytesOf("plain"));
    expect(await secrets.open(await secrets.newKey(), sealed, salt)).toBeNull();
    expect(await secrets.open(key, sealed, bytesOf("other"))).toBeNull();
    expect(await secrets.open(key, sealed.slice(0, 20), salt)).toBeNull();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = sealed.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(await secrets.open(key, flipped, salt)).toBeNull();
    }
  });

  it("passes on a fault that is no wrong key", async () => {
    const other = await crypto.subtle.generateKey({ name: "AES-CBC", length: 256 }, false, ["decrypt"]);
    await expect(secrets.open(other, new Uint8Array(40), salt)).rejects.toThrow();
  });

  it("takes another nonce each time", async () => {
    const key = await secrets.newKey();
    const nonces = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const sealed = await secrets.seal(key, new Uint8Array(0), salt);
      nonces.add(Buffer.from(sealed.subarray(0, 12)).toString("hex"));
    }
    expect(nonces.size).toBe(2000);
  });

  it("gives as many random bytes as asked, past the limit of one call, none left at 0", () => {
    const bytes = nodeRandom.bytes(200_000);
    expect(bytes).toHaveLength(200_000);
    // Each of the last 64 bytes is 0 in all five draws with probability 64 · 2^-40.
    const tails = Array.from({ length: 5 }, () => nodeRandom.bytes(70_000).slice(-64));
    for (let i = 0; i < 64; i++) expect(tails.some((tail) => tail[i] !== 0)).toBe(true);
  });

  it("gives no key away", async () => {
    for (const key of [await secrets.newKey(), await secrets.keyFromPassphrase("x", salt, 1)]) {
      await expect(crypto.subtle.exportKey("raw", key as CryptoKey)).rejects.toThrow();
    }
  });
});
