import { throwIfAborted } from "../core/errors.ts";
import type { Database, EmbedderInfo, StoreChange, TextEmbedder } from "../core/ports.ts";
import type { Passage } from "../domain/document.ts";
import type { TokenProjection } from "../models/rag/passage-tokens.ts";
import { embedPassageBatch } from "../training/embed-passage-batch.ts";
import { keepBackend } from "./ask-status.ts";
import { giveWay } from "./ask-turn.ts";
import { updateAskIndex, type AskIndexContext } from "./ask-index.ts";
import { askError } from "./ask-errors.ts";
import { askVectorsLock, passagesOfSources, readSources, type IndexManifest } from "./ask-index-store.ts";
import { tokenChanges, tokenPartNames } from "./ask-tokens-store.ts";
import {
  blockBytes,
  blockName,
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
import { soldPopularity } from "./recommender-data.ts";

/** Texts of a stored block: a killed tab loses the seconds that they take. */
const BLOCK_TEXTS = 128;
/** Texts that nobody needs any more may stay until they are so many more than the others. */
const SPARE_TEXTS = 1000;

export interface EmbedContext extends AskIndexContext {
  readonly embedder: TextEmbedder;
  /** For the token vectors that the reranker reads; null: none are kept. */
  readonly projection: StoredProjection | null;
}

/** A projection and what it is told by. */
export interface StoredProjection extends TokenProjection {
  readonly sha256: string;
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
    await keepBackend(context.database, context.embedder.info);
    // Titles may come while vectors are made: until the index stays what it was.
    let manifest = await updateAskIndex(context, datasetId, true);
    for (let embedded = -1; embedded !== manifest.revision;) {
      embedded = manifest.revision;
      await embedIndex(context, datasetId, manifest);
      manifest = await updateAskIndex(context, datasetId, true);
    }
    const durationMs = context.clock.monotonicMs() - start;
    // Files of faiss and graphs of neighbours: needed once, at the end.
    const { publishVectors } = await import("./publish-vectors.ts");
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
  const passages = passagesOfSources(sources);
  for (const passage of byImportance(passages, shop)) {
    const text = embeddedText(passage);
    const same = passagesOf.get(text);
    if (same === undefined) passagesOf.set(text, [passage]);
    else same.push(passage);
  }
  const texts = [...passagesOf.keys()];
  const keys = textKeys(texts);
  const wanted = tokensWanted(context, passages);
  const needsTokens = texts.flatMap((text, i) => (wanted(passagesOf.get(text)![0]!) ? textKey(keys, i) : []));
  const stored = await storedTexts(context, datasetId, new Set(needsTokens));
  const missing = texts.filter((_, i) => !stored.has(textKey(keys, i)));

  const start = clock.monotonicMs();
  const lacking = missing.reduce((sum, text) => sum + passagesOf.get(text)!.length, 0);
  const counted = await embeddedCount(database, datasetId, embedder.info);
  let embedded = manifest.passages - lacking;
  let bytes = counted?.bytes ?? 0;
  const letters = missing.reduce((sum, text) => sum + text.length, 0);
  let lettersDone = 0;
  const report = (done: number): void =>
    progress({
      phase: "Making vectors",
      done: embedded + done,
      total: manifest.passages,
      unit: "passages",
      remainingMs:
        lettersDone === 0 ? null : ((clock.monotonicMs() - start) / lettersDone) * (letters - lettersDone),
    });
  report(0);
  for (let first = 0; first < missing.length; first += BLOCK_TEXTS) {
    throwIfAborted(signal, "Making vectors");
    const batch = missing.slice(first, first + BLOCK_TEXTS);
    const batchPassages = batch.map((text) => passagesOf.get(text)![0]!);
    const kept = batchPassages.some(wanted) ? context.projection : null;
    const made = await embedPassageBatch(embedder, batchPassages, {
      projection: kept,
      signal,
      onBatch: report,
      beforeBatch: () => giveWay(context.locks),
    });
    const block = { vectors: made.vectors, keys: textKeys(batch) };
    const changes = [await vectorChange(datasetId, embedder.info, block)];
    if (kept !== null) {
      const tokens = made.tokens.map((each, i) => (wanted(batchPassages[i]!) ? each : null));
      const folder = { sha256: embedder.info.sha256, projectionSha256: kept.sha256 };
      changes.push(...(await tokenChanges(datasetId, folder, blockName(block.keys), tokens)));
    }
    throwIfAborted(signal, "Making vectors");
    embedded += batch.reduce((sum, text) => sum + passagesOf.get(text)!.length, 0);
    bytes += blockBytes(block);
    await database.write([...changes, countChange(datasetId, embedder.info, { passages: embedded, bytes })]);
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

/** Above this the token vectors of records, which say little, would take more room than all else. */
const MOST_WITH_TOKENS = 20_000;

/** Whether the token vectors of a passage are kept. */
function tokensWanted(
  { projection }: EmbedContext,
  passages: readonly Passage[],
): (passage: Pick<Passage, "kind">) => boolean {
  const all = passages.length <= MOST_WITH_TOKENS;
  return ({ kind }) => projection !== null && (all || kind !== "record");
}

/**
 * Texts that have vectors of the model, and tokens where they are wanted. What is damaged is put aside: its texts count
 * as missing.
 */
async function storedTexts(
  { database, embedder, projection }: EmbedContext,
  datasetId: string,
  needsTokens: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const model = embedder.info;
  const known = new Set<string>();
  const parts =
    projection === null
      ? []
      : await tokenPartNames(database, datasetId, {
          sha256: model.sha256,
          projectionSha256: projection.sha256,
        });
  const withTokens = new Set(parts.map((name) => name.slice(0, name.indexOf("/"))));
  for (const name of await vectorBlockNames(database, datasetId, model)) {
    const block = await readVectorBlock(database, datasetId, model, name);
    if (block === null) {
      await database.write(await setBlockAside(database, datasetId, model, name));
      continue;
    }
    for (let i = 0; i < block.keys.low.length; i++) {
      const key = textKey(block.keys, i);
      if (withTokens.has(name) || !needsTokens.has(key)) known.add(key);
    }
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
      const tokens = await database.keys("index", `${datasetId}/tokens/`);
      for (const key of tokens) if (key.includes(`/${name}/`)) changes.push({ store: "index", key });
    }
  }
  if (spare > needed.size + SPARE_TEXTS) await database.write(changes);
}
