import * as layout from "../kernels/trees/layout.ts";
import {
  treeKernel,
  treeKernelModule,
  type SharedThreads,
  type TeamInvitation,
  type TreeKernel,
} from "./kernel-team.ts";
import type { LeafTable } from "./leaf-table.ts";
import { treeTrainingError } from "./training-errors.ts";

const PAGE_BYTES = 65536;
const MOST_PAGES = 65536;

/** The sizes that an engine is made for. */
export interface EngineShape {
  /** All rows: training rows first, then validation rows. */
  readonly rows: number;
  readonly trainRows: number;
  readonly features: number;
}

/**
 * The tree kernel, its memory and its threads: what training calls to have the heavy work done.
 *
 * Memory is handed out from the bottom and taken back only as a whole (`mark`, `release`). A view is good until
 * the next `allocate`, for a memory that grows leaves its old buffer behind.
 */
export class TreeEngine {
  readonly rows: number;
  readonly trainRows: number;
  readonly features: number;
  /** Bytes of a row's bins. */
  readonly rowBytes: number;
  readonly threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: TreeKernel;
  readonly #control: number;
  #top = PAGE_BYTES / 64;
  #endings: (() => void)[] = [];

  private constructor(shape: EngineShape, threads: number) {
    this.rows = shape.rows;
    this.trainRows = shape.trainRows;
    this.features = shape.features;
    this.rowBytes = Math.ceil(shape.features / 8) * 8;
    this.threads = threads;
    const shared = threads > 1;
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared });
    this.#kernel = treeKernel(treeKernelModule(shared), this.#memory);
    this.#renewViews();
    this.#control = this.allocate(layout.CONTROL_BYTES);
    this.#kernel.attach(this.#control);
    this.#lay();
  }

  /** Make an engine; with `threads`, one that shares its memory with them. Call `close` when done. */
  static async open(shape: EngineShape, threads?: SharedThreads): Promise<TreeEngine> {
    const engine = new TreeEngine(shape, threads?.count ?? 1);
    for (let thread = 1; thread < engine.threads; thread++) {
      const invitation = {
        module: treeKernelModule(true),
        memory: engine.#memory,
        control: engine.#control,
        thread,
      };
      engine.#endings.push(await threads!.invite(invitation));
    }
    return engine;
  }

  /** Tables whose size the shape gives. */
  #lay(): void {
    const { rows, features, threads, rowBytes } = this;
    this.setWord(layout.ROWS, rows);
    this.setWord(layout.TRAIN_ROWS, this.trainRows);
    this.setWord(layout.FEATURES, features);
    this.setWord(layout.ROW_BYTES, rowBytes);
    this.setWord(layout.THREADS, threads);
    this.place(layout.THREAD_BLOCKS, threads * layout.THREAD_BYTES);
    this.place(layout.BINS_BY_ROW, rows * rowBytes);
    this.place(layout.BINS_BY_COLUMN, rows * features);
    this.place(layout.BIN_COUNTS, features * 4);
    this.place(layout.FEATURE_FLAGS, features);
    this.place(layout.MONOTONE, features);
    this.place(layout.FEATURE_MASK, 2 * features);
    this.place(layout.FEATURE_LIST, features * 4);
    this.place(layout.LEFT_TABLE, layout.BINS);
    for (let t = 0; t < threads; t++) {
      this.setThreadWord(t, layout.THREAD_SCRATCH, this.allocate(4096));
      this.setThreadWord(t, layout.THREAD_TILE, this.allocate(layout.BLOCK_ROWS * rowBytes));
    }
    this.setFloat(layout.GRADIENT_UNIT, 1);
    this.setFloat(layout.HESSIAN_UNIT, 1);
  }

  /** End the other threads. The memory goes when nothing refers to the engine any more. */
  close(): void {
    if (this.threads > 1) {
      this.setWord(layout.JOB, layout.JOB_STOP);
      const words = this.#forkWords();
      Atomics.add(words, layout.EPOCH, 1);
      Atomics.notify(words, layout.EPOCH);
    }
    for (const end of this.#endings) end();
    this.#endings = [];
  }

  // Memory.

  /** Room for that many zeroed bytes, on a 64-byte border. @throws `trees.no-memory` */
  allocate(bytes: number): number {
    const address = this.#top;
    const top = address + Math.ceil(bytes / 64) * 64;
    const missing = Math.ceil((top - this.#memory.buffer.byteLength) / PAGE_BYTES);
    try {
      if (missing > 0) {
        this.#memory.grow(missing);
        this.#renewViews();
      }
    } catch (cause) {
      throw treeTrainingError("trees.no-memory", { mebibytes: Math.ceil(top / 2 ** 20) }, { cause });
    }
    this.#top = top;
    return address;
  }

  /** Allocate, and write the address into a field of the control block. */
  place(field: number, bytes: number): number {
    const address = this.allocate(bytes);
    this.setWord(field, address);
    return address;
  }

  /** Where memory handed out from now on begins; give it to `release`. */
  mark(): number {
    return this.#top;
  }

  /** Take back all that was handed out since the mark, and clear it. */
  release(mark: number): void {
    new Uint8Array(this.#memory.buffer).fill(0, mark, this.#top);
    this.#top = mark;
  }

  /** Bytes of memory in use by the kernel. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer, address, length);
  }
  floats32(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, address, length);
  }
  floats64(address: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#memory.buffer, address, length);
  }
  words(address: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#memory.buffer, address, length);
  }

  // Single values, through views of the whole memory: making a view costs more than a small leaf's search.

  #whole = {
    bytes: new Uint8Array(0),
    words: new Uint32Array(0),
    integers: new Int32Array(0),
    floats: new Float64Array(0),
  };

  #renewViews(): void {
    const { buffer } = this.#memory;
    this.#whole = {
      bytes: new Uint8Array(buffer),
      words: new Uint32Array(buffer),
      integers: new Int32Array(buffer),
      floats: new Float64Array(buffer),
    };
  }

  word(field: number): number {
    return this.#whole.words[(this.#control >> 2) + field]!;
  }
  setWord(field: number, value: number): void {
    this.#whole.words[(this.#control >> 2) + field] = value;
  }
  float(offset: number): number {
    return this.#whole.floats[(this.#control + offset) >> 3]!;
  }
  setFloat(offset: number, value: number): void {
    this.#whole.floats[(this.#control + offset) >> 3] = value;
  }
  setThreadWord(thread: number, offset: number, value: number): void {
    this.#whole.words[(this.#thread(thread) + offset) >> 2] = value;
  }
  threadWord(thread: number, offset: number): number {
    return this.#whole.words[(this.#thread(thread) + offset) >> 2]!;
  }
  threadFloat(thread: number, offset: number): number {
    return this.#whole.floats[(this.#thread(thread) + offset) >> 3]!;
  }
  /** A 64-bit integer below 2^53 in size. */
  threadInteger(thread: number, offset: number): number {
    const at = (this.#thread(thread) + offset) >> 2;
    return this.#whole.integers[at + 1]! * 2 ** 32 + this.#whole.words[at]!;
  }
  #thread(thread: number): number {
    return this.word(layout.THREAD_BLOCKS) + thread * layout.THREAD_BYTES;
  }

  /** A numerical feature's missing bin, -1 when it has none. */
  missingBin(feature: number): number {
    const flags = this.#whole.bytes[this.word(layout.FEATURE_FLAGS) + feature]!;
    if ((flags & layout.FEATURE_MISSING) === 0) return -1;
    return this.#whole.words[(this.word(layout.BIN_COUNTS) >>> 2) + feature]! - 1;
  }

  /** Mark in a table u8 [256] the bins that a split sends left. */
  writeLeftTable(table: number, feature: number, bin: number, flags: number, bits: Uint8Array | null): void {
    const { bytes } = this.#whole;
    if (bits !== null) {
      for (let b = 0; b < layout.BINS; b++) bytes[table + b] = (bits[b >> 3]! >> (b & 7)) & 1;
      return;
    }
    bytes.fill(1, table, table + bin + 1).fill(0, table + bin + 1, table + layout.BINS);
    const missing = this.missingBin(feature);
    if (missing >= 0) bytes[table + missing] = flags & layout.BEST_MISSING_LEFT;
  }

  /** Name the features of the next direct search, in the order to visit them. */
  writeFeatureList(features: ArrayLike<number>): void {
    const at = this.word(layout.FEATURE_LIST) >>> 2;
    for (let i = 0; i < features.length; i++) this.#whole.words[at + i] = features[i]!;
  }

  // Jobs.

  /** Do a job on this thread alone. */
  alone(job: number, ...values: readonly number[]): void {
    for (let i = 0; i < values.length; i++) this.setWord(layout.ARGUMENT_0 + i, values[i]!);
    this.setWord(layout.JOB, job);
    this.#kernel.run(0);
  }

  /** Do a job on all threads; returns when all are done. */
  fork(job: number, ...values: readonly number[]): void {
    if (this.threads === 1) {
      this.alone(job, ...values);
      return;
    }
    for (let i = 0; i < values.length; i++) this.setWord(layout.ARGUMENT_0 + i, values[i]!);
    this.setWord(layout.JOB, job);
    const words = this.#forkWords();
    Atomics.store(words, layout.DONE, 0);
    Atomics.add(words, layout.EPOCH, 1);
    Atomics.notify(words, layout.EPOCH);
    this.#kernel.run(0);
    const others = this.threads - 1;
    for (let spins = 0; ;) {
      const done = Atomics.load(words, layout.DONE);
      if (done === others) return;
      if (++spins > SPINS) Atomics.wait(words, layout.DONE, done);
    }
  }

  #forkWords(): Int32Array {
    return new Int32Array(this.#memory.buffer, this.#control, 32);
  }

  /** Make room for a row list of every mode, and for the leaves' ranges. */
  placeOrders(mode: number, leaves: number): void {
    const wide = mode !== layout.MODE_NARROW;
    const padded = this.orderLength;
    this.setWord(layout.MODE, mode);
    this.place(layout.ORDER, padded * 8);
    this.place(layout.ORDER_OTHER, padded * 8);
    if (wide) {
      this.place(layout.HESSIAN_ORDER, padded * 4);
      this.place(layout.HESSIAN_ORDER_OTHER, padded * 4);
    }
    this.place(layout.LEAF_RANGES, leaves * this.threads * 8);
    // Bins that occur, the histogram of one feature, and in classes mode two sums a class.
    const classes = mode === layout.MODE_CLASSES ? this.word(layout.CLASSES) : 1;
    this.setThreadWord(0, layout.THREAD_DIRECT, this.allocate(64 + classes * (layout.BINS * 16 + 16)));
    for (let t = 1; t < this.threads; t++) {
      this.setThreadWord(t, layout.THREAD_HISTOGRAM, this.allocate(this.histogramBytes));
    }
  }

  /** Entries of a row list: whole blocks of rows. */
  get orderLength(): number {
    return (Math.ceil(this.rows / layout.BLOCK_ROWS) + 1) * layout.BLOCK_ROWS;
  }

  /** Bytes of a leaf's histogram over all features. */
  get histogramBytes(): number {
    const entry = this.word(layout.MODE) === layout.MODE_NARROW ? 8 : 16;
    return this.rowBytes * layout.BINS * entry;
  }

  /** Integer sums over the threads of what `JOB_FILL` listed. */
  filledSums(): { readonly gradient: number; readonly hessian: number; readonly rows: number } {
    let gradient = 0;
    let hessian = 0;
    let rows = 0;
    for (let t = 0; t < this.threads; t++) {
      gradient += this.threadInteger(t, layout.THREAD_GRADIENT);
      hessian += this.threadInteger(t, layout.THREAD_HESSIAN);
      rows += this.threadWord(t, layout.THREAD_ROWS);
    }
    return { gradient, hessian, rows };
  }

  /**
   * Search the best split of one leaf or two by histograms, into the table.
   *
   * @param first a leaf whose histogram is the threads' parts
   * @param second its sibling, whose histogram is their parent's and becomes its own; -1 for none
   */
  search(table: LeafTable, first: number, second: number): void {
    this.#writeLeaf(table, first, 0);
    if (second >= 0) this.#writeLeaf(table, second, 1);
    this.fork(layout.JOB_SCAN, second >= 0 ? 2 : 1);
    this.#readBest(table, first, layout.THREAD_BEST);
    if (second >= 0) this.#readBest(table, second, layout.THREAD_BEST + layout.BEST_BYTES);
  }

  /**
   * Search the best split of one leaf from its rows, over the `count` listed features in their order, until `limit` of
   * them were not constant in the leaf. Only this thread.
   */
  searchDirect(table: LeafTable, leaf: number, count: number, limit: number): void {
    this.#writeLeaf(table, leaf, 0);
    const features = this.word(layout.FEATURE_LIST);
    this.alone(layout.JOB_DIRECT, leaf, table.list[leaf]!, features, count, limit);
    this.#readBestOf(0, table, leaf, layout.THREAD_BEST);
  }

  #writeLeaf(table: LeafTable, leaf: number, k: number): void {
    const { floats, words } = this.#whole;
    const at = this.#control + layout.LEAF_RECORDS + k * layout.LEAF_RECORD_BYTES;
    floats[(at + layout.LEAF_GRADIENT) >> 3] = table.gradient[leaf]!;
    floats[(at + layout.LEAF_HESSIAN) >> 3] = table.hessian[leaf]!;
    floats[(at + layout.LEAF_LOWEST) >> 3] = table.lowest[leaf]!;
    floats[(at + layout.LEAF_HIGHEST) >> 3] = table.highest[leaf]!;
    words[(at + layout.LEAF_ROWS) >> 2] = table.rows[leaf]!;
    words[(at + layout.LEAF_HISTOGRAM) >> 2] = table.histogram[leaf]!;
    words[(at + layout.LEAF_ID) >> 2] = leaf;
  }

  /** The best over the threads. They hold ascending features, and the first of equal gains wins. */
  #readBest(table: LeafTable, leaf: number, offset: number): void {
    let thread = 0;
    for (let t = 1; t < this.threads; t++) {
      const gain = this.threadFloat(t, offset + layout.BEST_GAIN);
      if (gain > this.threadFloat(thread, offset + layout.BEST_GAIN)) thread = t;
    }
    this.#readBestOf(thread, table, leaf, offset);
  }

  #readBestOf(thread: number, table: LeafTable, leaf: number, offset: number): void {
    const { floats, words } = this.#whole;
    const at = this.#thread(thread) + offset;
    const flags = words[(at + layout.BEST_FLAGS) >> 2]!;
    table.splitGain[leaf] = floats[(at + layout.BEST_GAIN) >> 3]!;
    table.splitGradient[leaf] = floats[(at + layout.BEST_GRADIENT) >> 3]!;
    table.splitHessian[leaf] = floats[(at + layout.BEST_HESSIAN) >> 3]!;
    table.splitRows[leaf] = words[(at + layout.BEST_ROWS) >> 2]!;
    table.splitFeature[leaf] = words[(at + layout.BEST_FEATURE) >> 2]!;
    table.splitBin[leaf] = words[(at + layout.BEST_BIN) >> 2]!;
    table.splitNext[leaf] = words[(at + layout.BEST_NEXT) >> 2]!;
    table.splitFlags[leaf] = flags;
    if ((flags & layout.BEST_CATEGORICAL) !== 0) {
      table.splitBits.set(leaf, this.bytes(at + layout.BEST_BITS, 32).slice());
    }
  }
}

/** Looks at a word before sleeping on it. */
const SPINS = 2000;

/** What an invited thread does until the engine is closed: its part of every job. Blocks. */
export function serveTreeTeam({ module, memory, control, thread }: TeamInvitation): void {
  const kernel = treeKernel(module, memory);
  kernel.attach(control);
  const words = new Int32Array(memory.buffer, control, 64);
  for (let epoch = 0; ;) {
    for (let spins = 0; Atomics.load(words, layout.EPOCH) === epoch;) {
      if (++spins > SPINS) Atomics.wait(words, layout.EPOCH, epoch);
    }
    epoch++;
    if (words[layout.JOB] === layout.JOB_STOP) return;
    kernel.run(thread);
    if (Atomics.add(words, layout.DONE, 1) + 1 === words[layout.THREADS]! - 1)
      Atomics.notify(words, layout.DONE);
  }
}
