import { vectorError } from "../errors.ts";
import { HnswIndex, type StoredGraph } from "../hnsw-index.ts";
import { MOST_SQUARED_LENGTH, type Metric } from "../metric.ts";
import type { ScalarRanges } from "../scalar-ranges.ts";
import { VectorIndex } from "../vector-index.ts";
import { ByteReader, damaged } from "./byte-reader.ts";
import {
  FLAT_INNER_PRODUCT,
  FLAT_L2,
  HNSW_FLAT,
  ID_MAP,
  ID_MAP_2,
  KNOWN_TYPES,
  METRIC_INNER_PRODUCT,
  METRIC_L2,
  QT_8BIT,
  QT_8BIT_UNIFORM,
  SCALAR_QUANTIZER,
} from "./format.ts";
import { linksUpToLevel } from "./write-index.ts";

export interface FaissReadOptions {
  /** How flat vectors are kept; default `int8`, which keeps the float32 values too. */
  readonly encoding?: "float32" | "int8";
  /** The file's inner product is a cosine: its vectors have length 1, and so should queries get. */
  readonly cosine?: boolean;
  /** Most memory the index may take, in bytes. */
  readonly maxBytes?: number;
}

/**
 * The index in a file that faiss wrote, or `writeFaissIndex`. Ids are those of an IndexIDMap, else 0, 1, 2, ….
 *
 * @throws `vectors.faiss-unknown` for another kind of index or file, `vectors.faiss-damaged` where the parts of the
 *   file do not fit together, `vectors.faiss-ids` for ids that an index cannot have; as `VectorIndex.add` for what the vectors hold
 */
export function readFaissIndex(bytes: Uint8Array, options: FaissReadOptions = {}): VectorIndex | HnswIndex {
  if (bytes.length < 4) throw vectorError("vectors.faiss-unknown", { found: "", expected: KNOWN_TYPES });
  const file = new ByteReader(bytes);
  const type = readType(file, KNOWN_TYPES);
  const index =
    type === ID_MAP || type === ID_MAP_2 ? readMapped(file, options) : readPlain(file, type, options).make();
  if (file.left > 0) throw damaged("the end of the file", `followed by ${file.left} bytes`, "the last byte");
  return index;
}

function readType(file: ByteReader, expected: readonly string[]): string {
  const found = file.fourCharacters();
  if (!expected.includes(found))
    throw vectorError("vectors.faiss-unknown", { found: printable(found), expected });
  return found;
}

function printable(text: string): string {
  return text.replaceAll(/[^ -~]/g, "?");
}

interface Header {
  readonly dimension: number;
  readonly count: number;
  readonly metric: Metric;
}

function readHeader(file: ByteReader, options: FaissReadOptions): Header {
  const dimension = file.int32("the dimension");
  if (dimension < 1 || dimension > 65536) throw damaged("the dimension", dimension, "1 to 65536");
  const count = file.int64("the count of vectors");
  if (count < 0 || count > 0x7fffffff) throw damaged("the count of vectors", count, "below 2147483648");
  file.int64("the header");
  file.int64("the header");
  const trained = file.uint8("the mark of training");
  if (trained !== 1) throw damaged("the mark of training", trained, 1);
  const metric = file.int32("the metric");
  if (metric !== METRIC_INNER_PRODUCT && metric !== METRIC_L2) {
    throw damaged("the metric", metric, "0 (inner product) or 1 (L2)");
  }
  if (metric === METRIC_L2) return { dimension, count, metric: "l2" };
  return { dimension, count, metric: options.cosine === true ? "cosine" : "inner-product" };
}

/** What was read of an index, which is made once its ids are known: undefined for 0, 1, 2, …. */
interface Read {
  readonly header: Header;
  readonly make: (order?: IdOrder) => VectorIndex | HnswIndex;
}

/** Ids ascending, and the row in the file that each belongs to. */
interface IdOrder {
  readonly ids: Int32Array;
  readonly rows: Int32Array;
}

function readMapped(file: ByteReader, options: FaissReadOptions): VectorIndex | HnswIndex {
  const mapped = readHeader(file, options);
  const { header, make } = readPlain(file, readType(file, KNOWN_TYPES.slice(0, 4)), options);
  for (const part of ["count", "dimension", "metric"] as const) {
    if (header[part] !== mapped[part])
      throw damaged(`the ${part} of the mapped index`, header[part], mapped[part]);
  }
  return make(ascending(file.int64s("ids", mapped.count)));
}

function ascending(ids: Float64Array): IdOrder {
  const rows = Int32Array.from(ids, (_, row) => row).sort((a, b) => ids[a]! - ids[b]!);
  rows.forEach((row, i) => {
    const id = ids[row]!;
    if (id < 0 || id > 0x7fffffff) throw vectorError("vectors.faiss-ids", { found: String(id) });
    if (i > 0 && id === ids[rows[i - 1]!]) throw vectorError("vectors.faiss-ids", { found: `${id} twice` });
  });
  return { ids: Int32Array.from(rows, (row) => ids[row]!), rows };
}

function readPlain(file: ByteReader, type: string, options: FaissReadOptions): Read {
  if (type === HNSW_FLAT) return readGraph(file, options);
  if (type === SCALAR_QUANTIZER) return readScalar(file, options);
  const { header, vectors } = readFlat(file, type, options);
  const make: Read["make"] = (order) => {
    const index = new VectorIndex({ ...header, ...options });
    index.add(reordered(vectors, header.dimension, order), order?.ids);
    return index;
  };
  return { header, make };
}

function readFlat(
  file: ByteReader,
  type: string,
  options: FaissReadOptions,
): { header: Header; vectors: Float32Array } {
  const header = readHeader(file, options);
  if ((type === FLAT_L2) !== (header.metric === "l2")) {
    throw damaged(`the metric of ${type}`, header.metric, type === FLAT_L2 ? "l2" : "inner-product");
  }
  return { header, vectors: file.float32s("components", header.count * header.dimension) };
}

function readScalar(file: ByteReader, options: FaissReadOptions): Read {
  const header = readHeader(file, options);
  const { dimension, count, metric } = header;
  const type = file.int32("the type of the quantiser");
  if (type !== QT_8BIT && type !== QT_8BIT_UNIFORM) {
    const expected = [`QT_8bit (${QT_8BIT})`, `QT_8bit_uniform (${QT_8BIT_UNIFORM})`];
    throw vectorError("vectors.faiss-unknown", {
      found: `${SCALAR_QUANTIZER} with quantiser ${type}`,
      expected,
    });
  }
  file.int32("the range statistic");
  file.float32("the range statistic");
  const expectLength = (what: string): void => {
    const found = file.int64(what);
    if (found !== dimension) throw damaged(what, found, dimension);
  };
  expectLength("the dimension of the quantiser");
  expectLength("the length of a code");
  const uniform = type === QT_8BIT_UNIFORM;
  const each = uniform ? 1 : dimension;
  const trained = file.float32s("trained ranges", 2 * each);
  const wide = (from: number): Float32Array =>
    Float32Array.from({ length: dimension }, (_, j) => trained[from + (uniform ? 0 : j)]!);
  const ranges: ScalarRanges = { minimum: wide(0), difference: wide(each), uniform };
  trained.forEach((value) => {
    if (!Number.isFinite(value)) throw damaged("a trained range", String(value), "a finite number");
  });
  const longest = ranges.minimum.reduce((sum, low, j) => {
    const furthest = Math.max(Math.abs(low), Math.abs(low + ranges.difference[j]!));
    return sum + furthest * furthest;
  }, 0);
  if (longest > MOST_SQUARED_LENGTH) {
    throw damaged(
      "the squared length that the trained ranges allow",
      longest,
      `at most ${MOST_SQUARED_LENGTH}`,
    );
  }
  const codes = file.uint8s("codes", count * dimension);
  const make: Read["make"] = (order) => {
    const index = new VectorIndex({ dimension, metric, ranges, encoding: "scalar", ...memoryOf(options) });
    index.addCodes(reordered(codes, dimension, order), order?.ids);
    return index;
  };
  return { header, make };
}

function memoryOf({ maxBytes }: FaissReadOptions): { maxBytes?: number } {
  return maxBytes === undefined ? {} : { maxBytes };
}

function reordered<T extends Float32Array | Uint8Array>(
  values: T,
  dimension: number,
  order: IdOrder | undefined,
): T {
  if (order === undefined || order.rows.every((row, i) => row === i)) return values;
  const copy = values.slice() as T;
  order.rows.forEach((row, i) =>
    copy.set(values.subarray(row * dimension, (row + 1) * dimension), i * dimension),
  );
  return copy;
}

function readGraph(file: ByteReader, options: FaissReadOptions): Read {
  const { count } = readHeader(file, options);
  const shares = file.float64s("level shares");
  const upTo = file.int32s("links up to a level", shares.length + 1);
  const m = (upTo[1] ?? 0) / 2;
  if (!Number.isInteger(m) || m < 2 || m > 512) throw damaged("the links of a row", 2 * m, "4 to 1024");
  linksUpToLevel(shares.length, m).forEach((links, level) => {
    if (upTo[level] !== links) throw damaged(`the links up to level ${level}`, upTo[level]!, links);
  });
  const levels = file.int32s("levels", count).map((level) => level - 1);
  const offsets = file.int64s("offsets", count + 1);
  let end = 0;
  levels.forEach((level, row) => {
    if (level < 0 || level >= shares.length)
      throw damaged(`the level of row ${row}`, level, `0 to ${shares.length - 1}`);
    if (offsets[row] !== end) throw damaged(`the offset of row ${row}`, offsets[row]!, end);
    end += upTo[level + 1]!;
  });
  const links = file.int32s("links", end);
  const entry = file.int32("the entry");
  const topLevel = file.int32("the top level");
  checkLinks(levels, links, m, entry, topLevel);
  const efConstruction = readWidth(file, "efConstruction");
  const efSearch = readWidth(file, "efSearch");
  file.int32("the end of the graph");
  const { header, vectors } = readFlat(file, readType(file, [FLAT_INNER_PRODUCT, FLAT_L2]), options);
  if (header.count !== count) throw damaged("the count of stored vectors", header.count, count);
  const make: Read["make"] = (order) => {
    const graph = reorderedGraph({ levels, links, entry, topLevel }, m, order);
    const settings = { ...header, m, efConstruction, efSearch, levelShares: shares, ...memoryOf(options) };
    return HnswIndex.restore(settings, reordered(vectors, header.dimension, order), graph, order?.ids);
  };
  return { header, make };
}

function readWidth(file: ByteReader, what: string): number {
  const found = file.int32(what);
  if (found < 1) throw damaged(what, found, "1 or more");
  return found;
}

/** Every link leads to a row of at least that level, and the entry stands on the top one. */
function checkLinks(levels: Int32Array, links: Int32Array, m: number, entry: number, topLevel: number): void {
  const highest = levels.reduce((most, level) => Math.max(most, level), -1);
  if (topLevel !== highest) throw damaged("the top level", topLevel, highest);
  if (levels.length === 0 ? entry !== -1 : levels[entry] !== topLevel) {
    throw damaged("the entry", entry, levels.length === 0 ? -1 : `a row of level ${topLevel}`);
  }
  let at = 0;
  levels.forEach((level, row) => {
    for (let l = 0; l <= level; l++) {
      for (const end = at + (l === 0 ? 2 : 1) * m; at < end; at++) {
        const link = links[at]!;
        if (link !== -1 && !(levels[link]! >= l)) {
          throw damaged(`a link of row ${row}`, link, `a row of level ${l} or higher, or -1`);
        }
      }
    }
  });
}

/** The same graph with its rows in the order of their ids. */
function reorderedGraph(graph: StoredGraph, m: number, order: IdOrder | undefined): StoredGraph {
  if (order === undefined || order.rows.every((row, i) => row === i)) return graph;
  const { levels, links, entry, topLevel } = graph;
  const starts = new Float64Array(levels.length + 1);
  levels.forEach((level, row) => {
    starts[row + 1] = starts[row]! + (level + 2) * m;
  });
  const newPosition = new Int32Array(levels.length);
  order.rows.forEach((row, i) => {
    newPosition[row] = i;
  });
  const moved = new Int32Array(links.length);
  let at = 0;
  for (const row of order.rows) {
    for (let from = starts[row]!; from < starts[row + 1]!; from++) {
      moved[at++] = links[from] === -1 ? -1 : newPosition[links[from]!]!;
    }
  }
  return {
    levels: Int32Array.from(order.rows, (row) => levels[row]!),
    links: moved,
    entry: newPosition[entry]!,
    topLevel,
  };
}
