import type { EmbedderInfo, WorkflowContext } from "../core/ports.ts";
import { sha256 } from "../registry/index-file.ts";
import { askError } from "./ask-errors.ts";
import { passagesOfSources, readSources, type IndexManifest } from "./ask-index-store.ts";
import { embeddedText, readVectorBlock, textKey, textKeys, vectorBlockNames } from "./ask-vectors-store.ts";
import { loadRagSystem, publishRagSystem } from "./rag-artifact.ts";

/**
 * Publish the stored vectors of an index as the dataset's `rag_system`; nothing where that is what the champion holds.
 * Passages without a vector are left out.
 *
 * @throws `storage.*`
 */
export async function publishVectors(
  context: Pick<WorkflowContext, "database" | "clock" | "locks">,
  datasetId: string,
  manifest: IndexManifest,
  model: EmbedderInfo,
  durationMs: number,
): Promise<void> {
  const { database } = context;
  const { dimension } = model;
  const sources = await readSources(database, datasetId, manifest);
  if (sources === null) throw askError("ask.index-unreadable", { datasetId });
  const passages = passagesOfSources(sources);
  const keys = textKeys(passages.map(embeddedText));
  /** Text -> its passages' rows. */
  const rowsOf = new Map<string, number[]>();
  for (const row of passages.keys()) {
    const key = textKey(keys, row);
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  }
  const all = new Float32Array(passages.length * dimension);
  const found = new Uint8Array(passages.length);
  for (const name of await vectorBlockNames(database, datasetId, model)) {
    const block = await readVectorBlock(database, datasetId, model, name);
    if (block === null) continue;
    const { codes, scales } = block.vectors.passages;
    scales.forEach((scale, i) => {
      for (const row of rowsOf.get(textKey(block.keys, i)) ?? []) {
        for (let j = 0; j < dimension; j++) all[row * dimension + j] = codes[i * dimension + j]! * scale;
        found[row] = 1;
      }
    });
  }
  const rows = Array.from(passages.keys()).filter((row) => found[row] === 1);
  if (rows.length === 0) return;
  const published = {
    passageIds: rows.map((row) => passages[row]!.passageId),
    textLow: Uint32Array.from(rows, (row) => keys.low[row]!),
    textHigh: Uint32Array.from(rows, (row) => keys.high[row]!),
  };
  const { loaded } = await loadRagSystem(context, datasetId);
  if (
    loaded?.metadata.hyperparameters["model_sha256"] === model.sha256 &&
    loaded.model.passageIds.join("\n") === published.passageIds.join("\n") &&
    loaded.model.textLow.every((low, i) => low === published.textLow[i]) &&
    loaded.model.textHigh.every((high, i) => high === published.textHigh[i])
  ) {
    return;
  }
  const vectors = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => vectors.set(all.subarray(row * dimension, (row + 1) * dimension), i * dimension));
  await publishRagSystem(context, {
    ...published,
    datasetId,
    datasetRevision: manifest.datasetRevision,
    passagesSha256: await sha256(new TextEncoder().encode(manifest.sources.join("\n"))),
    modelId: model.modelId,
    modelSha256: model.sha256,
    dimension,
    vectors,
    durationMs,
  });
}
