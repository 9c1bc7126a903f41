import {
  codeAddress,
  encodeInt8,
  paddedDimension,
  preparedQueryBytes,
  storedCode,
  writePreparedQuery,
} from "./codes.ts";
import { vectorError } from "./errors.ts";
import { IdList, type IdBitmap } from "./id-list.ts";
import { scanKernel, type ScanKernel } from "./kernel.ts";
import { checkedRows, type Metric } from "./metric.ts";
import { noNeighbours, type Neighbours } from "./neighbours.ts";
import { checkDimension, checkedRow, checkWhole } from "./option-checks.ts";
import { allowedRows } from "./row-masks.ts";
import { scalarCode, scalarValue, type ScalarRanges } from "./scalar-ranges.ts";
import { SEGMENT_ROWS, SEGMENT_SHIFT, SegmentedMemory } from "./segmented-memory.ts";

/**
 * How vectors are kept.
 *
 * - `float32`: 4 bytes a component; every vector is scored exactly.
 * - `int8`: 5 bytes a component; int8 codes are scanned, the best candidates scored exactly. The fastest. Scores are
 *   exact; which vectors become candidates is not. A code's step is a 127th of its vector's largest component, so of
 *   vectors far from the origin compared with their distances from each other the neighbours are missed: take `float32`,
 *   subtract the mean first, or ask for more `candidates`. With as many as there are vectors the search is exact.
 * - `scalar`: 1 byte a component, faiss' 8-bit scalar quantiser; scores are those of the decoded vectors.
 */
export type Encoding = "float32" | "int8" | "scalar";

export interface VectorIndexOptions {
  /** Components of a vector. */
  readonly dimension: number;
  readonly metric: Metric;
  /** Default `int8`. */
  readonly encoding?: Encoding;
  /** Trained ranges, needed for `scalar`. */
  readonly ranges?: ScalarRanges;
  /** Most memory the index may take, in bytes; default and at most 4 GiB. */
  readonly maxBytes?: number;
}

export interface SearchOptions {
  /** Only ids in this bitmap are found. */
  readonly filter?: IdBitmap;
  /** Vectors scored exactly after a scan of codes; default 64 or 4 k, whichever is more. */
  readonly candidates?: number;
}

/** Queries that one pass over the vectors serves. */
const QUERY_BLOCK = 32;
const LEAST_CANDIDATES = 64;
const HEAP_HEADER = 8;

/** Positions of the parts of a row; -1 where the encoding has none. */
interface Parts {
  readonly rows: number;
  readonly codes: number;
  readonly scales: number;
  readonly offsets: number;
}
const PARTS: Readonly<Record<Encoding, Parts>> = {
  float32: { rows: 0, codes: -1, scales: -1, offsets: -1 },
  int8: { rows: 0, codes: 1, scales: 2, offsets: 3 },
  scalar: { rows: -1, codes: 0, scales: 1, offsets: 2 },
};

/**
 * Every vector is looked at: exact, or nearly so for codes. The place to start; past some 200,000 vectors see
 * `HnswIndex`.
 *
 * Ids are given by the index in ascending order and stay. Equal scores are ordered by id, the lower first. The same
 * calls give the same bits on every machine.
 */
export class VectorIndex {
  readonly dimension: number;
  readonly metric: Metric;
  readonly encoding: Encoding;
  readonly ranges: ScalarRanges | null;
  readonly #ids = new IdList();
  readonly #store: SegmentedMemory;
  readonly #kernel: ScanKernel;
  readonly #parts: Parts;
  /** Components with padding. */
  readonly #padded: number;
  /** Address of lower ends, then steps, of the scalar ranges. */
  readonly #rangesAddress: number = 0;

  /** @throws `vectors.bad-option` */
  constructor({ dimension, metric, encoding = "int8", ranges, maxBytes = Infinity }: VectorIndexOptions) {
    checkDimension(dimension);
    this.dimension = dimension;
    this.metric = metric;
    this.encoding = encoding;
    this.#parts = PARTS[encoding];
    this.#padded = paddedDimension(dimension);
    const bytes = { float32: [4], int8: [4, 1], scalar: [1] }[encoding].map((each) => each * this.#padded);
    this.#store = new SegmentedMemory(encoding === "float32" ? bytes : [...bytes, 4, 4], maxBytes);
    this.#kernel = scanKernel(this.#store.memory);
    this.ranges = null;
    if (encoding === "scalar") {
      if (ranges?.minimum.length !== dimension || ranges.difference.length !== dimension) {
        const found = ranges === undefined ? "missing" : `for ${ranges.minimum.length} components`;
        const expected = `ranges of ${dimension} components, from trainScalarRanges`;
        throw vectorError("vectors.bad-option", { option: "ranges", found, expected });
      }
      this.ranges = ranges;
      this.#rangesAddress = this.#store.allocate(8 * this.#padded);
      const at = this.#rangesAddress / 4;
      this.#store.float32.set(ranges.minimum, at);
      this.#store.float32.set(
        ranges.difference.map((width) => width / 255),
        at + this.#padded,
      );
    }
  }

  /** Vectors that can be found. */
  get count(): number {
    return this.#ids.count;
  }
  /** Deleted vectors that still take room, until `compact`. */
  get deletedCount(): number {
    return this.#ids.deleted;
  }
  /** Memory held, in bytes. */
  get heldBytes(): number {
    return this.#store.heldBytes;
  }

  /**
   * Add vectors at the end.
   *
   * @param vectors shape [n, dimension], row-major
   * @param ids ascending, each larger than any before; left out, the index counts on
   * @returns the ids, shape [n]
   * @throws `vectors.dimension`, `vectors.not-finite`, `vectors.too-long`, `vectors.zero`, `vectors.id-order`,
   *   `vectors.memory`; nothing is added then
   */
  add(vectors: Float32Array, ids?: ArrayLike<number>): Int32Array {
    const rows = checkedRows(vectors, this.dimension, this.metric);
    const given = this.#ids.next(rows.length / this.dimension, ids);
    this.#store.reserve(this.#ids.length + given.length);
    const first = this.#ids.append(given);
    given.forEach((_, i) => {
      this.#write(first + i, rows.subarray(i * this.dimension, (i + 1) * this.dimension));
    });
    return given;
  }

  /** Add rows that are already codes (0 to 255) of the scalar quantiser. @internal for files */
  addCodes(codes: Uint8Array, ids?: ArrayLike<number>): void {
    const given = this.#ids.next(codes.length / this.dimension, ids);
    this.#store.reserve(this.#ids.length + given.length);
    const first = this.#ids.append(given);
    given.forEach((_, i) => {
      this.#writeCodes(first + i, codes.subarray(i * this.dimension, (i + 1) * this.dimension));
    });
  }

  /** Replace a vector, keeping its id. @throws as `add`, and `vectors.unknown-id` */
  update(id: number, vector: Float32Array): void {
    const position = this.#ids.positionOf(id);
    this.#write(position, checkedRow(vector, this.dimension, this.metric));
  }

  /** Delete a vector; its id is never given again. @throws `vectors.unknown-id` */
  delete(id: number): void {
    this.#ids.remove(this.#ids.positionOf(id));
  }

  /** Whether the id can be found. */
  has(id: number): boolean {
    return this.#ids.find(id) >= 0;
  }

  /** The vector as it is scored: of length 1 for the cosine, decoded for `scalar`. @throws `vectors.unknown-id` */
  vector(id: number): Float32Array {
    return this.#read(this.#ids.positionOf(id));
  }

  /** Ids of all vectors, ascending. */
  ids(): Int32Array {
    return this.#ids.live();
  }

  /** All vectors in the order of `ids`, shape [count, dimension]. */
  vectors(): Float32Array {
    const all = new Float32Array(this.count * this.dimension);
    this.#ids.livePositions().forEach((position, i) => all.set(this.#read(position), i * this.dimension));
    return all;
  }

  /** The scalar quantiser's codes in the order of `ids`, shape [count, dimension]. @internal for files */
  codes(): Uint8Array {
    const all = new Uint8Array(this.count * this.dimension);
    this.#ids
      .livePositions()
      .forEach((position, i) => all.set(this.#readCodes(position), i * this.dimension));
    return all;
  }

  /** Give the room of deleted vectors to vectors to come. Ids stay. */
  compact(): void {
    const { codes, ...others } = this.#parts;
    this.#ids.compact((from, to) => {
      for (const part of Object.values(others)) if (part >= 0) this.#store.copyPart(part, from, to);
      if (codes < 0) return;
      const { bytes } = this.#store;
      for (let j = 0; j < this.#padded; j++) bytes[this.#codeAt(to, j)] = bytes[this.#codeAt(from, j)]!;
    });
  }

  /**
   * The k nearest vectors of each query.
   *
   * @param queries shape [queries, dimension], row-major
   * @throws `vectors.too-few` when the index holds fewer than k; as `add` for bad queries
   */
  search(queries: Float32Array, k: number, options: SearchOptions = {}): Neighbours {
    checkWhole("k", k);
    if (k > this.count) throw vectorError("vectors.too-few", { k, count: this.count });
    const rows = checkedRows(queries, this.dimension, this.metric);
    const queryCount = rows.length / this.dimension;
    const found = noNeighbours(queryCount, k);
    const { masks, count } = allowedRows(this.#ids, options.filter);
    if (count === 0) return found;
    const candidates = Math.min(this.#candidates(k, options.candidates), count);
    for (let first = 0; first < queryCount; first += QUERY_BLOCK) {
      const block = rows.subarray(first * this.dimension, (first + QUERY_BLOCK) * this.dimension);
      this.#searchBlock(block, first, candidates, masks, found);
    }
    return found;
  }

  #candidates(k: number, asked: number | undefined): number {
    if (this.encoding === "float32") return k;
    if (asked !== undefined) checkWhole("candidates", asked);
    return Math.max(k, asked ?? Math.max(LEAST_CANDIDATES, 4 * k));
  }

  #searchBlock(
    block: Float32Array,
    first: number,
    candidates: number,
    masks: readonly (Uint8Array | null)[],
    found: Neighbours,
  ): void {
    const store = this.#store;
    const kernel = this.#kernel;
    const queryCount = block.length / this.dimension;
    const rowBytes = 4 * this.#padded;
    const preparedBytes = preparedQueryBytes(this.#padded);
    const heapBytes = HEAP_HEADER + 8 * candidates;
    const maskBytes = SEGMENT_ROWS / 8;

    const queries = store.scratch(
      queryCount * (rowBytes + preparedBytes + heapBytes) + maskBytes + HEAP_HEADER + 8 * found.k,
    );
    const prepared = queries + queryCount * rowBytes;
    const mask = prepared + queryCount * preparedBytes;
    const heaps = mask + maskBytes;
    const best = heaps + queryCount * heapBytes;

    for (let q = 0; q < queryCount; q++) {
      const query = block.subarray(q * this.dimension, (q + 1) * this.dimension);
      const at = queries / 4 + q * this.#padded;
      store.float32.fill(0, at, at + this.#padded).set(query, at);
      if (this.encoding !== "float32") this.#prepare(query, prepared + q * preparedBytes);
      kernel.clearHeap(heaps + q * heapBytes, candidates);
    }
    masks.forEach((bits, segment) => {
      if (bits !== null) store.bytes.set(bits, mask);
      this.#scanSegment(segment, bits === null ? 0 : mask, queries, prepared, queryCount, heaps, heapBytes);
    });
    for (let q = 0; q < queryCount; q++) {
      let heap = heaps + q * heapBytes;
      if (this.encoding !== "float32") {
        kernel.clearHeap(best, found.k);
        this.#rerank(heap, queries + q * rowBytes, best);
        heap = best;
      }
      kernel.sortHeap(heap);
      this.#collect(heap, (first + q) * found.k, found);
    }
  }

  #scanSegment(
    segment: number,
    mask: number,
    queries: number,
    prepared: number,
    queryCount: number,
    heaps: number,
    heapBytes: number,
  ): void {
    const { rows, codes, scales, offsets } = this.#parts;
    const store = this.#store;
    const position = segment * SEGMENT_ROWS;
    const rowCount = Math.min(SEGMENT_ROWS, this.#ids.length - position);
    if (this.encoding === "float32") {
      const address = store.segmentAddress(rows, segment);
      const bytes = 4 * this.#padded;
      const squared = this.#squared();
      this.#kernel.scanFloat(
        squared,
        address,
        bytes,
        rowCount,
        position,
        mask,
        queries,
        queryCount,
        heaps,
        heapBytes,
      );
    } else {
      this.#kernel.scanInt8(
        store.segmentAddress(codes, segment),
        this.#padded,
        store.segmentAddress(scales, segment),
        store.segmentAddress(offsets, segment),
        rowCount,
        position,
        mask,
        prepared,
        queryCount,
        heaps,
        heapBytes,
      );
    }
  }

  /** A squared distance is scored as 2 q·x - |x|²; |q|² is the same for all. */
  #prepare(query: Float32Array, address: number): void {
    const weights =
      this.ranges === null ? query : query.map((value, j) => (value * this.ranges!.difference[j]!) / 255);
    writePreparedQuery(weights, this.metric === "l2" ? 2 : 1, this.#padded, this.#store, address);
  }

  #rerank(candidates: number, query: number, best: number): void {
    const store = this.#store;
    if (this.encoding === "int8") {
      const segments = store.table(this.#parts.rows);
      const bytes = 4 * this.#padded;
      this.#kernel.rerankFloat(this.#squared(), candidates, segments, SEGMENT_SHIFT, bytes, query, best);
    } else {
      const low = this.#rangesAddress;
      this.#kernel.rerankScalar(
        this.#squared(),
        candidates,
        store.table(this.#parts.codes),
        SEGMENT_SHIFT,
        this.#padded,
        low,
        low + 4 * this.#padded,
        query,
        best,
      );
    }
  }

  #collect(heap: number, at: number, found: Neighbours): void {
    const { int32, float32 } = this.#store;
    const count = int32[heap / 4]!;
    for (let i = 0; i < count; i++) {
      const entry = (heap + HEAP_HEADER) / 4 + 2 * i;
      found.ids[at + i] = this.#ids.idAt(int32[entry + 1]!);
      found.scores[at + i] = this.metric === "l2" ? -float32[entry]! : float32[entry]!;
    }
  }

  #squared(): number {
    return this.metric === "l2" ? 1 : 0;
  }

  #write(position: number, row: Float32Array): void {
    if (this.encoding === "scalar") {
      this.#writeCodes(
        position,
        Uint8Array.from(row, (value, j) => scalarCode(value, this.ranges!, j)),
      );
      return;
    }
    const store = this.#store;
    store.float32.set(row, store.rowAddress(this.#parts.rows, position) / 4);
    if (this.encoding === "float32") return;
    const codes = store.segmentAddress(this.#parts.codes, position >>> SEGMENT_SHIFT);
    const scale = encodeInt8(row, store.bytes.subarray(codes), position & (SEGMENT_ROWS - 1));
    this.#writeScale(position, scale, row);
  }

  #writeCodes(position: number, codes: Uint8Array): void {
    const { bytes } = this.#store;
    for (let j = 0; j < this.#padded; j++) {
      bytes[this.#codeAt(position, j)] = storedCode(j < this.dimension ? codes[j]! - 128 : 0, j);
    }
    this.#writeScale(position, 1, this.#read(position));
  }

  /** What the int8 scan multiplies a row's product with, and adds to it. */
  #writeScale(position: number, scale: number, row: Float32Array): void {
    const { float32 } = this.#store;
    let offset = 0;
    if (this.metric === "l2") for (const value of row) offset -= value * value;
    float32[this.#store.rowAddress(this.#parts.scales, position) / 4] = scale;
    float32[this.#store.rowAddress(this.#parts.offsets, position) / 4] = offset;
  }

  #read(position: number): Float32Array {
    if (this.encoding === "scalar") {
      return Float32Array.from(this.#readCodes(position), (code, j) => scalarValue(code, this.ranges!, j));
    }
    const at = this.#store.rowAddress(this.#parts.rows, position) / 4;
    return this.#store.float32.slice(at, at + this.dimension);
  }

  #readCodes(position: number): Uint8Array {
    const { bytes } = this.#store;
    return Uint8Array.from({ length: this.dimension }, (_, j) => {
      const byte = bytes[this.#codeAt(position, j)]!;
      return (j & 1) === 0 ? byte : byte ^ 128;
    });
  }

  /** Address of a component's code. */
  #codeAt(position: number, component: number): number {
    const segment = this.#store.segmentAddress(this.#parts.codes, position >>> SEGMENT_SHIFT);
    return segment + codeAddress(position & (SEGMENT_ROWS - 1), component, this.#padded);
  }
}
