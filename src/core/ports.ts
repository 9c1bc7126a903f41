import type { NetHost } from "./net-device.ts";
import type { ProgressSink } from "./progress.ts";

/** Wall clock and stop watch. Layers never read the time any other way. */
export interface Clock {
  /** Now, as an ISO 8601 instant in UTC. */
  isoNow(): string;
  /** Milliseconds from an arbitrary start; only differences mean something. */
  monotonicMs(): number;
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

/** How a table's text is to be read; what `inspect` found, or what a person chose instead. */
export interface TableLayout {
  /** Text encoding as the Encoding Standard names it; ignored for XLSX and Parquet. */
  readonly encoding: string;
  /** Cell delimiter of a text file; ignored for XLSX and Parquet. */
  readonly delimiter: string;
  /** Decimal sign with which numbers that the file holds as numbers (XLSX, Parquet) are written into cells. */
  readonly decimal: "." | ",";
}

/** Some rows in file order, as text. Rows whose cells are all blank are left out. */
export interface TableBatch {
  readonly rows: readonly (readonly string[])[];
  /** Where each row starts: physical line of a text file, row number of a sheet; from 1. */
  readonly lines: readonly number[];
  /** Bytes of the source read so far, for progress. */
  readonly bytesRead: number;
}

/** What a table looks like, from its beginning and from samples further in. */
export interface TableSample {
  readonly format: "csv" | "xlsx" | "parquet" | "onix";
  readonly gzip: boolean;
  readonly encoding: string;
  readonly delimiter: string;
  /** Whether the format itself holds column names: Parquet and ONIX, whose first row they are. */
  readonly namedColumns: boolean;
  /** The first rows, at most 1,000. */
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  /** Rows from further in the file, whole but without line numbers. */
  readonly laterRows: readonly (readonly string[])[];
  /** What is unsure, as sentences. */
  readonly doubts: readonly string[];
}

/**
 * Reads tables of every file kind the product takes (CSV, TSV, gzip of either, XLSX, Parquet, ONIX) as rows of text.
 *
 * Numbers come as JavaScript writes them (with the layout's decimal sign), dates and times as ISO 8601 without a
 * zone ("2010-12-01 08:26:00"), missing values as "". What the cells mean is the domain's to say.
 */
export interface TableReader {
  /** @throws `file.*` when the file is of another kind, damaged or empty */
  inspect(source: ByteSource, chosen?: Partial<TableLayout>): Promise<TableSample>;
  /**
   * All rows, streamed. A Parquet file's column names come as its first row, line 0.
   * @throws `file.*` as `inspect`, and where the file breaks off in the middle
   */
  rows(source: ByteSource, layout: TableLayout): AsyncIterable<TableBatch>;
}

/** What a document holds, read: see `domain/document.ts` for what a section is. */
export interface ReadDocument {
  readonly format: "text" | "markdown" | "html" | "epub" | "pdf" | "csv" | "onix";
  /** Its own, or the file's name without its ending where it has none. */
  readonly title: string;
  readonly authors: readonly string[];
  /** As `TitleRecord.language`; null where it does not say. */
  readonly language: string | null;
  /**
   * In reading order, none empty, each at most 100,000 characters. A single line end inside a paragraph is one of the
   * document: a verse, a line of code, a row of a table.
   */
  readonly sections: readonly {
    readonly headings: readonly string[];
    readonly text: string;
    readonly page: number | null;
  }[];
  /** What was left out or is unsure, as sentences. */
  readonly doubts: readonly string[];
}

/** One row of a table of texts. */
export interface DocumentRow {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface DocumentOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes read so far, between pieces. */
  readonly onBytes?: ((bytesRead: number) => void) | undefined;
}

/**
 * Reads documents as plain text in sections: text, Markdown, HTML, EPUB, PDF, tables and ONIX, told apart by their
 * content. Nothing in a document is run or fetched, whatever it says.
 */
export interface DocumentReader {
  /** The kind of the file. @throws `document.wrong-kind` when it is none that can be read, `document.empty` */
  inspect(source: ByteSource): Promise<ReadDocument["format"]>;
  /** Whether it may be read as one document, told by its size and its first bytes. @throws `document.*` */
  check(source: ByteSource): Promise<void>;
  /** @throws `document.*`, `file.*` for tables, `core.aborted` */
  read(source: ByteSource, options?: DocumentOptions): Promise<ReadDocument>;
  /**
   * A table of texts, each row one: CSV, TSV, XLSX, Parquet.
   *
   * @param columns header names; one that is left out is guessed: the text by its name, else the column with the
   * longest cells, the id by its name, else the number of the row from 1; the title may be absent
   * @throws `document.no-column`, `document.row-ids`, `file.*`, `core.aborted`
   */
  rows(
    source: ByteSource,
    columns?: {
      readonly id?: string | undefined;
      readonly title?: string | undefined;
      readonly text?: string | undefined;
    },
    options?: DocumentOptions,
  ): AsyncIterable<readonly DocumentRow[]>;
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
  "documents", // <datasetId>/list/<documentId> -> DocumentRecord, /text/<documentId> -> SourceText, /feedback/<id>
  "index", // <datasetId>/...: passages, postings and vectors of the question index; can be made anew
  "models", // <modelId>/...: embedding models that a person added
  "tables", // <tableId>/record -> KeptTable, /blocks/<n>: files of tables to learn from
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

/** Unpredictable random bytes: for keys, nonces and privacy noise. Never seeded, never replayed. */
export interface SecureRandom {
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** An AES-256 key that the host holds: it seals and opens, and its bytes cannot be asked for. */
export interface SecretKey {
  readonly type: string;
  readonly extractable: boolean;
}

/** Keys, and what is done with them. Web Crypto everywhere. */
export interface Secrets {
  readonly random: SecureRandom;
  newKey(): Promise<SecretKey>;
  /** PBKDF2 with HMAC-SHA-256. The passphrase is normalised (NFKC), so that every keyboard gives the same key. */
  keyFromPassphrase(
    passphrase: string,
    salt: Uint8Array<ArrayBuffer>,
    iterations: number,
  ): Promise<SecretKey>;
  /** HKDF with SHA-256, of bytes that are already hard to guess. */
  keyFromBytes(bytes: Uint8Array<ArrayBuffer>, salt: Uint8Array<ArrayBuffer>): Promise<SecretKey>;
  /**
   * AES-256-GCM under a fresh random nonce.
   *
   * @param bound what the result is good for; opening it needs the same bytes again
   * @returns nonce (12 bytes), ciphertext, tag (16 bytes)
   */
  seal(
    key: SecretKey,
    plain: Uint8Array<ArrayBuffer>,
    bound: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** What was sealed; null where the key, the bound bytes or one bit of `sealed` is another. */
  open(
    key: SecretKey,
    sealed: Uint8Array<ArrayBuffer>,
    bound: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | null>;
}

/**
 * A place apart from the database for what is a person's own: sealed bytes and the device's keys, by name. Nothing of
 * it is announced, exported or cached. Every implementation passes `test/contract/vault.contract.ts`.
 */
export interface Vault {
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** @throws `storage.full`, `storage.failed`; the bytes before stay then */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  key(name: string): Promise<SecretKey | undefined>;
  /** Keep a key and sealed bytes in one step: both are there afterwards, or neither. undefined removes. */
  writeBoth(
    name: string,
    key: SecretKey | undefined,
    bytes: Uint8Array<ArrayBuffer> | undefined,
  ): Promise<void>;
  /** Destroy everything, keys first. */
  destroy(): Promise<void>;
}

/** What an embedding model is, from its own configuration. */
export interface EmbedderInfo {
  readonly modelId: string;
  readonly dimension: number;
  /** Tokens of a text that count; what is longer is cut. */
  readonly maxTokens: number;
  /** Of the weights, lower-case hexadecimal: vectors of other weights are never mixed with these. */
  readonly sha256: string;
  /** Languages that it was trained for, as ISO 639-1 codes. */
  readonly languages: readonly string[];
  /** Where it computes. */
  readonly backend: "wasm" | "webgpu" | "native";
  /** Why there, as a sentence to show. */
  readonly reason: string;
}

/** Vectors of texts, of unit length, and of their tokens in context where asked for. See `models/rag/task.ts`. */
export interface EmbeddedTexts {
  readonly dimension: number;
  /** Shape [texts, dimension]. */
  readonly vectors: Float32Array;
  /** Shape [texts + 1]. */
  readonly tokenStart: Uint32Array;
  /** UTF-16 units in the text, [start, end) by pairs. Shape [tokens, 2]. */
  readonly tokenSpans: Uint32Array;
  /** Shape [tokens, dimension]. */
  readonly tokens: Float32Array;
}

/** A sentence embedder: transformers.js in a worker and in Node. */
export interface TextEmbedder {
  readonly info: EmbedderInfo;
  /**
   * Results come in the order of the texts, however they were batched.
   *
   * @param onBatch called after each batch with the number of texts done
   * @param beforeBatch waited for before each batch: for what goes first
   * @param tokens whether the vectors of tokens are wanted; default true. Without them `tokenStart` is all zeros
   * @throws `core.aborted`; `embedding.*`
   */
  embed(
    texts: readonly string[],
    options?: {
      readonly signal?: AbortSignal | undefined;
      readonly onBatch?: ((done: number) => void) | undefined;
      readonly beforeBatch?: (() => Promise<void>) | undefined;
      readonly tokens?: boolean | undefined;
    },
  ): Promise<EmbeddedTexts>;
  /** Free what it holds. */
  dispose(): Promise<void>;
}

/** Part of a file that a server sends. */
export interface FileResponse {
  /** Where in the file `chunks` start: as asked for, or 0 where the server sends all or the file has changed. */
  readonly start: number;
  /** Bytes of the whole file; null where the server does not say. */
  readonly size: number | null;
  /** What names this state of the file, null where there is nothing. */
  readonly etag: string | null;
  /** @throws where the connection is cut */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Fetches files that a person asked for. */
export interface Downloads {
  /** Scheme, host and port of the app's own server; null where there is none. */
  readonly ownOrigin: string | null;
  /** False where there is surely no network. */
  online(): boolean;
  /**
   * @param start first byte that is wanted
   * @param etag the state of the file that the bytes before belong to
   * @returns null where the server has no such file
   * @throws Error with what server or network said
   */
  open(
    url: string,
    start: number,
    etag: string | null,
    signal: AbortSignal | undefined,
  ): Promise<FileResponse | null>;
}

/** Writes text from a prompt, piece by piece; stop by aborting. What it says must be checked. */
export interface TextGenerator {
  readonly generatorId: string;
  generate(
    prompt: string,
    options: { readonly signal?: AbortSignal | undefined; readonly maxTokens: number },
  ): AsyncIterable<string>;
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

/**
 * Told the values of metrics as a training makes them: the loss of a trial, of a fold, after a round. A step that is
 * told twice has its later value.
 */
export type MetricSink = (name: string, step: number, value: number) => void;

/** What every workflow may use besides its arguments. */
export interface WorkflowContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly threads: Threads;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal | undefined;
  readonly nets?: NetHost | undefined;
  /** What runs the workflow, to be kept with what it trains: "Node 20.20.2, linux x64". */
  readonly environment?: string | undefined;
}
