/**
 * The part of faiss' file format that is read and written here, as faiss 1.15 has it (faiss/impl/index_write.cpp):
 *
 * ```
 * "IxFI" IndexFlatIP, "IxF2" IndexFlatL2     header, vectors (float32)
 * "IxSQ" IndexScalarQuantizer                header, quantiser, codes (uint8)
 * "IHNf" IndexHNSWFlat                       header, graph, an index as above
 * "IxMp" IndexIDMap, "IxM2" IndexIDMap2      header, an index as above, ids (int64)
 *
 * header      dimension i32, count i64, 2^20 i64 twice, trained u8, metric i32
 * quantiser   type i32, range statistic i32, its argument f32, dimension u64, bytes of a code u64, trained f32[]
 * graph       level shares f64[], links up to a level i32[], levels i32[], offsets u64[], links i32[],
 *             entry i32, top level i32, efConstruction i32, efSearch i32, 1 i32
 * x[]         count u64, then the values
 * ```
 */
export const FLAT_INNER_PRODUCT = "IxFI";
export const FLAT_L2 = "IxF2";
export const SCALAR_QUANTIZER = "IxSQ";
export const HNSW_FLAT = "IHNf";
export const ID_MAP = "IxMp";
export const ID_MAP_2 = "IxM2";

export const KNOWN_TYPES = [
  FLAT_INNER_PRODUCT,
  FLAT_L2,
  SCALAR_QUANTIZER,
  HNSW_FLAT,
  ID_MAP,
  ID_MAP_2,
] as const;

/** Values of the header's metric. */
export const METRIC_INNER_PRODUCT = 0;
export const METRIC_L2 = 1;

/** Types of the scalar quantiser: 8 bits, each component with its own range, or all with one. */
export const QT_8BIT = 0;
export const QT_8BIT_UNIFORM = 2;

/** A number in every header that means nothing any more. */
export const DUMMY = 1 << 20;
