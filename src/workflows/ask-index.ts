import { throwIfAborted } from "../core/errors.ts";
import type { Database, WorkflowContext } from "../core/ports.ts";
import { seededRandom } from "../core/random.ts";
import { passagesOf } from "../features/passages.ts";
import { hybridRag } from "../models/rag/hybrid-rag/index.ts";
import { modelOptions } from "../models/options.ts";
import {
  askIndexLock,
  indexChanges,
  INDEX_FORMAT,
  passagesOfSources,
  readBlock,
  readManifest,
  readSourceBlock,
  sealIndexBlock,
  sourceBlocks,
  type IndexedSource,
  type IndexManifest,
} from "./ask-index-store.ts";
import { embeddedText, recount } from "./ask-vectors-store.ts";
import { askSources, sourceHash } from "./ask-sources.ts";
import { documentIds } from "./documents.ts";
import { openForecastData, type ForecastData, type ForecastDataCache } from "./forecast-data.ts";

export interface AskIndexContext extends Pick<
  WorkflowContext,
  "database" | "clock" | "locks" | "progress" | "signal"
> {
  readonly cache: ForecastDataCache;
}

/** Sources between two reports of progress. */
const REPORT_EVERY = 1024;
const SEED = 1;

/**
 * Bring the index of a dataset up to date: passages of what changed, told by the hash of its text, and the words of
 * all. The same sources give the same bytes, whatever was indexed before. One write: ending it leaves the old index.
 *
 * @param wait for another tab that is at it; else `storage.busy` is thrown
 * @returns the index as it now is
 * @throws `import.unknown-dataset`, `core.aborted`, `storage.*`
 */
export async function updateAskIndex(
  context: AskIndexContext,
  datasetId: string,
  wait = false,
): Promise<IndexManifest> {
  return context.locks.hold(askIndexLock(datasetId), { wait }, async () => {
    const { database, progress, signal } = context;
    const shop = await openForecastData(context, datasetId);
    const documents = await documentIds(database, datasetId);
    const old = await readManifest(database, datasetId);
    // Another tab may have done it while this one waited.
    if (old !== null && !isStale(old, shop, documents) && (await isWhole(database, datasetId, old)))
      return old;

    const { known, damaged } = await storedSources(database, datasetId, old);
    const sources: IndexedSource[] = [];
    const total = shop.itemId.length;
    for await (const source of askSources(database, shop, documents)) {
      if (sources.length % REPORT_EVERY === 0) {
        throwIfAborted(signal, "Indexing");
        progress({ phase: "Reading titles", done: sources.length, total, unit: "titles", remainingMs: null });
      }
      const hash = sourceHash(source);
      const before = known.get(source.sourceId);
      if (before?.hash[0] === hash[0] && before.hash[1] === hash[1]) {
        sources.push(before);
        continue;
      }
      const { sourceId, kind, title, itemId, language } = source;
      const passages = passagesOf(source).map(({ headings, page, text, section, start }) => ({
        headings,
        page,
        text,
        section,
        start,
      }));
      sources.push({ sourceId, hash, kind, title, itemId, language, passages });
    }
    const blocks = await sourceBlocks(sources);
    const names = blocks.map(({ name }) => name);
    const passages = passagesOfSources(sources);
    progress({ phase: "Counting words", done: 0, total: null, unit: "passages", remainingMs: null });
    const words = await wordsOf(context, datasetId, old, names, passages);
    if (words.damaged) damaged.add(old!.words);
    throwIfAborted(signal, "Indexing");
    const all = [...blocks, words.block];
    const manifest: IndexManifest = {
      format: INDEX_FORMAT,
      revision: (old?.revision ?? 0) + 1,
      datasetRevision: shop.dataset.revision,
      documents,
      updatedAt: context.clock.isoNow(),
      passages: passages.length,
      sources: names,
      words: words.block.name,
      bytes: all.reduce((sum, { bytes }) => sum + bytes.length, 0),
    };
    const texts = passages.map(embeddedText);
    await database.write([
      ...(await indexChanges(database, datasetId, manifest, all, damaged)),
      ...(await recount(database, datasetId, texts)),
    ]);
    return manifest;
  });
}

/** Whether the dataset's titles or its documents may have changed since its index was made. */
export function isStale(
  manifest: IndexManifest,
  shop: Pick<ForecastData, "dataset">,
  documents: readonly string[],
): boolean {
  return (
    manifest.datasetRevision !== shop.dataset.revision ||
    manifest.documents.length !== documents.length ||
    manifest.documents.some((id, i) => id !== documents[i])
  );
}

/** Whether all parts of an index can be read. */
async function isWhole(database: Database, datasetId: string, manifest: IndexManifest): Promise<boolean> {
  for (const name of [...manifest.sources, manifest.words]) {
    if ((await readBlock(database, datasetId, name)) === null) return false;
  }
  return true;
}

/** What an older index has cut already; parts that are damaged are named, and count as not there. */
async function storedSources(
  database: Database,
  datasetId: string,
  manifest: IndexManifest | null,
): Promise<{ readonly known: ReadonlyMap<string, IndexedSource>; readonly damaged: Set<string> }> {
  const known = new Map<string, IndexedSource>();
  const damaged = new Set<string>();
  for (const name of manifest?.sources ?? []) {
    const sources = await readSourceBlock(database, datasetId, name);
    if (sources === null) damaged.add(name);
    for (const source of sources ?? []) known.set(source.sourceId, source);
  }
  return { known, damaged };
}

/** The word index: the stored one where the passages are the same, else a new one. */
async function wordsOf(
  context: AskIndexContext,
  datasetId: string,
  old: IndexManifest | null,
  names: readonly string[],
  passages: ReturnType<typeof passagesOfSources>,
) {
  let damaged = false;
  if (old !== null && old.sources.join() === names.join()) {
    const bytes = await readBlock(context.database, datasetId, old.words);
    if (bytes !== null) return { block: { name: old.words, bytes }, damaged };
    damaged = true;
  }
  const state = hybridRag.fit({ passages, vectors: null }, modelOptions(hybridRag, {}), {
    random: seededRandom(SEED, "ask-index"),
    progress: context.progress,
    signal: context.signal,
  });
  return { block: await sealIndexBlock(hybridRag.save(state)), damaged };
}
