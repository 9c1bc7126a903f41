import type { Database, StoreChange } from "../core/ports.ts";

/** A database whose writes are held back until `commit` makes them in one. */
export interface StagedDatabase {
  /** Reads see the staged writes; others do not. */
  readonly database: Database;
  /** Apply everything staged, or nothing. @throws as `Database.write` */
  commit(): Promise<void>;
}

/** Stage writes in front of a database, so that several imports become visible together. */
export function stagedDatabase(base: Database): StagedDatabase {
  const staged = new Map<string, StoreChange>();
  const name = (store: string, key: string): string => `${store}\n${key}`;
  const database: Database = {
    async read(store, key) {
      const change = staged.get(name(store, key));
      return change === undefined ? base.read(store, key) : structuredClone(change.value);
    },
    async keys(store, prefix) {
      const keys = new Set(await base.keys(store, prefix));
      for (const change of staged.values()) {
        if (change.store !== store || !change.key.startsWith(prefix)) continue;
        if (change.value === undefined) keys.delete(change.key);
        else keys.add(change.key);
      }
      return [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    },
    async write(changes) {
      for (const change of changes) staged.set(name(change.store, change.key), change);
    },
  };
  return { database, commit: () => base.write([...staged.values()]) };
}
