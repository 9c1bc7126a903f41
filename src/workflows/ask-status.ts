import type { Database, EmbedderInfo } from "../core/ports.ts";
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
 * @param backend where the model computes, where that is known; null: where it did last on this device
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
    backend: backend ?? (model && (await lastBackend(database, model))),
    stale: manifest === null || isStale(manifest, { dataset }, documents),
    documents: documents.length,
    bytes: (manifest?.bytes ?? 0) + (counted?.bytes ?? 0),
    updatedAt: manifest?.updatedAt ?? null,
  };
}

/** In store `models`: where a model was last loaded, which whoever did not load it can say, too. */
const LAST_BACKEND = "embedding/backend";
interface LastBackend {
  readonly sha256: string;
  readonly backend: string;
}

async function lastBackend(database: Database, { sha256 }: VectorModel): Promise<string | null> {
  const last = (await database.read("models", LAST_BACKEND)) as LastBackend | undefined;
  return last?.sha256 === sha256 ? last.backend : null;
}

/** Keep where a model was loaded. @throws `storage.*` */
export async function keepBackend(database: Database, { sha256, backend }: EmbedderInfo): Promise<void> {
  const last = (await database.read("models", LAST_BACKEND)) as LastBackend | undefined;
  if (last?.sha256 === sha256 && last.backend === backend) return;
  const value: LastBackend = { sha256, backend };
  await database.write([{ store: "models", key: LAST_BACKEND, value }]);
}
