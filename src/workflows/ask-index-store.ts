import type { Database, StoreChange } from "../core/ports.ts";
import type { Passage, SourceKind } from "../domain/document.ts";
import { sha256 } from "../registry/index-file.ts";

/** Raise it when passages are cut or words are counted in another way: older indexes are then made anew. */
export const INDEX_FORMAT = 1;
const BLOCK_SOURCES = 512;

/** A source as the index holds it: cut into passages, with the hash of what it was cut from. */
export interface IndexedSource {
  readonly sourceId: string;
  /** Of the text that it was cut from, both lanes of `domain/line-identity`. */
  readonly hash: readonly [low: number, high: number];
  readonly kind: SourceKind;
  readonly title: string;
  readonly itemId: string | null;
  readonly language: string | null;
  readonly passages: readonly Pick<Passage, "headings" | "page" | "text" | "section" | "start">[];
}

/**
 * `index/<datasetId>/manifest`: what the index of a dataset is made of. Its parts lie in `/blocks/` under their
 * SHA-256, so that a part is what the manifest names or it is damaged, and parts that stay are not written again.
 */
export interface IndexManifest {
  readonly format: typeof INDEX_FORMAT;
  /** Grows with each change of the index. */
  readonly revision: number;
  /** The dataset and its documents as they were then. */
  readonly datasetRevision: number;
  readonly documents: readonly string[];
  readonly updatedAt: string;
  readonly passages: number;
  /** JSON of `IndexedSource[]`, in the order of the passages. */
  readonly sources: readonly string[];
  /** State of the word index over the passages. */
  readonly words: string;
  readonly bytes: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** A part of an index to be stored. */
export interface IndexBlock {
  readonly name: string;
  readonly bytes: Bytes;
}

/** null where there is no index, or one of another format. */
export async function readManifest(database: Database, datasetId: string): Promise<IndexManifest | null> {
  const value = await database.read("index", manifestKey(datasetId));
  return isManifest(value) ? value : null;
}

/** The bytes of a part; null where it is missing or damaged. */
export async function readBlock(database: Database, datasetId: string, name: string): Promise<Bytes | null> {
  const value = await database.read("index", blockKey(datasetId, name));
  if (!(value instanceof Uint8Array)) return null;
  const bytes = value as Bytes;
  return (await sha256(bytes)) === name ? bytes : null;
}

export async function sealIndexBlock(bytes: Bytes): Promise<IndexBlock> {
  return { name: await sha256(bytes), bytes };
}

/** Sources as parts of the index. Equal sources in equal order give equal parts. */
export async function sourceBlocks(sources: readonly IndexedSource[]): Promise<IndexBlock[]> {
  const blocks: IndexBlock[] = [];
  for (let first = 0; first < sources.length; first += BLOCK_SOURCES) {
    const json = JSON.stringify(sources.slice(first, first + BLOCK_SOURCES));
    blocks.push(await sealIndexBlock(new TextEncoder().encode(json)));
  }
  return blocks;
}

/** The sources of one part; null where it is missing or damaged. */
export async function readSourceBlock(
  database: Database,
  datasetId: string,
  name: string,
): Promise<IndexedSource[] | null> {
  const bytes = await readBlock(database, datasetId, name);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as IndexedSource[]);
}

/** All sources of an index, in order; null where a part of it is missing or damaged. */
export async function readSources(
  database: Database,
  datasetId: string,
  manifest: IndexManifest,
): Promise<IndexedSource[] | null> {
  // At once: the store's threads read and hash while this one takes apart what is there.
  const blocks = await Promise.all(
    manifest.sources.map((name) => readSourceBlock(database, datasetId, name)),
  );
  const sources: IndexedSource[] = [];
  for (const block of blocks) {
    if (block === null) return null;
    for (const source of block) sources.push(source);
  }
  return sources;
}

/** All passages of sources, in order. */
export function passagesOfSources(sources: readonly IndexedSource[]): Passage[] {
  return sources.flatMap(({ sourceId, kind, title, itemId, language, passages }) =>
    passages.map((passage, number) => ({
      passageId: `${sourceId}#${number}`,
      sourceId,
      kind,
      title,
      itemId,
      language,
      ...passage,
    })),
  );
}

/**
 * The changes that make `manifest` the dataset's index: its new parts, and the end of those that it no longer names.
 *
 * @param blocks all parts of the index; those that are stored already are left as they are
 * @param damaged names of stored parts that are not what they should be: kept aside, and written again
 */
export async function indexChanges(
  database: Database,
  datasetId: string,
  manifest: IndexManifest,
  blocks: readonly IndexBlock[],
  damaged: ReadonlySet<string>,
): Promise<StoreChange[]> {
  const prefix = blockKey(datasetId, "");
  const stored = new Set((await database.keys("index", prefix)).map((key) => key.slice(prefix.length)));
  const wanted = new Map(blocks.map((block) => [block.name, block.bytes]));
  const changes: StoreChange[] = [];
  for (const name of damaged) {
    const value = await database.read("index", blockKey(datasetId, name));
    if (value !== undefined) changes.push({ store: "index", key: setAsideKey(datasetId, name), value });
  }
  for (const [name, value] of wanted) {
    if (!stored.has(name) || damaged.has(name)) {
      changes.push({ store: "index", key: blockKey(datasetId, name), value });
    }
  }
  for (const name of stored) {
    if (!wanted.has(name)) changes.push({ store: "index", key: blockKey(datasetId, name) });
  }
  changes.push({ store: "index", key: manifestKey(datasetId), value: manifest });
  return changes;
}

/** Name of the lock under which the passages and words of a dataset's index are changed. */
export const askIndexLock = (datasetId: string): string => `ask-index/${datasetId}`;
/** Its vectors have a lock of their own: what takes half an hour must not keep a new title from being found. */
export const askVectorsLock = (datasetId: string): string => `ask-index/${datasetId}/vectors`;
/** Where a damaged part goes, kept for whoever wants to look at it. */
export const setAsideKey = (datasetId: string, name: string): string => `${datasetId}/set-aside/${name}`;
export const manifestKey = (datasetId: string): string => `${datasetId}/manifest`;
export const blockKey = (datasetId: string, name: string): string => `${datasetId}/blocks/${name}`;

function isManifest(value: unknown): value is IndexManifest {
  if (typeof value !== "object" || value === null) return false;
  const { format, revision, documents, sources, words } = value as Partial<
    Record<keyof IndexManifest, unknown>
  >;
  return (
    format === INDEX_FORMAT &&
    Number.isInteger(revision) &&
    Array.isArray(documents) &&
    Array.isArray(sources) &&
    typeof words === "string"
  );
}
