import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { deserialize, serialize } from "node:v8";
import { AppError } from "../../core/errors.ts";
import type { Database, StoreChange, StoreName } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";
import { keyPath, pathKey, PRIVATE_FOLDER, storeFolder } from "./key-path.ts";
import { isCode, takeLockFile } from "./lock-file.ts";

/** Losing these costs time, not data, so the disk need not confirm them. */
const RELAXED_STORES: readonly StoreName[] = ["checkpoints"];

/** One change of a journal: the staged file that replaces the key's file, or null to remove it. */
interface JournalEntry {
  readonly store: StoreName;
  readonly key: string;
  readonly staged: string | null;
}

/**
 * The database as files of a folder: artifacts as the plain tree, other values serialised below `.soma`.
 *
 * A write is a journal: new files are staged in `.soma/pending/<id>/`, then `journal.json` appears there by a rename
 * (from now on the write has happened), then the staged files are moved to their places. A process that is killed
 * leaves old or new state; the next write, or opening, finishes or forgets what it left.
 *
 * @param root folder, made when missing
 */
export async function nodeDatabase(root: string): Promise<Database> {
  const pending = join(root, PRIVATE_FOLDER, "pending");
  let queue: Promise<unknown> = Promise.resolve();

  const exclusively = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(async () => {
      const release = await takeLockFile(join(root, PRIVATE_FOLDER, "write.lock"), true);
      try {
        await recover(root, pending);
        return await work();
      } finally {
        await release?.();
      }
    });
    queue = turn.catch(() => {});
    return turn.catch((cause: unknown) => {
      throw asStorageError(cause, what);
    });
  };

  await exclusively("Opening the data folder", async () => {
    await mkdir(pending, { recursive: true });
  });

  return {
    read: async (store, key) => {
      try {
        const bytes = await readWhole(root, pending, store, key);
        return bytes === null ? undefined : decodeValue(store, bytes);
      } catch (cause) {
        throw asStorageError(cause, `Reading ${store}/${key}`);
      }
    },

    keys: async (store, prefix) => {
      try {
        const keys = new Set(await storedKeys(root, store));
        for (const entry of await committed(pending)) {
          if (entry.store !== store) continue;
          if (entry.staged === null) keys.delete(entry.key);
          else keys.add(entry.key);
        }
        return [...keys].filter((key) => key.startsWith(prefix)).sort();
      } catch (cause) {
        throw asStorageError(cause, `Listing ${store}`);
      }
    },

    write: async (changes) => {
      if (changes.length === 0) return;
      // Encode before queueing: the caller may change its values once this call has returned.
      const encoded = lastOfEachKey(changes).map((change) => ({
        ...change,
        bytes: change.value === undefined ? null : encodeValue(change.store, change.value),
        path: keyPath(root, change.store, change.key),
      }));
      const durable = !encoded.every(({ store }) => RELAXED_STORES.includes(store));
      await exclusively("Storing data", async () => {
        const folder = join(pending, randomUUID());
        await mkdir(folder, { recursive: true });
        try {
          const entries: JournalEntry[] = [];
          for (const [i, { store, key, bytes, path }] of encoded.entries()) {
            if (bytes !== null) await makeRoom(path);
            const staged = bytes === null ? null : String(i);
            if (bytes !== null) await writeWhole(join(folder, String(i)), bytes, durable);
            entries.push({ store, key, staged });
          }
          const draft = join(folder, "journal.draft");
          await writeWhole(draft, new TextEncoder().encode(JSON.stringify(entries)), durable);
          await rename(draft, join(folder, "journal.json"));
        } catch (cause) {
          await rm(folder, { recursive: true, force: true });
          throw cause;
        }
        await apply(root, folder);
      });
    },
  };
}

/** Whatever could keep a staged file from its place must fail before the write is decided. */
async function makeRoom(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory()) {
    throw storageError("storage.failed", { what: "Storing data", reason: `${path} is a folder` });
  }
}

/** Finish the writes that were decided, forget those that were not. Only under the write lock. */
async function recover(root: string, pending: string): Promise<void> {
  for (const name of await listIfThere(pending)) {
    const folder = join(pending, name);
    if ((await readIfThere(join(folder, "journal.json"))) === null) await rm(folder, { recursive: true });
    else await apply(root, folder);
  }
}

/** Move a decided write's files to their places. May be repeated from any point. */
async function apply(root: string, folder: string): Promise<void> {
  for (const { store, key, staged } of await readJournal(folder)) {
    const path = keyPath(root, store, key);
    if (staged === null) {
      await rm(path, { force: true });
      continue;
    }
    await rename(join(folder, staged), path).catch((error: unknown) => {
      // Moved already, before the process that began this was killed.
      if (!isCode(error, "ENOENT")) throw error;
    });
  }
  // The journal goes last: without it, the staged files would be forgotten.
  await rm(join(folder, "journal.json"));
  await rm(folder, { recursive: true, force: true });
}

async function readJournal(folder: string): Promise<JournalEntry[]> {
  const bytes = await readIfThere(join(folder, "journal.json"));
  return bytes === null ? [] : (JSON.parse(bytes.toString("utf8")) as JournalEntry[]);
}

/** Changes that were decided and may not be in their places yet, for readers while another process writes. */
async function committed(pending: string): Promise<(JournalEntry & { readonly folder: string })[]> {
  const entries: (JournalEntry & { readonly folder: string })[] = [];
  for (const name of await listIfThere(pending)) {
    const folder = join(pending, name);
    for (const entry of await readJournal(folder)) entries.push({ ...entry, folder });
  }
  return entries;
}

/** Bytes of a key, looked up in a decided write first, then in its place; null when absent. */
async function readWhole(
  root: string,
  pending: string,
  store: StoreName,
  key: string,
): Promise<Buffer | null> {
  const path = keyPath(root, store, key);
  for (const entry of await committed(pending)) {
    if (entry.store !== store || entry.key !== key) continue;
    if (entry.staged === null) return null;
    const staged = await readIfThere(join(entry.folder, entry.staged));
    if (staged !== null) return staged;
  }
  return readIfThere(path);
}

async function storedKeys(root: string, store: StoreName): Promise<string[]> {
  const folder = storeFolder(root, store);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isCode(error, "ENOENT")) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => pathKey(store, relative(folder, join(entry.parentPath, entry.name))))
    .filter((key) => key !== null);
}

function lastOfEachKey(changes: readonly StoreChange[]): StoreChange[] {
  return [...new Map(changes.map((change) => [`${change.store}/${change.key}`, change])).values()];
}

function encodeValue(store: StoreName, value: unknown): Uint8Array {
  if (store === "artifacts") {
    if (value instanceof Uint8Array) return value.slice();
    throw storageError("storage.failed", { what: "Storing an artifact", reason: "it is not bytes" });
  }
  try {
    return serialize(value);
  } catch (cause) {
    throw asStorageError(cause, "Storing a value");
  }
}

function decodeValue(store: StoreName, bytes: Buffer): unknown {
  // An array of its own: a Buffer is a Uint8Array that behaves differently.
  if (store === "artifacts") return new Uint8Array(bytes);
  return deserialize(bytes) as unknown;
}

async function writeWhole(path: string, bytes: Uint8Array, durable: boolean): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    if (durable) await file.sync();
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return null;
    throw error;
  }
}

async function listIfThere(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isCode(error, "ENOENT")) return [];
    throw error;
  }
}

function asStorageError(cause: unknown, what: string): AppError {
  if (cause instanceof AppError) return cause;
  if (isCode(cause, "ENOSPC") || isCode(cause, "EDQUOT")) {
    return storageError("storage.full", { neededBytes: null, usedBytes: null, quotaBytes: null }, { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return storageError("storage.failed", { what, reason }, { cause });
}
