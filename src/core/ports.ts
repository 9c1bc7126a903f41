import type { ProgressSink } from "./progress.ts";

/** Wall clock and stop watch. Layers never read the time any other way. */
export interface Clock {
  /** Now, as an ISO 8601 instant in UTC. */
  isoNow(): string;
  /** Milliseconds from an arbitrary start; only differences mean something. */
  monotonicMs(): number;
}

/** Unpredictable bytes for keys, nonces and privacy noise. Never seeded. */
export interface SecureRandom {
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** Bytes that can be read as a stream, from the start, more than once: a dropped file, a path on disk. */
export interface ByteSource {
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** The bytes from `start` (inclusive) to `end` (exclusive, default: the end). */
  slice(start: number, end?: number): Promise<Uint8Array<ArrayBuffer>>;
  chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** The named stores of the database, and what they hold. Keys are paths with `/`. */
export const STORE_NAMES = [
  "datasets", // <datasetId> -> DatasetRecord
  "sales", // <datasetId>/items, /stores, /customers, /demand, /lines/<importId>
  "catalogue", // <datasetId> -> TitleRecord[]
  "stock", // <datasetId> -> StockRecord[]
  "rejects", // <importId>/<part> -> RejectedRow[]
  "shop", // <datasetId>/settings, /orders: what people decided
  "checkpoints", // <jobId>/<part>: work in progress, safe to lose
  "artifacts", // the artifact tree, path -> bytes
] as const;
export type StoreName = (typeof STORE_NAMES)[number];

/** One change of a write. `value` must survive a structured clone; leave it out to remove the key. */
export interface StoreChange {
  readonly store: StoreName;
  readonly key: string;
  readonly value?: unknown;
}

/**
 * A transactional key-value store: IndexedDB in the browser, files in Node, a Map in tests.
 *
 * Every implementation passes `test/contract/database.contract.ts`.
 */
export interface Database {
  /** The value, or undefined when the key is absent. The caller owns what it gets. */
  read(store: StoreName, key: string): Promise<unknown>;
  /** Keys that start with `prefix`, sorted by code unit. */
  keys(store: StoreName, prefix: string): Promise<string[]>;
  /**
   * Apply all changes or none; a reader never sees a part of them.
   * @throws `storage.full` when there is no room, `storage.failed` otherwise; nothing is written then
   */
  write(changes: readonly StoreChange[]): Promise<void>;
}

/** Mutual exclusion by name, across workers and tabs. */
export interface Locks {
  /**
   * Run `work` while holding the lock.
   * @throws `storage.busy` when another holder has it and `wait` is false
   */
  hold<T>(name: string, options: { readonly wait: boolean }, work: () => Promise<T>): Promise<T>;
}

/** Runs pure jobs side by side. Results come back in the order of the jobs, whatever thread ran them. */
export interface Threads {
  /** How many jobs run at once; at least 1. */
  readonly count: number;
  /**
   * Run the named pool task over each payload. Payload and result must survive a structured clone.
   * `onResult` is called as each finishes, in any order, before the promise settles.
   */
  map<TPayload, TResult>(
    task: string,
    payloads: readonly TPayload[],
    onResult: (index: number, result: TResult) => Promise<void> | void,
    signal: AbortSignal | undefined,
  ): Promise<void>;
}

/** Pool tasks by name. A task is pure: it sees its payload and nothing else, so any thread gives the same result. */
export type PoolTasks = Readonly<Record<string, (payload: never) => unknown>>;

/** What every workflow may use besides its arguments. */
export interface WorkflowContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly threads: Threads;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal | undefined;
}
