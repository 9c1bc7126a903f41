import { deleteDB, openDB, type IDBPDatabase } from "idb";
import type { SecretKey, Vault } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";

export const VAULT_NAME = "soma-edge-private";
const VAULT_VERSION = 1;
const KEYS = "keys";
const SEALED = "sealed";

/**
 * The vault in an IndexedDB database of its own. Keys lie there as CryptoKey objects, which no script can read out.
 *
 * `destroy` empties both stores, waits until the disk has it, then deletes the database. Connections are opened for
 * one step and closed, so that no tab keeps another from deleting.
 */
export function browserVault(name = VAULT_NAME): Vault {
  const use = async <T>(what: string, work: (db: IDBPDatabase) => Promise<T>): Promise<T> => {
    let db: IDBPDatabase | null = null;
    try {
      db = await openDB(name, VAULT_VERSION, {
        upgrade: (fresh) => {
          fresh.createObjectStore(KEYS);
          fresh.createObjectStore(SEALED);
        },
      });
      return await work(db);
    } catch (cause) {
      if (cause instanceof Error && cause.name === "QuotaExceededError") {
        const unknown = { neededBytes: null, usedBytes: null, quotaBytes: null };
        throw storageError("storage.full", unknown, { cause });
      }
      const reason = cause instanceof Error ? cause.name : "an unknown fault";
      throw storageError("storage.failed", { what, reason }, { cause });
    } finally {
      db?.close();
    }
  };

  const write = (
    what: string,
    change: (store: (name: string) => VaultStore) => readonly Promise<unknown>[],
  ): Promise<void> =>
    use(what, async (db) => {
      const transaction = db.transaction([KEYS, SEALED], "readwrite", { durability: "strict" });
      // A failed request aborts the transaction, which tells why.
      await Promise.all([...change((store) => transaction.objectStore(store)), transaction.done]);
    });

  /** What is asked of a vault that does not exist must not make one. */
  const ask = async (what: string, store: string, key: string): Promise<unknown> => {
    if (!(await indexedDB.databases()).some((database) => database.name === name)) return undefined;
    return use(what, async (db): Promise<unknown> => db.get(store, key));
  };

  return {
    read: async (key) => (await ask("Reading the private list", SEALED, key)) as SealedBytes | undefined,
    write: (key, bytes) => write("Storing the private list", (store) => [store(SEALED).put(bytes, key)]),
    key: async (key) => (await ask("Reading a key", KEYS, key)) as SecretKey | undefined,
    writeBoth: (key, secret, bytes) =>
      write("Storing the private list", (store) => [
        secret === undefined ? store(KEYS).delete(key) : store(KEYS).put(secret, key),
        bytes === undefined ? store(SEALED).delete(key) : store(SEALED).put(bytes, key),
      ]),
    destroy: async () => {
      await write("Forgetting the private list", (store) => [store(KEYS).clear(), store(SEALED).clear()]);
      await deleteDB(name);
    },
  };
}

type SealedBytes = Uint8Array<ArrayBuffer>;

/** The part of an object store that a write uses. */
interface VaultStore {
  put(value: unknown, key: string): Promise<unknown>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}
