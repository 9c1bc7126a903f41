import type { Clock, Database, Locks } from "../core/ports.ts";
import { readFaissIndex } from "../math/vectors/faiss/read-index.ts";
import { writeFaissIndex } from "../math/vectors/faiss/write-index.ts";
import { trainScalarRanges } from "../math/vectors/scalar-ranges.ts";
import { VectorIndex } from "../math/vectors/vector-index.ts";
import { decodeArtifact, encodeArtifact } from "../registry/artifact.ts";
import { registryError } from "../registry/errors.ts";
import type { ModelMetadata } from "../registry/index-file.ts";
import { fileOf, loadChampion, type Champion, type VersionFiles } from "../registry/load.ts";
import { publishModel } from "../registry/publish.ts";

/** Folder in the artifact tree. */
export const RAG_SYSTEM = "rag_system";
/** Vectors of the passages, as `faiss.read_index` opens them: an IndexScalarQuantizer of 8 bits, inner product. */
export const FAISS_FILE = "index.faiss";
/** Which passage each row of the index is. */
export const PASSAGES_FILE = "embeddings/passages.bin";
const PASSAGES_FORMAT = { kind: "rag-passages", version: 1 } as const;

/** Older versions can be made anew from the catalogue; one is kept to go back to. */
const KEEP = 2;

/** Passages in the order of their vectors. */
export interface RagVersion {
  readonly index: VectorIndex;
  readonly passageIds: readonly string[];
  /** Of the text that each vector was made of, both lanes. Shape [passages] each. */
  readonly textLow: Uint32Array;
  readonly textHigh: Uint32Array;
}

export interface RagPublication {
  readonly datasetId: string;
  readonly datasetRevision: number;
  /** Tells the passages from any others. */
  readonly passagesSha256: string;
  readonly modelId: string;
  readonly modelSha256: string;
  readonly passageIds: readonly string[];
  readonly textLow: Uint32Array;
  readonly textHigh: Uint32Array;
  readonly dimension: number;
  /** Of unit length. Shape [passages, dimension]. */
  readonly vectors: Float32Array;
  readonly durationMs: number;
}

/**
 * Publish the vectors of a dataset's passages as its `rag_system`. Same passages and vectors, same bytes of
 * `index.faiss` and `embeddings/passages.bin`.
 *
 * @throws `storage.*`; nothing is published then
 */
export function publishRagSystem(
  context: { readonly database: Database; readonly clock: Clock; readonly locks: Locks },
  made: RagPublication,
): Promise<ModelMetadata> {
  const { dimension, vectors, textLow, textHigh } = made;
  const index = new VectorIndex({
    dimension,
    metric: "inner-product",
    encoding: "scalar",
    ranges: trainScalarRanges(vectors, dimension),
  });
  index.add(vectors);
  return publishModel(context, {
    modelName: RAG_SYSTEM,
    modelType: "rag",
    files: {
      [FAISS_FILE]: writeFaissIndex(index),
      [PASSAGES_FILE]: encodeArtifact({
        ...PASSAGES_FORMAT,
        data: { passageIds: made.passageIds },
        arrays: { textLow, textHigh },
      }),
    },
    featureColumns: ["title", "headings", "text"],
    hyperparameters: { model: made.modelId, model_sha256: made.modelSha256, dimension },
    metrics: { passages: made.passageIds.length },
    lineage: {
      dataset_id: made.datasetId,
      dataset_revision: made.datasetRevision,
      passages_sha256: made.passagesSha256,
    },
    trainingDurationMs: made.durationMs,
    keep: KEEP,
  });
}

/** The published vectors of a dataset, verified; `loaded` is null before the first. */
export function loadRagSystem(
  context: { readonly database: Database; readonly locks: Locks },
  datasetId: string,
): Promise<Champion<RagVersion>> {
  return loadChampion(context, RAG_SYSTEM, datasetId, decodeRagSystem);
}

/** A version from its files. @throws `artifact.damaged`, `artifact.unknown-format` */
export function decodeRagSystem(files: VersionFiles): RagVersion {
  const index = readFaissIndex(fileOf(files, FAISS_FILE));
  const { data, arrays } = decodeArtifact(
    fileOf(files, PASSAGES_FILE),
    PASSAGES_FORMAT,
    "The list of passages",
  );
  const { passageIds } = data as { readonly passageIds: readonly string[] };
  const { textLow, textHigh } = arrays;
  if (
    !(index instanceof VectorIndex) ||
    !(textLow instanceof Uint32Array) ||
    !(textHigh instanceof Uint32Array) ||
    index.count !== passageIds.length
  ) {
    const reason = `${index.count} vectors for ${passageIds.length} passages`;
    throw registryError("artifact.damaged", { what: "The passages' vectors", reason });
  }
  return { index, passageIds, textLow, textHigh };
}
