import type { CodeRows } from "./code-rows.ts";
import { paddedDimension, preparedQueryBytes, writePreparedQuery } from "./codes.ts";
import { scanKernel, type ScanKernel } from "./kernel.ts";
import { SEGMENT_ROWS, SegmentedMemory } from "./segmented-memory.ts";

const CODES = 0;
const SCALES = 1;
const OFFSETS = 2;
const HEAP_HEADER = 8;
/** In the kernel's layout even codes lie plus 128: of the four in a word the first and the third. */
const EVEN_SIGNS = 0x00800080;

/**
 * A copy of `CodeRows` in WebAssembly memory, where the kernel looks at every row: some 3 ms for 82,000 rows of 384.
 * The rows stay what they are; more of them need a new scan.
 */
export class CodeScan {
  readonly #rows: CodeRows;
  readonly #padded: number;
  readonly #store: SegmentedMemory;
  readonly #kernel: ScanKernel;

  /** @throws `vectors.memory` */
  constructor(rows: CodeRows) {
    this.#rows = rows;
    this.#padded = paddedDimension(rows.dimension);
    this.#store = new SegmentedMemory([this.#padded, 4, 4], Infinity);
    this.#kernel = scanKernel(this.#store.memory);
    this.#copy();
  }

  /** Memory held, in bytes. */
  get heldBytes(): number {
    return this.#store.heldBytes;
  }

  /**
   * The rows with the largest inner products with a vector, by its own codes: a choice of candidates, in no order of
   * use to anyone else. Rows without a vector are never among them.
   *
   * @param allowed 1 for each row that may be found; null: all. Shape [rows]
   * @returns at most k rows
   */
  nearest(vector: Float32Array, k: number, allowed: Uint8Array | null): Int32Array {
    const store = this.#store;
    const count = this.#rows.scales.length;
    const most = Math.min(k, count);
    if (most === 0) return new Int32Array(0);
    const maskBytes = SEGMENT_ROWS / 8;
    const query = store.scratch(preparedQueryBytes(this.#padded) + maskBytes + HEAP_HEADER + 8 * most);
    const mask = query + preparedQueryBytes(this.#padded);
    const heap = mask + maskBytes;
    writePreparedQuery(vector, 1, this.#padded, store, query);
    this.#kernel.clearHeap(heap, most);
    for (let first = 0, segment = 0; first < count; first += SEGMENT_ROWS, segment++) {
      const rows = Math.min(SEGMENT_ROWS, count - first);
      this.#writeMask(mask, first, rows, allowed);
      this.#kernel.scanInt8(
        store.segmentAddress(CODES, segment),
        this.#padded,
        store.segmentAddress(SCALES, segment),
        store.segmentAddress(OFFSETS, segment),
        rows,
        first,
        mask,
        query,
        1,
        heap,
        HEAP_HEADER + 8 * most,
      );
    }
    this.#kernel.sortHeap(heap);
    const found = store.int32[heap / 4]!;
    return Int32Array.from({ length: found }, (_, i) => store.int32[(heap + HEAP_HEADER) / 4 + 2 * i + 1]!);
  }

  #writeMask(mask: number, first: number, rows: number, allowed: Uint8Array | null): void {
    const { bytes } = this.#store;
    const { scales } = this.#rows;
    bytes.fill(0, mask, mask + SEGMENT_ROWS / 8);
    for (let i = 0; i < rows; i++) {
      if (scales[first + i] === 0 || (allowed !== null && allowed[first + i] !== 1)) continue;
      bytes[mask + (i >> 3)]! |= 1 << (i & 7);
    }
  }

  /** Codes of four rows lie together, a group of sixteen of each after the other: see `codeAddress`. */
  #copy(): void {
    const { scales } = this.#rows;
    const store = this.#store;
    store.reserve(scales.length);
    const words = paddedWords(this.#rows, this.#padded);
    const rowWords = this.#padded / 4;
    for (let first = 0, segment = 0; first < scales.length; first += SEGMENT_ROWS, segment++) {
      const rows = Math.min(SEGMENT_ROWS, scales.length - first);
      const { int32, float32 } = store;
      const codes = store.segmentAddress(CODES, segment) / 4;
      for (let row = 0; row < rows; row++) {
        let from = (first + row) * rowWords;
        let to = codes + (row & ~3) * rowWords + ((row & 3) << 2);
        for (const end = from + rowWords; from < end; from += 4, to += 16) {
          int32[to] = words[from]! ^ EVEN_SIGNS;
          int32[to + 1] = words[from + 1]! ^ EVEN_SIGNS;
          int32[to + 2] = words[from + 2]! ^ EVEN_SIGNS;
          int32[to + 3] = words[from + 3]! ^ EVEN_SIGNS;
        }
      }
      float32.set(scales.subarray(first, first + rows), store.segmentAddress(SCALES, segment) / 4);
    }
  }
}

/** Codes four to a word, rows padded with zeros. */
function paddedWords({ dimension, codes, scales }: CodeRows, padded: number): Int32Array {
  if (padded === dimension && codes.byteOffset % 4 === 0) {
    return new Int32Array(codes.buffer, codes.byteOffset, codes.length / 4);
  }
  const all = new Int8Array(scales.length * padded);
  for (let row = 0; row < scales.length; row++) {
    all.set(codes.subarray(row * dimension, (row + 1) * dimension), row * padded);
  }
  return new Int32Array(all.buffer);
}
