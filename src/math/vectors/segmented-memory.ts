import { vectorError } from "./errors.ts";

const PAGE = 65536;
/** Memory below belongs to the compiled module itself. */
const FIRST_FREE = PAGE;
const MOST_BYTES = 0xffff_0000;
/** Addresses of segments are kept for so many; doubled as needed. */
const FIRST_TABLE = 64;

/** Rows of a segment, as a shift: 1,024. */
export const SEGMENT_SHIFT = 10;
export const SEGMENT_ROWS = 1 << SEGMENT_SHIFT;

/**
 * Rows in WebAssembly memory that never move: segments of 1,024 rows, each with one block for every part of a row.
 *
 * ```
 * segment 0: part 0 of rows 0..1023 | part 1 of rows 0..1023 | …
 * segment 1: part 0 of rows 1024..2047 | …
 * ```
 *
 * For each part a table of the segments' addresses lies in memory too, for kernels that jump from row to row.
 */
export class SegmentedMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #maxBytes: number;
  readonly #partBytes: readonly number[];
  #end = FIRST_FREE;
  #segments = 0;
  #tableLength = FIRST_TABLE;
  #tables: number[];
  #scratch = { address: 0, bytes: 0 };
  #views: { bytes: Uint8Array; float32: Float32Array; int32: Int32Array; int16: Int16Array } | null = null;

  /**
   * @param partBytes bytes of a row in each part, multiples of 4
   * @param maxBytes memory must stay below; at most 4 GiB
   * @throws `vectors.bad-option`, `vectors.memory`
   */
  constructor(partBytes: readonly number[], maxBytes: number) {
    if (!(maxBytes > 0)) {
      const expected = "a number of bytes above 0";
      throw vectorError("vectors.bad-option", { option: "maxBytes", found: maxBytes, expected });
    }
    this.#maxBytes = Math.min(maxBytes, MOST_BYTES);
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_BYTES / PAGE });
    this.#partBytes = partBytes;
    this.#tables = partBytes.map(() => this.allocate(4 * FIRST_TABLE));
  }

  get memory(): WebAssembly.Memory {
    return this.#memory;
  }
  /** Bytes of memory held. */
  get heldBytes(): number {
    return this.#memory.buffer.byteLength;
  }
  get bytes(): Uint8Array {
    return this.#current().bytes;
  }
  get float32(): Float32Array {
    return this.#current().float32;
  }
  get int32(): Int32Array {
    return this.#current().int32;
  }
  get int16(): Int16Array {
    return this.#current().int16;
  }

  /** Address of zeroed bytes, aligned to 64. They are never given back. @throws `vectors.memory` */
  allocate(bytes: number): number {
    const address = this.#end;
    const end = address + Math.ceil(bytes / 64) * 64;
    this.#require(end);
    this.#end = end;
    return address;
  }

  /** Bytes for the duration of one call; what they held before is lost. @throws `vectors.memory` */
  scratch(bytes: number): number {
    if (bytes > this.#scratch.bytes) {
      const rounded = Math.max(bytes, 2 * this.#scratch.bytes, 4096);
      this.#scratch = { address: this.allocate(rounded), bytes: rounded };
    }
    return this.#scratch.address;
  }

  /** Make room for so many rows in all. @throws `vectors.memory`, and nothing has changed then */
  reserve(rows: number): void {
    const segments = Math.ceil(rows / SEGMENT_ROWS);
    const rowBytes = this.#partBytes.reduce((sum, bytes) => sum + bytes, 0);
    const added = Math.max(0, segments - this.#segments);
    const tables = segments > this.#tableLength ? 8 * this.#partBytes.length * segments : 0;
    if (added > 0) this.#require(this.#end + added * (rowBytes * SEGMENT_ROWS + 64) + tables);
    if (segments > this.#tableLength) this.#growTables(Math.max(segments, 2 * this.#tableLength));
    while (this.#segments < segments) {
      this.#partBytes.forEach((bytes, part) => {
        const address = this.allocate(bytes * SEGMENT_ROWS);
        this.int32[this.#tables[part]! / 4 + this.#segments] = address;
      });
      this.#segments++;
    }
  }

  /** Address of the table (u32) of the segments' addresses of a part. */
  table(part: number): number {
    return this.#tables[part]!;
  }

  segmentAddress(part: number, segment: number): number {
    return this.int32[this.#tables[part]! / 4 + segment]! >>> 0;
  }

  rowAddress(part: number, row: number): number {
    const inSegment = (row & (SEGMENT_ROWS - 1)) * this.#partBytes[part]!;
    return this.segmentAddress(part, row >>> SEGMENT_SHIFT) + inSegment;
  }

  /** Copy a part of a row over another's. */
  copyPart(part: number, from: number, to: number): void {
    const source = this.rowAddress(part, from);
    this.bytes.copyWithin(this.rowAddress(part, to), source, source + this.#partBytes[part]!);
  }

  #growTables(length: number): void {
    this.#tables = this.#tables.map((old) => {
      const address = this.allocate(4 * length);
      this.bytes.copyWithin(address, old, old + 4 * this.#segments);
      return address;
    });
    this.#tableLength = length;
  }

  #require(end: number): void {
    const mib = (bytes: number): number => Math.ceil(bytes / 1048576);
    const refusal = (cause?: unknown): Error =>
      vectorError(
        "vectors.memory",
        { neededMib: mib(end), allowedMib: mib(this.#maxBytes) },
        cause === undefined ? undefined : { cause },
      );
    if (end > this.#maxBytes) throw refusal();
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    try {
      this.#memory.grow(missing);
    } catch (cause) {
      throw refusal(cause);
    }
  }

  #current() {
    const { buffer } = this.#memory;
    if (this.#views === null || this.#views.bytes.buffer !== buffer) {
      this.#views = {
        bytes: new Uint8Array(buffer),
        float32: new Float32Array(buffer),
        int32: new Int32Array(buffer),
        int16: new Int16Array(buffer),
      };
    }
    return this.#views;
  }
}
