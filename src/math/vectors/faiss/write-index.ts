import { HnswIndex } from "../hnsw-index.ts";
import type { Metric } from "../metric.ts";
import type { ScalarRanges } from "../scalar-ranges.ts";
import type { VectorIndex } from "../vector-index.ts";
import { ByteWriter } from "./byte-writer.ts";
import {
  DUMMY,
  FLAT_INNER_PRODUCT,
  FLAT_L2,
  HNSW_FLAT,
  ID_MAP,
  METRIC_INNER_PRODUCT,
  METRIC_L2,
  QT_8BIT,
  QT_8BIT_UNIFORM,
  SCALAR_QUANTIZER,
} from "./format.ts";

/**
 * The index as a faiss file, as `faiss.read_index` opens it: IndexFlatIP or IndexFlatL2 (encodings float32 and int8),
 * IndexScalarQuantizer, or IndexHNSWFlat; in an IndexIDMap unless the ids are 0, 1, 2, …. Vectors of the cosine are
 * written with length 1, for an inner product.
 *
 * @throws `vectors.faiss-deleted` for a graph with deleted vectors; other indexes leave them out
 */
export function writeFaissIndex(index: VectorIndex | HnswIndex): Uint8Array<ArrayBuffer> {
  const file = new ByteWriter();
  const ids = index.ids();
  const isPlain = ids.every((id, position) => id === position);
  if (!isPlain) {
    file.fourCharacters(ID_MAP);
    writeHeader(file, index);
  }
  if (index instanceof HnswIndex) writeGraph(file, index);
  else if (index.ranges !== null) writeScalar(file, index, index.ranges);
  else writeFlat(file, index);
  if (!isPlain) file.int64s(ids);
  return file.bytes();
}

interface Described {
  readonly dimension: number;
  readonly count: number;
  readonly metric: Metric;
}

function writeHeader(file: ByteWriter, { dimension, count, metric }: Described): void {
  file.int32(dimension);
  file.int64(count);
  file.int64(DUMMY);
  file.int64(DUMMY);
  file.uint8(1);
  file.int32(metric === "l2" ? METRIC_L2 : METRIC_INNER_PRODUCT);
}

function writeFlat(file: ByteWriter, index: Described & { vectors(): Float32Array }): void {
  file.fourCharacters(index.metric === "l2" ? FLAT_L2 : FLAT_INNER_PRODUCT);
  writeHeader(file, index);
  file.array(index.vectors());
}

function writeScalar(file: ByteWriter, index: VectorIndex, ranges: ScalarRanges): void {
  file.fourCharacters(SCALAR_QUANTIZER);
  writeHeader(file, index);
  file.int32(ranges.uniform ? QT_8BIT_UNIFORM : QT_8BIT);
  file.int32(0); // range statistic: smallest and largest
  file.float32(0);
  file.int64(index.dimension);
  file.int64(index.dimension);
  const each = ranges.uniform ? 1 : index.dimension;
  const trained = new Float32Array(2 * each);
  trained.set(ranges.minimum.subarray(0, each));
  trained.set(ranges.difference.subarray(0, each), each);
  file.array(trained);
  file.array(index.codes());
}

function writeGraph(file: ByteWriter, index: HnswIndex): void {
  const { levels, links, entry, topLevel } = index.storedGraph();
  const linksUpTo = linksUpToLevel(index.levelShares.length, index.m);
  const offsets = new Float64Array(levels.length + 1);
  levels.forEach((level, i) => {
    offsets[i + 1] = offsets[i]! + linksUpTo[level + 1]!;
  });
  file.fourCharacters(HNSW_FLAT);
  writeHeader(file, index);
  file.array(index.levelShares);
  file.array(linksUpTo);
  file.array(levels.map((level) => level + 1));
  file.int64s(offsets);
  file.array(links);
  file.int32(entry);
  file.int32(topLevel);
  file.int32(index.efConstruction);
  file.int32(index.efSearch);
  file.int32(1); // a field of old, kept
  writeFlat(file, index);
}

/** Links of a row with 0, 1, 2, … levels: none, then 2 m, then m more for each. */
export function linksUpToLevel(levels: number, m: number): Int32Array {
  return Int32Array.from({ length: levels + 1 }, (_, level) => (level === 0 ? 0 : (level + 1) * m));
}
