import { throwIfAborted } from "../core/errors.ts";
import type { Database, EmbedderInfo, StoreChange, TextEmbedder } from "../core/ports.ts";
import type { Passage } from "../domain/document.ts";
import { embedPassageBatch } from "../training/embed-passage-batch.ts";
import { updateAskIndex, type AskIndexContext } from "./ask-index.ts";
import { askError } from "./ask-errors.ts";
import { askVectorsLock, passagesOfSources, readSources, type IndexManifest } from "./ask-index-store.ts";
import {
  blockBytes,
  countChange,
  embeddedCount,
  embeddedText,
  readVectorBlock,
  setBlockAside,
  textKey,
  textKeys,
  vectorBlockNames,
  vectorChange,
  vectorPrefix,
} from "./ask-vectors-store.ts";
import { openForecastData, type ForecastData } from "./forecast-data.ts";
import { publishVectors } from "./publish-vectors.ts";
import { soldPopularity } from "./recommender-data.ts";

/** Texts of a stored block: a killed tab loses the seconds that they take. */
const BLOCK_TEXTS = 128;
/** Texts that nobody needs any more may stay until they are so many more than the others. */
const SPARE_TEXTS = 1000;

export interface EmbedContext extends AskIndexContext {
  readonly embedder: TextEmbedder;
}

/**
 * Make the vectors that the passages of a dataset lack, those of documents and of titles that sell first. Every block
 * is kept when it is done, so that whoever ends it goes on there; a text that was embedded once is not again, whatever
 * passage it stands in. At the end they are published as the dataset's `rag_system`.
 *
 * @throws `storage.busy` while another tab is at it; `embedding.*`, `import.unknown-dataset`, `core.aborted`,
 *   `storage.*`
 */
export async function embedPassages(context: EmbedContext, datasetId: string): Promise<void> {
  await context.locks.hold(askVectorsLock(datasetId), { wait: false }, async () => {
    const start = context.clock.monotonicMs();
    // Titles may come while vectors are made: until the index stays what it was.
    let manifest = await updateAskIndex(context, datasetId, true);
    for (let embedded = -1; embedded !== manifest.revision;) {
      embedded = manifest.revision;
      await embedIndex(context, datasetId, manifest);
      manifest = await updateAskIndex(context, datasetId, true);
    }
    const durationMs = context.clock.monotonicMs() - start;
    await publishVectors(context, datasetId, manifest, context.embedder.info, durationMs);
  });
}

async function embedIndex(context: EmbedContext, datasetId: string, manifest: IndexManifest): Promise<void> {
  const { database, embedder, progress, signal, clock } = context;
  const shop = await openForecastData(context, datasetId);
  const sources = await readSources(database, datasetId, manifest);
  if (sources === null) throw askError("ask.index-unreadable", { datasetId });
  /** Text -> the passages that it is. */
  const passagesOf = new Map<string, Passage[]>();
  for (const passage of byImportance(passagesOfSources(sources), shop)) {
    const text = embeddedText(passage);
    const same = passagesOf.get(text);
    if (same === undefined) passagesOf.set(text, [passage]);
    else same.push(passage);
  }
  const texts = [...passagesOf.keys()];
  const keys = textKeys(texts);
  const stored = await storedTexts(database, datasetId, embedder.info);
  const missing = texts.filter((_, i) => !stored.has(textKey(keys, i)));

  const start = clock.monotonicMs();
  const lacking = missing.reduce((sum, text) => sum + passagesOf.get(text)!.length, 0);
  const counted = await embeddedCount(database, datasetId, embedder.info);
  let passages = manifest.passages - lacking;
  let bytes = counted?.bytes ?? 0;
  const letters = missing.reduce((sum, text) => sum + text.length, 0);
  let lettersDone = 0;
  const report = (done: number): void =>
    progress({
      phase: "Making vectors",
      done: passages + done,
      total: manifest.passages,
      unit: "passages",
      remainingMs:
        lettersDone === 0 ? null : ((clock.monotonicMs() - start) / lettersDone) * (letters - lettersDone),
    });
  report(0);
  for (let first = 0; first < missing.length; first += BLOCK_TEXTS) {
    throwIfAborted(signal, "Making vectors");
    const batch = missing.slice(first, first + BLOCK_TEXTS);
    const { vectors } = await embedPassageBatch(
      embedder,
      batch.map((text) => passagesOf.get(text)![0]!),
      { signal, onBatch: report },
    );
    const block = { vectors, keys: textKeys(batch) };
    const change = await vectorChange(datasetId, embedder.info, block);
    throwIfAborted(signal, "Making vectors");
    passages += batch.reduce((sum, text) => sum + passagesOf.get(text)!.length, 0);
    bytes += blockBytes(block);
    await database.write([change, countChange(datasetId, embedder.info, { passages, bytes })]);
    lettersDone += batch.reduce((sum, text) => sum + text.length, 0);
    report(0);
  }
  const needed = new Set(texts.map((_, i) => textKey(keys, i)));
  await dropSpare(database, datasetId, embedder.info, needed);
}

/** Documents, notes and reviews first, then titles by what they sell, those in stock before others, in index order. */
function byImportance(passages: readonly Passage[], shop: ForecastData): Passage[] {
  const popularity = soldPopularity(shop);
  const rank = ({ kind, itemId }: Passage): number => {
    if (kind === "document" || kind === "note" || kind === "review") return 3;
    const row = itemId === null ? undefined : shop.rowOf.get(itemId);
    if (row === undefined) return 0;
    return popularity[row]! + ((shop.stock.get(itemId!)?.onHand ?? 0) > 0 ? 1 : 0);
  };
  const ranks = Float64Array.from(passages, rank);
  return Array.from(passages.keys())
    .sort((a, b) => ranks[b]! - ranks[a]! || a - b)
    .map((row) => passages[row]!);
}

/** Texts that have vectors of the model. What is damaged is put aside: its texts count as missing. */
async function storedTexts(
  database: Database,
  datasetId: string,
  model: EmbedderInfo,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const name of await vectorBlockNames(database, datasetId, model)) {
    const block = await readVectorBlock(database, datasetId, model, name);
    if (block === null) {
      await database.write(await setBlockAside(database, datasetId, model, name));
      continue;
    }
    for (let i = 0; i < block.keys.low.length; i++) known.add(textKey(block.keys, i));
  }
  return known;
}

/** Remove blocks that no passage needs, once they are many: a text that was taken away may come back. */
async function dropSpare(
  database: Database,
  datasetId: string,
  model: EmbedderInfo,
  needed: ReadonlySet<string>,
): Promise<void> {
  let spare = 0;
  const changes: StoreChange[] = [];
  for (const name of await vectorBlockNames(database, datasetId, model)) {
    const block = await readVectorBlock(database, datasetId, model, name);
    if (block === null) continue;
    const { length } = block.keys.low;
    const unused = Array.from({ length }, (_, i) => textKey(block.keys, i)).filter((key) => !needed.has(key));
    spare += unused.length;
    if (unused.length === length) {
      changes.push({ store: "index", key: `${vectorPrefix(datasetId, model)}${name}` });
    }
  }
  if (spare > needed.size + SPARE_TEXTS) await database.write(changes);
}
