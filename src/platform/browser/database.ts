import { openDB, type IDBPDatabase, type IDBPObjectStore } from "idb";
import { AppError } from "../../core/errors.ts";
import { STORE_NAMES, type Database, type StoreChange, type StoreName } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";
import { announceChanges, announceNotice } from "./changes.ts";

export const DATABASE_NAME = "soma-edge";
/** Raise it with every change of `STORE_NAMES`: the upgrade then makes the missing stores. */
const DATABASE_VERSION = 3;
/** How long another tab may take to let an upgrade through. */
const BLOCKED_TIMEOUT_MS = 5000;
/** Losing these costs time, not data, so the disk need not confirm them. */
const RELAXED_STORES: readonly StoreName[] = ["checkpoints"];

interface BrowserDatabaseOptions {
  readonly name?: string;
  readonly version?: number;
  readonly blockedTimeoutMs?: number;
  /** Told when the browser removed the data, or when a newer app in another tab took it over. */
  readonly onNotice?: (notice: AppError) => void;
}

export interface BrowserDatabase extends Database {
  close(): void;
}

/**
 * The database in IndexedDB: one object store a name, one transaction a write.
 *
 * It opens when first used and again whenever the connection was lost. Writes and notices are announced to all tabs
 * and workers (`subscribeStorage`).
 */
export function browserDatabase(options: BrowserDatabaseOptions = {}): BrowserDatabase {
  const { name = DATABASE_NAME, version = DATABASE_VERSION, blockedTimeoutMs = BLOCKED_TIMEOUT_MS } = options;
  let connection: Promise<IDBPDatabase> | null = null;
  let wasOpen = false;
  /** Counts lost connections, so that a write can tell that it lost its own. */
  let losses = 0;

  const notify = (notice: AppError): void => {
    options.onNotice?.(notice);
    announceNotice(notice);
  };

  const connect = (): Promise<IDBPDatabase> => {
    connection ??= open().catch((cause: unknown) => {
      connection = null;
      throw cause;
    });
    return connection;
  };

  const open = async (): Promise<IDBPDatabase> => {
    let made = false;
    let onBlocked = (): void => {};
    const blocked = new Promise<never>((_, reject) => {
      onBlocked = () => setTimeout(() => reject(storageError("storage.busy", { name })), blockedTimeoutMs);
    });
    const opening = openDB(name, version, {
      upgrade: (db, oldVersion, _newVersion, transaction) => {
        made = oldVersion === 0;
        // The browser may remove the database in the middle; the opening itself fails then, and tells.
        transaction.done.catch(ignore);
        const missing = STORE_NAMES.filter((store) => !db.objectStoreNames.contains(store));
        for (const store of missing) db.createObjectStore(store);
      },
      blocked: () => onBlocked(),
      blocking: (currentVersion, newerVersion) => {
        // Let the other tab through. With no newer version, the whole database is being deleted.
        forget(opening);
        if (newerVersion !== null) {
          notify(storageError("storage.newer-version", { found: newerVersion, expected: currentVersion }));
        }
      },
      terminated: () => forget(opening),
    });
    let gaveUp = false;
    void opening.then(
      (db) => gaveUp && db.close(),
      () => {},
    );
    const db = await Promise.race([opening, blocked]).catch((cause: unknown) => {
      gaveUp = true;
      throw cause;
    });
    // Made anew although this thread has had it open: its content was removed meanwhile.
    if (made && wasOpen) notify(storageError("storage.evicted", { what: "the whole database" }));
    wasOpen = true;
    return db;
  };

  const forget = (opening: Promise<IDBPDatabase>): void => {
    losses++;
    connection = null;
    void opening.then(
      (db) => db.close(),
      () => {},
    );
  };

  /** Run with a connection; once more with a new one when the old had closed before anything began. */
  const use = async <T>(what: string, work: (db: IDBPDatabase) => Promise<T>): Promise<T> => {
    const lossesBefore = losses;
    try {
      const db = await connect();
      try {
        return await work(db);
      } catch (cause) {
        if (!isNamed(cause, "InvalidStateError")) throw cause;
        forget(Promise.resolve(db));
        return await work(await connect());
      }
    } catch (cause) {
      throw await asStorageError(cause, { what, version, lost: losses > lossesBefore });
    }
  };

  return {
    read: (store, key) =>
      use("Reading stored data", async (db): Promise<unknown> => readable(db, store).get(key)),

    keys: (store, prefix) =>
      use("Listing stored data", async (db) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
        return (await readable(db, store).getAllKeys(range)).map(String);
      }),

    write: async (changes) => {
      if (changes.length === 0) return;
      await use("Storing data", (db) => writeAll(db, changes)).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== "storage.full") throw error;
        throw storageError(
          "storage.full",
          { ...fullDetails(error), neededBytes: sizeOf(changes) },
          { cause: error },
        );
      });
      announceChanges(changes);
    },

    close: () => {
      void connection?.then(
        (db) => db.close(),
        () => {},
      );
      connection = null;
    },
  };
}

/** Failed requests of a transaction tell why; its own promise would only repeat it, with nobody to hear. */
function ignore(): void {}

/** A store to read from, in a transaction of its own that the browser may abort when it clears the site's storage. */
function readable(db: IDBPDatabase, name: StoreName): IDBPObjectStore<unknown, [StoreName], StoreName> {
  const transaction = db.transaction(name);
  transaction.done.catch(ignore);
  return transaction.store;
}

async function writeAll(db: IDBPDatabase, changes: readonly StoreChange[]): Promise<void> {
  const stores = [...new Set(changes.map(({ store }) => store))];
  const durability = stores.every((store) => RELAXED_STORES.includes(store)) ? "relaxed" : "strict";
  const transaction = db.transaction(stores, "readwrite", { durability });
  transaction.done.catch(ignore);
  try {
    for (const { store, key, value } of changes) {
      const objectStore = transaction.objectStore(store);
      if (value === undefined) objectStore.delete(key).catch(ignore);
      else objectStore.put(value, key).catch(ignore);
    }
    transaction.commit();
  } catch (cause) {
    // A value without a stored form: nothing of this write may stay.
    transaction.abort();
    throw cause;
  }
  await transaction.done;
}

/** A failure of IndexedDB in the terms of the port. */
async function asStorageError(
  cause: unknown,
  context: { readonly what: string; readonly version: number; readonly lost: boolean },
): Promise<AppError> {
  if (cause instanceof AppError) return cause;
  if (isNamed(cause, "QuotaExceededError")) {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    // Chromium reports a fixed quota that hides the true one; it would contradict the error.
    const believable = usage > quota / 2;
    const details = {
      neededBytes: null,
      usedBytes: believable ? usage : null,
      quotaBytes: believable ? quota : null,
    };
    return storageError("storage.full", details, { cause });
  }
  if (isNamed(cause, "VersionError")) {
    // The error's text is the only place that names the version found: "… is less than the existing version (7)."
    const found = Number(/\((\d+)\)\D*$/.exec(String(cause))?.[1] ?? context.version + 1);
    return storageError("storage.newer-version", { found, expected: context.version }, { cause });
  }
  if (context.lost) return storageError("storage.evicted", { what: context.what.toLowerCase() }, { cause });
  const reason =
    cause instanceof Error ? `${cause.name}: ${cause.message}`.replace(/\.$/, "") : String(cause);
  return storageError("storage.failed", { what: context.what, reason }, { cause });
}

function isNamed(cause: unknown, name: string): boolean {
  return cause instanceof Error && cause.name === name;
}

function fullDetails(error: AppError): {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
} {
  const { usedBytes, quotaBytes } = error.details;
  return {
    usedBytes: typeof usedBytes === "number" ? usedBytes : null,
    quotaBytes: typeof quotaBytes === "number" ? quotaBytes : null,
  };
}

/** Roughly how many bytes a value takes when stored. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length * 2;
  if (typeof value !== "object" || value === null) return 8;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (value instanceof Blob) return value.size;
  return Object.values(value).reduce((sum: number, part: unknown) => sum + sizeOf(part), 0);
}
