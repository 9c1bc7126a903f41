import type { SecretKey, Vault } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";

export const VAULT_NAME = "soma-edge-private";
const VAULT_VERSION = 1;
const KEYS = "keys";
const SEALED = "sealed";

/**
 * The vault in an IndexedDB database of its own. Keys lie there as CryptoKey objects, which no script can read out.
 *
 * Where the browser has storage buckets, the database is in a bucket of its own: deleting a bucket deletes its files,
 * while a deleted database was seen to leave its bytes in files that it shares with others. Connections are opened for
 * one step and closed, so that no tab keeps another from deleting.
 */
export function browserVault(name = VAULT_NAME): Vault {
  const use = async <T>(what: string, work: (db: IDBDatabase) => Promise<T>): Promise<T> => {
    let db: IDBDatabase | null = null;
    try {
      db = await open(await factory(name), name);
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

  const write = (what: string, change: (store: (name: string) => IDBObjectStore) => void): Promise<void> =>
    use(what, async (db) => {
      const transaction = db.transaction([KEYS, SEALED], "readwrite", { durability: "strict" });
      const done = new Promise<void>((resolve, reject) => {
        transaction.addEventListener("complete", () => resolve());
        transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
      });
      change((store) => transaction.objectStore(store));
      await done;
    });

  /** What is asked of a vault that does not exist must not make one. */
  const ask = async (what: string, store: string, key: string): Promise<unknown> => {
    if (!(await exists(name))) return undefined;
    return use(what, (db) => answered(db.transaction(store).objectStore(store).get(key)));
  };

  return {
    read: async (key) =>
      (await ask("Reading the private list", SEALED, key)) as Uint8Array<ArrayBuffer> | undefined,
    write: (key, bytes) => write("Storing the private list", (store) => store(SEALED).put(bytes, key)),
    key: async (key) => (await ask("Reading a key", KEYS, key)) as SecretKey | undefined,
    writeBoth: (key, secret, bytes) =>
      write("Storing the private list", (store) => {
        if (secret === undefined) store(KEYS).delete(key);
        else store(KEYS).put(secret, key);
        if (bytes === undefined) store(SEALED).delete(key);
        else store(SEALED).put(bytes, key);
      }),
    destroy: async () => {
      if (!(await exists(name))) return;
      await write("Forgetting the private list", (store) => {
        store(KEYS).clear();
        store(SEALED).clear();
      });
      await answered((await factory(name)).deleteDatabase(name));
      await buckets()?.delete(name);
    },
  };
}

/** The part of the Storage Buckets API that is used here; Chromium has it since 122. */
interface StorageBuckets {
  open(
    name: string,
    options: { readonly durability: "strict"; readonly persisted: boolean },
  ): Promise<{ readonly indexedDB: IDBFactory }>;
  keys(): Promise<readonly string[]>;
  delete(name: string): Promise<void>;
}

function buckets(): StorageBuckets | undefined {
  return (navigator as { readonly storageBuckets?: StorageBuckets }).storageBuckets;
}

async function factory(name: string): Promise<IDBFactory> {
  const bucket = await buckets()?.open(name, { durability: "strict", persisted: true });
  return bucket?.indexedDB ?? indexedDB;
}

async function exists(name: string): Promise<boolean> {
  const kept = await buckets()?.keys();
  if (kept !== undefined) return kept.includes(name);
  return (await indexedDB.databases()).some((database) => database.name === name);
}

function open(from: IDBFactory, name: string): Promise<IDBDatabase> {
  const opening = from.open(name, VAULT_VERSION);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore(KEYS);
    opening.result.createObjectStore(SEALED);
  });
  return answered(opening);
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("failed")));
  });
}
