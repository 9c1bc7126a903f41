import { paddedDimension } from "./codes.ts";
import { hnswKernel, type HnswKernel } from "./hnsw-kernel.ts";
import { scanKernel, type ScanKernel } from "./kernel.ts";
import { SEGMENT_ROWS, SEGMENT_SHIFT, SegmentedMemory } from "./segmented-memory.ts";

/** Parts of a row in memory, as the kernel describes them. */
const ROWS = 0;
const LINKS = 1;
const UPPER = 2;
const LEVEL = 3;
const VISIT = 4;
const HEAP_HEADER = 8;

/** Found rows, best first. */
export interface FoundRows {
  readonly positions: Int32Array;
  /** Higher is better: inner product, or minus the squared distance. */
  readonly scores: Float32Array;
}

/** Rows and the graph that links them, by position. Rows are checked already. */
export class HnswGraph {
  readonly #dimension: number;
  readonly #padded: number;
  readonly #m: number;
  readonly #squared: number;
  readonly #store: SegmentedMemory;
  readonly #scan: ScanKernel;
  readonly #kernel: HnswKernel;
  #length = 0;
  /** Position that searches start from; -1 without rows. */
  #entry = -1;
  #topLevel = -1;

  constructor(dimension: number, m: number, squared: boolean, maxBytes: number) {
    this.#dimension = dimension;
    this.#padded = paddedDimension(dimension);
    this.#m = m;
    this.#squared = Number(squared);
    this.#store = new SegmentedMemory([4 * this.#padded, 8 * m, 4, 4, 4], maxBytes);
    this.#scan = scanKernel(this.#store.memory);
    this.#kernel = hnswKernel(this.#store.memory);
    this.#kernel.setShape(4 * this.#padded, SEGMENT_SHIFT, m, this.#squared);
  }

  get entry(): number {
    return this.#entry;
  }
  get topLevel(): number {
    return this.#topLevel;
  }
  get heldBytes(): number {
    return this.#store.heldBytes;
  }

  /**
   * Make room for rows with these levels, so that putting them in cannot fail.
   *
   * @returns address of the links on upper levels
   * @throws `vectors.memory`
   */
  #reserve(levels: Int32Array, ef: number): number {
    this.#work(ef);
    this.#store.reserve(this.#length + levels.length);
    const upperBytes = levels.reduce((sum, level) => sum + level * this.#m * 4, 0);
    const upper = upperBytes === 0 ? 0 : this.#store.allocate(upperBytes);
    this.#store.int32.fill(-1, upper / 4, (upper + upperBytes) / 4);
    const [rows, links, uppers, level, visit] = [ROWS, LINKS, UPPER, LEVEL, VISIT].map((part) =>
      this.#store.table(part),
    );
    this.#kernel.setTables(rows!, links!, uppers!, level!, visit!);
    return upper;
  }

  #place(row: Float32Array, level: number, upper: number): number {
    const store = this.#store;
    const position = this.#length++;
    store.float32.set(row, store.rowAddress(ROWS, position) / 4);
    store.int32.fill(
      -1,
      store.rowAddress(LINKS, position) / 4,
      store.rowAddress(LINKS, position) / 4 + 2 * this.#m,
    );
    store.int32[store.rowAddress(UPPER, position) / 4] = level === 0 ? 0 : upper;
    store.int32[store.rowAddress(LEVEL, position) / 4] = level;
    return position;
  }

  /**
   * Put rows at the end and link them one after the other.
   *
   * @param rows shape [n, dimension]
   * @param levels highest level of each, shape [n]
   * @param ef width of the searches that link them
   * @throws `vectors.memory`; nothing has changed then
   */
  append(rows: Float32Array, levels: Int32Array, ef: number): void {
    let upper = this.#reserve(levels, ef);
    levels.forEach((level, i) => {
      const position = this.#place(this.#rowOf(rows, i), level, upper);
      upper += level * this.#m * 4;
      if (this.#entry >= 0) this.#kernel.link(position, this.#entry, this.#topLevel, ef);
      if (level > this.#topLevel) {
        this.#entry = position;
        this.#topLevel = level;
      }
    });
  }

  /**
   * Fill an empty graph with rows whose links are known.
   *
   * @param links of each row: those of level 0 (2 m, -1 behind), of level 1 (m), …, one row after the other
   */
  appendLinked(
    rows: Float32Array,
    levels: Int32Array,
    links: Int32Array,
    entry: number,
    topLevel: number,
  ): void {
    let upper = this.#reserve(levels, 1);
    let from = 0;
    levels.forEach((level, i) => {
      const position = this.#place(this.#rowOf(rows, i), level, upper);
      upper += level * this.#m * 4;
      for (let at = 0; at <= level; at++) {
        const room = at === 0 ? 2 * this.#m : this.#m;
        this.#store.int32.set(links.subarray(from, from + room), this.#linksAddress(position, at) / 4);
        from += room;
      }
    });
    this.#entry = entry;
    this.#topLevel = topLevel;
  }

  /** Give a row a new vector and new links. */
  replace(position: number, row: Float32Array, ef: number): void {
    this.#work(ef);
    this.#store.float32.set(row, this.#store.rowAddress(ROWS, position) / 4);
    if (this.#length > 1) this.#kernel.link(position, this.#entry, this.#topLevel, ef);
  }

  row(position: number): Float32Array {
    const at = this.#store.rowAddress(ROWS, position) / 4;
    return this.#store.float32.slice(at, at + this.#dimension);
  }

  level(position: number): number {
    return this.#store.int32[this.#store.rowAddress(LEVEL, position) / 4]!;
  }

  /** Links on a level, -1 behind the last; shape [2 m] on level 0, else [m]. */
  links(position: number, level: number): Int32Array {
    const at = this.#linksAddress(position, level) / 4;
    return this.#store.int32.slice(at, at + (level === 0 ? 2 : 1) * this.#m);
  }

  #linksAddress(position: number, level: number): number {
    if (level === 0) return this.#store.rowAddress(LINKS, position);
    const upper = this.#store.int32[this.#store.rowAddress(UPPER, position) / 4]! >>> 0;
    return upper + (level - 1) * this.#m * 4;
  }

  /** About the `ef` best rows, by the graph. */
  search(query: Float32Array, ef: number): FoundRows {
    const list = this.#store.scratch(this.#workBytes(ef));
    const count = this.#kernel.search(this.#work(ef, query), this.#entry, this.#topLevel, ef);
    return this.#read(list, count);
  }

  /**
   * The k best rows, by looking at all of them.
   *
   * @param masks of each segment: null, or a bit a row, 1 where it may be found
   */
  scan(query: Float32Array, k: number, masks: readonly (Uint8Array | null)[]): FoundRows {
    const store = this.#store;
    const rowBytes = 4 * this.#padded;
    const at = store.scratch(rowBytes + SEGMENT_ROWS / 8 + HEAP_HEADER + 8 * k);
    const mask = at + rowBytes;
    const heap = mask + SEGMENT_ROWS / 8;
    this.#writeQuery(at, query);
    this.#scan.clearHeap(heap, k);
    masks.forEach((bits, segment) => {
      if (bits !== null) store.bytes.set(bits, mask);
      const first = segment * SEGMENT_ROWS;
      this.#scan.scanFloat(
        this.#squared,
        store.segmentAddress(ROWS, segment),
        rowBytes,
        Math.min(SEGMENT_ROWS, this.#length - first),
        first,
        bits === null ? 0 : mask,
        at,
        1,
        heap,
        0,
      );
    });
    this.#scan.sortHeap(heap);
    return this.#read(heap + HEAP_HEADER, store.int32[heap / 4]!);
  }

  /** Pairs (score f32, position with or without its top bit). */
  #read(list: number, count: number): FoundRows {
    const { int32, float32 } = this.#store;
    const at = (i: number): number => list / 4 + 2 * i;
    return {
      positions: Int32Array.from({ length: count }, (_, i) => int32[at(i) + 1]! & 0x7fffffff),
      scores: Float32Array.from({ length: count }, (_, i) => float32[at(i)]!),
    };
  }

  #workBytes(ef: number): number {
    return Math.ceil(this.#kernel.workBytes(this.#m, ef) / 64) * 64 + 4 * this.#padded;
  }

  /** Work space for searches of width ef, the list of found rows first and the query last. Returns its address. */
  #work(ef: number, query?: Float32Array): number {
    const bytes = this.#workBytes(ef);
    const address = this.#store.scratch(bytes);
    this.#kernel.setWork(address, ef);
    const row = address + bytes - 4 * this.#padded;
    if (query !== undefined) this.#writeQuery(row, query);
    return row;
  }

  #writeQuery(address: number, query: Float32Array): void {
    const at = address / 4;
    this.#store.float32.fill(0, at, at + this.#padded).set(query, at);
  }

  #rowOf(rows: Float32Array, i: number): Float32Array {
    return rows.subarray(i * this.#dimension, (i + 1) * this.#dimension);
  }
}
