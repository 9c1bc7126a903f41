import type { Clock, Database } from "../core/ports.ts";
import type { Passage } from "../domain/document.ts";
import { emptyRows } from "../math/vectors/code-rows.ts";
import type { PassageVectors } from "../models/rag/task.ts";
import type { IndexManifest } from "./ask-index-store.ts";
import {
  embeddedText,
  readVectorBlock,
  textKey,
  textKeys,
  vectorBlockNames,
  type VectorBlock,
} from "./ask-vectors-store.ts";
import type { VectorModel } from "./embedder-slot.ts";

/** While vectors are being made their blocks come every few seconds; they are read anew no more often than this. */
const REFRESH_MS = 30_000;

/** Vectors of the passages of an index, some of which may have none yet. Read-only. */
export interface LoadedVectors {
  readonly vectors: PassageVectors;
  /** Names of the blocks, and for each passage which of them it is in, -1 for none, and where. Shape [passages] each. */
  readonly blocks: readonly string[];
  readonly blockOf: Int32Array;
  readonly placeOf: Int32Array;
}

/** Keeps the vectors last used. One a worker. */
export interface VectorCache {
  current: {
    /** Of the index and the model. */
    readonly key: string;
    readonly blocks: string;
    readonly readAtMs: number;
    readonly loaded: Promise<LoadedVectors>;
  } | null;
}

export interface VectorContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly vectors: VectorCache;
}

export const vectorCache = (): VectorCache => ({ current: null });

/**
 * The vectors of the passages: from the cache while index and blocks are the same, or were read a moment ago.
 *
 * @throws `storage.*`
 */
export async function openVectors(
  { database, clock, vectors: cache }: VectorContext,
  datasetId: string,
  { manifest, passages }: { readonly manifest: IndexManifest; readonly passages: readonly Passage[] },
  model: VectorModel,
): Promise<LoadedVectors> {
  const key = `${datasetId} ${manifest.revision} ${manifest.words} ${model.sha256}`;
  const known = cache.current;
  const now = clock.monotonicMs();
  if (known?.key === key && now - known.readAtMs < REFRESH_MS && known.blocks !== "") return known.loaded;
  const names = await vectorBlockNames(database, datasetId, model);
  const blocks = names.join(" ");
  if (known?.key === key && known.blocks === blocks) return known.loaded;
  const loaded = loadVectors(database, passages, datasetId, model, names);
  const entry = { key, blocks, readAtMs: now, loaded };
  cache.current = entry;
  loaded.catch(() => {
    if (cache.current === entry) cache.current = null;
  });
  return loaded;
}

/** A damaged block is passed over: its passages are found by words until vectors are made again. */
async function loadVectors(
  database: Database,
  passages: readonly Passage[],
  datasetId: string,
  model: VectorModel,
  names: readonly string[],
): Promise<LoadedVectors> {
  const blockOf = new Int32Array(passages.length).fill(-1);
  const placeOf = new Int32Array(passages.length);
  const places = new Map<string, { readonly block: number; readonly place: number }>();
  const blocks: (VectorBlock | null)[] = [];
  for (const [number, name] of names.entries()) {
    const block = await readVectorBlock(database, datasetId, model, name);
    blocks.push(block);
    if (block === null) continue;
    for (let i = 0; i < block.keys.low.length; i++) {
      const key = textKey(block.keys, i);
      if (!places.has(key)) places.set(key, { block: number, place: i });
    }
  }
  const keys = textKeys(passages.map(embeddedText));
  for (let row = 0; row < passages.length; row++) {
    const found = places.get(textKey(keys, row));
    if (found === undefined) continue;
    blockOf[row] = found.block;
    placeOf[row] = found.place;
  }
  return { vectors: inRows(blocks, blockOf, placeOf, model.dimension), blocks: names, blockOf, placeOf };
}

/** Vectors of blocks in the order of the passages. */
function inRows(
  blocks: readonly (VectorBlock | null)[],
  blockOf: Int32Array,
  placeOf: Int32Array,
  dimension: number,
): PassageVectors {
  const count = blockOf.length;
  const sentencesOf = (row: number): { readonly from: number; readonly to: number } => {
    if (blockOf[row]! < 0) return { from: 0, to: 0 };
    const { sentenceStart } = blocks[blockOf[row]!]!.vectors;
    return { from: sentenceStart[placeOf[row]!]!, to: sentenceStart[placeOf[row]! + 1]! };
  };
  const sentenceStart = new Int32Array(count + 1);
  for (let row = 0; row < count; row++) {
    const { from, to } = sentencesOf(row);
    sentenceStart[row + 1] = sentenceStart[row]! + to - from;
  }
  const passages = emptyRows(count, dimension);
  const sentences = emptyRows(sentenceStart[count]!, dimension);
  for (let row = 0; row < count; row++) {
    if (blockOf[row]! < 0) continue;
    const { vectors } = blocks[blockOf[row]!]!;
    const place = placeOf[row]!;
    const codes = vectors.passages.codes.subarray(place * dimension, (place + 1) * dimension);
    passages.codes.set(codes, row * dimension);
    passages.scales[row] = vectors.passages.scales[place]!;
    const { from, to } = sentencesOf(row);
    sentences.codes.set(
      vectors.sentences.codes.subarray(from * dimension, to * dimension),
      sentenceStart[row]! * dimension,
    );
    sentences.scales.set(vectors.sentences.scales.subarray(from, to), sentenceStart[row]);
  }
  return { passages, sentenceStart, sentences };
}
