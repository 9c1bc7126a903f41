import type { SecretKey, Vault } from "../../core/ports.ts";

/** A vault that lives as long as the program. */
export function memoryVault(): Vault {
  const sealed = new Map<string, Uint8Array<ArrayBuffer>>();
  const keys = new Map<string, SecretKey>();
  const put = <T>(map: Map<string, T>, name: string, value: T | undefined): void => {
    if (value === undefined) map.delete(name);
    else map.set(name, value);
  };
  return {
    read: async (name) => sealed.get(name)?.slice(),
    write: async (name, bytes) => void sealed.set(name, bytes.slice()),
    key: async (name) => keys.get(name),
    writeBoth: async (name, key, bytes) => {
      put(keys, name, key);
      put(sealed, name, bytes?.slice());
    },
    destroy: async () => {
      keys.clear();
      sealed.clear();
    },
  };
}
