import type { SecretKey, Secrets, SecureRandom } from "../../core/ports.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** `getRandomValues` gives no more at a time. */
const RANDOM_CHUNK = 65_536;

/** Bytes from the operating system's generator. */
export const webRandom: SecureRandom = {
  bytes: (count) => {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at += RANDOM_CHUNK) {
      crypto.getRandomValues(bytes.subarray(at, Math.min(at + RANDOM_CHUNK, count)));
    }
    return bytes;
  },
};

/** Keys, sealing and opening by the Web Crypto of browsers and of Node alike. No key can be exported again. */
export const webSecrets: Secrets = {
  random: webRandom,

  newKey: () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]),

  keyFromPassphrase: async (passphrase, salt, iterations) => {
    const text = new TextEncoder().encode(passphrase.normalize("NFKC"));
    const material = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveKey"]);
    return derived({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, material);
  },

  keyFromBytes: async (bytes, salt) => {
    const material = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
    const info = new TextEncoder().encode("soma-edge private profile");
    return derived({ name: "HKDF", hash: "SHA-256", salt, info }, material);
  },

  seal: async (key, plain, bound) => {
    const nonce = webRandom.bytes(NONCE_BYTES);
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: bound };
    const cipher = await crypto.subtle.encrypt(algorithm, webKey(key), plain);
    const sealed = new Uint8Array(NONCE_BYTES + cipher.byteLength);
    sealed.set(nonce);
    sealed.set(new Uint8Array(cipher), NONCE_BYTES);
    return sealed;
  },

  open: async (key, sealed, bound) => {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    const iv = sealed.slice(0, NONCE_BYTES);
    try {
      const algorithm = { name: "AES-GCM", iv, additionalData: bound };
      return new Uint8Array(
        await crypto.subtle.decrypt(algorithm, webKey(key), sealed.subarray(NONCE_BYTES)),
      );
    } catch (cause) {
      // The one way in which authentication fails; anything else is a fault of the program.
      if (cause instanceof Error && cause.name === "OperationError") return null;
      throw cause;
    }
  },
};

function derived(algorithm: Pbkdf2Params | HkdfParams, material: CryptoKey): Promise<CryptoKey> {
  const aes = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(algorithm, material, aes, false, ["encrypt", "decrypt"]);
}

/** Every key here was made here. */
function webKey(key: SecretKey): CryptoKey {
  return key as CryptoKey;
}
