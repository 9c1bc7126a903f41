import type { Database, StoreChange } from "../core/ports.ts";
import { textHigh, textLow } from "../domain/line-identity.ts";
import { decodeArtifact, encodeArtifact } from "../registry/artifact.ts";
import { AppError } from "../core/errors.ts";
import { setAsideKey } from "./ask-index-store.ts";
import { openBlock, sealBlock, type StoredBlock } from "./stored-block.ts";

/** Raise it when vectors are made of other text or kept in another way: older ones are then made anew. */
export const VECTOR_FORMAT = { kind: "passage-vectors", version: 1 } as const;

/**
 * Vectors of some texts in whole numbers of 8 bits, each row times its scale: of the text, of its sentences, and of its
 * tokens in fewer dimensions.
 */
export interface VectorBlock {
  readonly dimension: number;
  /** Which texts: both lanes of `domain/line-identity`. Shape [texts] each. */
  readonly textLow: Uint32Array;
  readonly textHigh: Uint32Array;
  /** Shape [texts, dimension], [texts]. */
  readonly codes: Int8Array;
  readonly scales: Float32Array;
  /** Sentences of text i: [sentenceStart[i], sentenceStart[i + 1]). Shape [texts + 1]. */
  readonly sentenceStart: Uint32Array;
  /** Shape [sentences, dimension], [sentences]. */
  readonly sentenceCodes: Int8Array;
  readonly sentenceScales: Float32Array;
}

/** Whose vectors: SHA-256 of the model's weights, or the beginning of it that names their folder. */
export interface VectorFolder {
  readonly sha256: string;
}

/** Texts by which vectors are found, whatever passage they stand in now. */
export interface TextKeys {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

export function textKeys(texts: readonly string[]): TextKeys {
  return { low: Uint32Array.from(texts, textLow), high: Uint32Array.from(texts, textHigh) };
}

/** The key of one text, for a Map. */
export const textKey = (keys: TextKeys, i: number): string => `${keys.low[i]!}.${keys.high[i]!}`;

/** Where the vectors of a model are: those of other weights are never mixed with them. */
export const vectorPrefix = (datasetId: string, model: VectorFolder): string =>
  `${datasetId}/vectors/${folderOf(model)}/`;
const folderOf = ({ sha256 }: VectorFolder): string => sha256.slice(0, FOLDER_LETTERS);
const FOLDER_LETTERS = 16;

/** How many passages have vectors of a model, and what they take; kept beside them, as counting reads them all. */
export interface EmbeddedCount {
  readonly passages: number;
  readonly bytes: number;
}

const countKey = (datasetId: string, model: VectorFolder): string =>
  `${datasetId}/embedded/${folderOf(model)}`;

export async function embeddedCount(
  database: Database,
  datasetId: string,
  model: VectorFolder,
): Promise<EmbeddedCount | null> {
  return ((await database.read("index", countKey(datasetId, model))) as EmbeddedCount | undefined) ?? null;
}

export const countChange = (datasetId: string, model: VectorFolder, count: EmbeddedCount): StoreChange => ({
  store: "index",
  key: countKey(datasetId, model),
  value: count,
});

/**
 * The changes that bring the counts of every model in line with an index of these passages.
 *
 * @param added blocks that the same write brings
 */
export async function recount(
  database: Database,
  datasetId: string,
  texts: readonly string[],
  added: readonly {
    readonly model: VectorFolder;
    readonly block: VectorBlock;
    readonly bytes: number;
  }[] = [],
): Promise<StoreChange[]> {
  const prefix = `${datasetId}/vectors/`;
  const stored = await database.keys("index", prefix);
  const folders = new Set(stored.map((key) => key.slice(prefix.length, prefix.length + FOLDER_LETTERS)));
  for (const { model } of added) folders.add(folderOf(model));
  if (folders.size === 0) return [];
  const keys = textKeys(texts);
  const changes: StoreChange[] = [];
  for (const folder of folders) {
    const model = { sha256: folder };
    const known = new Set<string>();
    let bytes = 0;
    const count = (block: VectorBlock, size: number): void => {
      bytes += size;
      const own = { low: block.textLow, high: block.textHigh };
      for (let i = 0; i < block.scales.length; i++) known.add(textKey(own, i));
    };
    for (const name of await vectorBlockNames(database, datasetId, model)) {
      const block = await readVectorBlock(database, datasetId, model, name);
      if (block !== null) count(block, blockBytes(block));
    }
    for (const each of added) if (folderOf(each.model) === folder) count(each.block, each.bytes);
    const passages = texts.filter((_, i) => known.has(textKey(keys, i))).length;
    changes.push(countChange(datasetId, model, { passages, bytes }));
  }
  return changes;
}

/** About what a block takes in the store. */
export function blockBytes(block: VectorBlock): number {
  return Object.values(block).reduce(
    (sum: number, part: unknown) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    0,
  );
}

/** Name of a block: of the texts in it, so that the same texts make the same block. */
export function blockName({ low, high }: TextKeys): string {
  const joined = [...low, ...high].join(",");
  const hex = (lane: number): string => lane.toString(16).padStart(8, "0");
  return `${hex(textLow(joined))}${hex(textHigh(joined))}`;
}

export async function vectorBlockNames(
  database: Database,
  datasetId: string,
  model: VectorFolder,
): Promise<string[]> {
  const prefix = vectorPrefix(datasetId, model);
  return (await database.keys("index", prefix)).map((key) => key.slice(prefix.length));
}

export function encodeVectorBlock({ dimension, ...arrays }: VectorBlock): Uint8Array<ArrayBuffer> {
  return encodeArtifact({ ...VECTOR_FORMAT, data: { dimension }, arrays });
}

/** @throws `artifact.damaged`, `artifact.unknown-format` */
export function decodeVectorBlock(bytes: Uint8Array<ArrayBuffer>): VectorBlock {
  const { data, arrays } = decodeArtifact(bytes, VECTOR_FORMAT, "A part of the vectors");
  return {
    ...(data as { readonly dimension: number }),
    ...(arrays as unknown as Omit<VectorBlock, "dimension">),
  };
}

export async function vectorChange(
  datasetId: string,
  model: VectorFolder,
  block: VectorBlock,
): Promise<StoreChange> {
  const name = blockName({ low: block.textLow, high: block.textHigh });
  const value = await sealBlock(encodeVectorBlock(block));
  return { store: "index", key: `${vectorPrefix(datasetId, model)}${name}`, value };
}

/** One block; null where it is damaged or of another format. */
export async function readVectorBlock(
  database: Database,
  datasetId: string,
  model: VectorFolder,
  name: string,
): Promise<VectorBlock | null> {
  const bytes = await openBlock(await database.read("index", `${vectorPrefix(datasetId, model)}${name}`));
  if (bytes === null) return null;
  try {
    return decodeVectorBlock(bytes);
  } catch (error) {
    if (error instanceof AppError && error.code === "artifact.unknown-format") return null;
    throw error;
  }
}

/** The changes that put a damaged block aside. */
export async function setBlockAside(
  database: Database,
  datasetId: string,
  model: VectorFolder,
  name: string,
): Promise<StoreChange[]> {
  const key = `${vectorPrefix(datasetId, model)}${name}`;
  const value = (await database.read("index", key)) as StoredBlock | undefined;
  if (value === undefined) return [];
  return [
    { store: "index", key: setAsideKey(datasetId, name), value },
    { store: "index", key },
  ];
}
