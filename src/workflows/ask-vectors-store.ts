import { AppError } from "../core/errors.ts";
import type { Database, StoreChange } from "../core/ports.ts";
import type { Passage } from "../domain/document.ts";
import { textHigh, textLow } from "../domain/line-identity.ts";
import type { PassageVectors } from "../models/rag/task.ts";
import { decodeArtifact, encodeArtifact } from "../registry/artifact.ts";
import { registryError } from "../registry/errors.ts";
import { setAsideKey } from "./ask-index-store.ts";
import { openBlock, sealBlock, type StoredBlock } from "./stored-block.ts";

/** Raise it when vectors are made of other text or kept in another way: older ones are then made anew. */
export const VECTOR_FORMAT = { kind: "passage-vectors", version: 1 } as const;

/** Vectors of some passages, told by their texts. */
export interface VectorBlock {
  readonly vectors: PassageVectors;
  readonly keys: TextKeys;
}

/** Whose vectors: SHA-256 of the model's weights, or the beginning of it that names their folder. */
export interface VectorFolder {
  readonly sha256: string;
}

/** What vectors are found by, whatever passage has that text now: both lanes of `domain/line-identity`. Shape [texts]. */
export interface TextKeys {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** What is embedded of a passage: a record is in another way than the same text elsewhere. */
export const embeddedText = ({ kind, text }: Pick<Passage, "kind" | "text">): string =>
  kind === "record" ? `record\n${text}` : text;

/** @param texts as `embeddedText` gives them */
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

/** Keys of everything that was made with a model, of all datasets. */
export async function modelVectorKeys(database: Database, model: VectorFolder): Promise<string[]> {
  const folder = folderOf(model);
  const marks = [`/vectors/${folder}/`, `/tokens/${folder}-`];
  return (await database.keys("index", "")).filter(
    (key) => key.endsWith(`/embedded/${folder}`) || marks.some((mark) => key.includes(mark)),
  );
}

export const countChange = (datasetId: string, model: VectorFolder, count: EmbeddedCount): StoreChange => ({
  store: "index",
  key: countKey(datasetId, model),
  value: count,
});

/** The changes that bring the counts of every model in line with an index of these texts, one a passage. */
export async function recount(
  database: Database,
  datasetId: string,
  texts: readonly string[],
): Promise<StoreChange[]> {
  const prefix = `${datasetId}/vectors/`;
  const stored = await database.keys("index", prefix);
  const folders = new Set(stored.map((key) => key.slice(prefix.length, prefix.length + FOLDER_LETTERS)));
  if (folders.size === 0) return [];
  const keys = textKeys(texts);
  const changes: StoreChange[] = [];
  for (const folder of folders) {
    const model = { sha256: folder };
    const known = new Set<string>();
    let bytes = 0;
    for (const name of await vectorBlockNames(database, datasetId, model)) {
      const block = await readVectorBlock(database, datasetId, model, name);
      if (block === null) continue;
      bytes += blockBytes(block);
      for (let i = 0; i < block.keys.low.length; i++) known.add(textKey(block.keys, i));
    }
    const passages = texts.filter((_, i) => known.has(textKey(keys, i))).length;
    changes.push(countChange(datasetId, model, { passages, bytes }));
  }
  return changes;
}

/** What a block takes in the store, about. */
export function blockBytes({ vectors, keys }: VectorBlock): number {
  const { passages, sentenceStart, sentences } = vectors;
  return [passages, sentences]
    .flatMap(({ codes, scales }) => [codes, scales])
    .reduce((sum, part) => sum + part.byteLength, sentenceStart.byteLength + 2 * keys.low.byteLength);
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

export function encodeVectorBlock({ vectors, keys }: VectorBlock): Uint8Array<ArrayBuffer> {
  const { passages, sentenceStart, sentences } = vectors;
  return encodeArtifact({
    ...VECTOR_FORMAT,
    data: { dimension: passages.dimension },
    arrays: {
      textLow: keys.low,
      textHigh: keys.high,
      codes: passages.codes,
      scales: passages.scales,
      sentenceStart,
      sentenceCodes: sentences.codes,
      sentenceScales: sentences.scales,
    },
  });
}

/** @throws `artifact.damaged`, `artifact.unknown-format` */
export function decodeVectorBlock(bytes: Uint8Array<ArrayBuffer>): VectorBlock {
  const { data, arrays } = decodeArtifact(bytes, VECTOR_FORMAT, "A part of the vectors");
  const { dimension } = data as { readonly dimension: number };
  const {
    textLow: low,
    textHigh: high,
    codes,
    scales,
    sentenceStart,
    sentenceCodes,
    sentenceScales,
  } = arrays;
  const count = scales?.length ?? -1;
  if (
    !(low instanceof Uint32Array && high instanceof Uint32Array && codes instanceof Int8Array) ||
    !(scales instanceof Float32Array && sentenceScales instanceof Float32Array) ||
    !(sentenceStart instanceof Int32Array && sentenceCodes instanceof Int8Array) ||
    [low.length, high.length, sentenceStart.length - 1].some((length) => length !== count) ||
    codes.length !== count * dimension ||
    sentenceCodes.length !== sentenceScales.length * dimension ||
    sentenceStart[count] !== sentenceScales.length
  ) {
    const reason = `its arrays do not fit ${count} vectors of ${dimension} numbers`;
    throw registryError("artifact.damaged", { what: "A part of the vectors", reason });
  }
  return {
    keys: { low, high },
    vectors: {
      passages: { dimension, codes, scales },
      sentenceStart,
      sentences: { dimension, codes: sentenceCodes, scales: sentenceScales },
    },
  };
}

export async function vectorChange(
  datasetId: string,
  model: VectorFolder,
  block: VectorBlock,
): Promise<StoreChange> {
  const name = blockName(block.keys);
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
    if (error instanceof AppError && error.code.startsWith("artifact.")) return null;
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
