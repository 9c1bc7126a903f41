import { STORE_NAMES, type Database, type StoreChange, type StoreName } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";

/**
 * A database that lives as long as the program: for tests and for runs that keep nothing.
 *
 * @param onChange called after each write with what it changed
 */
export function memoryDatabase(onChange?: (changes: readonly StoreChange[]) => void): Database {
  const stores = new Map<StoreName, Map<string, unknown>>(STORE_NAMES.map((name) => [name, new Map()]));
  const storeOf = (name: StoreName): Map<string, unknown> => {
    const store = stores.get(name);
    if (!store)
      throw storageError("storage.failed", { what: "Opening a store", reason: `no store "${name}"` });
    return store;
  };

  return {
    read: async (store, key) => structuredClone(storeOf(store).get(key)),

    keys: async (store, prefix) => [...storeOf(store).keys()].filter((key) => key.startsWith(prefix)).sort(),

    // Everything that can fail happens before the first change.
    write: async (changes) => {
      const ready = changes.map((change) => ({
        store: storeOf(change.store),
        key: change.key,
        value: clone(change.value),
      }));
      for (const { store, key, value } of ready) {
        if (value === undefined) store.delete(key);
        else store.set(key, value);
      }
      onChange?.(changes);
    },
  };
}

function clone(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw storageError("storage.failed", { what: "Storing a value", reason }, { cause });
  }
}
