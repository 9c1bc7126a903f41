import type { Database } from "../core/ports.ts";
import type { AskIndexStatus } from "../domain/ask.ts";
import { weightsOf } from "../domain/embedding-model.ts";
import { isStale } from "./ask-index.ts";
import { readManifest } from "./ask-index-store.ts";
import { embeddedCount } from "./ask-vectors-store.ts";
import { readDataset } from "./datasets.ts";
import { documentIds } from "./documents.ts";
import type { VectorModel } from "./embedder-slot.ts";
import { answeringModel } from "./index-models.ts";

/**
 * How far the index of a dataset is; cheap, so that it can be asked for often.
 *
 * @param model of the vectors that count; null where there is none
 * @param backend where the model computes, where that is known
 * @throws `import.unknown-dataset`
 */
export async function askIndexStatus(
  database: Database,
  datasetId: string,
  model: VectorModel | null,
  backend: string | null,
): Promise<AskIndexStatus> {
  const dataset = await readDataset(database, datasetId);
  const documents = await documentIds(database, datasetId);
  const manifest = await readManifest(database, datasetId);
  const answering = model && (await answeringModel(database, datasetId));
  const counted = manifest && model && (await embeddedCount(database, datasetId, model));
  return {
    datasetId,
    passages: manifest?.passages ?? 0,
    embedded: Math.min(counted?.passages ?? 0, manifest?.passages ?? 0),
    modelId: model?.modelId ?? null,
    meanwhile: answering && weightsOf(answering).sha256 !== model.sha256 ? answering.label : null,
    backend,
    stale: manifest === null || isStale(manifest, { dataset }, documents),
    documents: documents.length,
    bytes: (manifest?.bytes ?? 0) + (counted?.bytes ?? 0),
    updatedAt: manifest?.updatedAt ?? null,
  };
}
