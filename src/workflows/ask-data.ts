import type { Locks } from "../core/ports.ts";
import type { Passage, SourceText } from "../domain/document.ts";
import { hybridRag, type HybridRagState } from "../models/rag/hybrid-rag/index.ts";
import { updateAskIndex, isStale, type AskIndexContext } from "./ask-index.ts";
import {
  passagesOfSources,
  readBlock,
  readManifest,
  readSources,
  type IndexManifest,
} from "./ask-index-store.ts";
import { documentSources, isSourceKnown, sourceById } from "./ask-sources.ts";
import { askError } from "./ask-errors.ts";
import { documentIds } from "./documents.ts";
import type { TokenCache } from "./ask-tokens.ts";
import type { VectorCache } from "./ask-vectors.ts";
import type { EmbedderSlot } from "./embedder-slot.ts";
import { openForecastData, type ForecastData } from "./forecast-data.ts";

/** What answers a dataset's questions. Read-only. */
export interface AskData {
  readonly shop: ForecastData;
  readonly manifest: IndexManifest;
  readonly passages: readonly Passage[];
  readonly rowOf: ReadonlyMap<string, number>;
  readonly words: HybridRagState;
  /** Whether titles or documents have changed since the index was made. */
  readonly stale: boolean;
  /** Whether the source of a passage is still there. */
  readonly isKnown: (sourceId: string) => boolean;
}

/** Keeps what was last asked for, as long as it does not change. One a worker. */
export interface AskCache {
  current: { readonly key: string; readonly index: Promise<LoadedIndex | null> } | null;
}
export const askCache = (): AskCache => ({ current: null });

export interface AskContext extends AskIndexContext {
  readonly locks: Locks;
  readonly asks: AskCache;
  readonly vectors: VectorCache;
  readonly tokens: TokenCache;
  /** null where there is no language model: questions are answered by words. */
  readonly embedder: EmbedderSlot | null;
}

interface LoadedIndex {
  readonly passages: readonly Passage[];
  readonly rowOf: ReadonlyMap<string, number>;
  readonly words: HybridRagState;
}

/**
 * The dataset with its index, from the cache when both are as they were. A dataset without an index gets one; so does
 * one whose index is damaged.
 *
 * @throws `import.unknown-dataset`, `storage.*`
 */
export async function openAskData(context: AskContext, datasetId: string): Promise<AskData> {
  const shop = await openForecastData(context, datasetId);
  const documents = await documentIds(context.database, datasetId);
  let manifest = await readManifest(context.database, datasetId);
  let index = manifest && (await cachedIndex(context, datasetId, manifest));
  if (manifest === null || index === null) {
    manifest = await updateAskIndex(context, datasetId, true);
    index = await cachedIndex(context, datasetId, manifest);
    if (index === null) throw askError("ask.index-unreadable", { datasetId });
  }
  const known = documentSources(documents);
  return {
    shop,
    manifest,
    ...index,
    stale: isStale(manifest, shop, documents),
    isKnown: (sourceId) => isSourceKnown(sourceId, shop, known),
  };
}

/**
 * The whole source that a passage was taken from, with where the passage stands in it.
 *
 * @throws `ask.unknown-passage` where the source is gone or says something else now
 */
export async function passageSource(
  context: AskContext,
  datasetId: string,
  passageId: string,
): Promise<{ source: SourceText; section: number; start: number; end: number }> {
  const data = await openAskData(context, datasetId);
  const passage = data.passages[data.rowOf.get(passageId) ?? -1];
  const source = passage && (await sourceById(context.database, data.shop, passage.sourceId));
  if (!passage || !source) throw askError("ask.unknown-passage", { passageId });
  const { section, start, text } = passage;
  const end = start + text.length;
  if (source.sections[section]?.text.slice(start, end) !== text) {
    throw askError("ask.unknown-passage", { passageId });
  }
  return { source, section, start, end };
}

/** null where a part of the index is damaged. */
function cachedIndex(
  context: AskContext,
  datasetId: string,
  manifest: IndexManifest,
): Promise<LoadedIndex | null> {
  const key = `${datasetId} ${manifest.revision} ${manifest.words}`;
  const { asks } = context;
  if (asks.current?.key === key) return asks.current.index;
  const index = loadIndex(context, datasetId, manifest);
  const entry = { key, index };
  asks.current = entry;
  const forget = (): void => {
    if (asks.current === entry) asks.current = null;
  };
  // What failed or was damaged may succeed the next time.
  index.then((loaded) => loaded === null && forget(), forget);
  return index;
}

async function loadIndex(
  { database }: AskContext,
  datasetId: string,
  manifest: IndexManifest,
): Promise<LoadedIndex | null> {
  const sources = await readSources(database, datasetId, manifest);
  const bytes = await readBlock(database, datasetId, manifest.words);
  if (sources === null || bytes === null) return null;
  const passages = passagesOfSources(sources);
  return {
    passages,
    rowOf: new Map(passages.map(({ passageId }, row) => [passageId, row])),
    words: hybridRag.load(bytes),
  };
}
