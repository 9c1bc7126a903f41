import type { Database, StoreChange } from "../core/ports.ts";
import {
  BUILT_IN_MODEL,
  weightsOf,
  type EmbeddingModel,
  type IndexModels,
  type ListedModel,
} from "../domain/embedding-model.ts";
import { readManifest } from "./ask-index-store.ts";
import { embeddedCount, modelVectorKeys } from "./ask-vectors-store.ts";
import {
  embeddingModels,
  modelsOnOffer,
  removeModel,
  type EmbeddingModelsContext,
} from "./embedding-models.ts";
import { embeddingModelError } from "./embedding-model-errors.ts";
import { addedModels } from "./model-store.ts";

/** Which model vectors are made with, and which one they were made with before; in store `models`. */
const CHOICE = "embedding/choice";
interface ModelChoice {
  readonly modelId: string;
  readonly beforeId: string | null;
}

/** The models of this device as a list, and the one that vectors are made with. */
export async function indexModels(database: Database): Promise<IndexModels> {
  const added = await addedModels(database);
  return {
    models: [
      listed(BUILT_IN_MODEL, { builtIn: true, verified: true, url: null, doubts: [] }),
      ...added.map((model) => listed(model, { ...model, builtIn: false })),
    ],
    chosenId: (await chosenModel(database)).modelId,
    offered: await modelsOnOffer(database),
  };
}

function listed(
  model: EmbeddingModel,
  { builtIn, verified, url, doubts }: Pick<ListedModel, "builtIn" | "verified" | "url" | "doubts">,
): ListedModel {
  const { modelId, label, licence, languages, dimension, pooling, maxTokens, files } = model;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { sha256 } = weightsOf(model);
  return {
    modelId,
    label,
    licence,
    languages,
    dimension,
    pooling,
    maxTokens,
    bytes,
    sha256,
    builtIn,
    verified,
    url,
    doubts,
  };
}

/** The model that vectors are made with. */
export async function chosenModel(database: Database): Promise<EmbeddingModel> {
  return (await readChoice(database)).model;
}

/**
 * The model that questions to a dataset are answered with: the chosen one, or the one before as long as more passages
 * have vectors of that.
 */
export async function answeringModel(database: Database, datasetId: string): Promise<EmbeddingModel> {
  const { model, before } = await readChoice(database);
  if (before === null) return model;
  const passages = (await readManifest(database, datasetId))?.passages ?? 0;
  const made = async (of: EmbeddingModel): Promise<number> =>
    Math.min(passages, (await embeddedCount(database, datasetId, weightsOf(of)))?.passages ?? 0);
  return (await made(before)) > (await made(model)) ? before : model;
}

/**
 * Make vectors with another model from now on. Those that there are stay, and answer until the new ones are made.
 * @throws `embedding-model.unknown`
 */
export async function chooseModel(database: Database, modelId: string): Promise<IndexModels> {
  const known = await embeddingModels(database);
  if (!known.some((model) => model.modelId === modelId)) {
    throw embeddingModelError("embedding-model.unknown", { model: modelId });
  }
  const { model } = await readChoice(database);
  if (model.modelId !== modelId) {
    const value: ModelChoice = { modelId, beforeId: model.modelId };
    await database.write([{ store: "models", key: CHOICE, value }]);
  }
  return await indexModels(database);
}

/**
 * Remove a model with the vectors that were made with it. Where it was the chosen one, the model of the app is from then on.
 * @throws `embedding-model.built-in`, `storage.busy` while it is being fetched
 */
export async function removeIndexModel(
  context: EmbeddingModelsContext,
  modelId: string,
): Promise<IndexModels> {
  const { database } = context;
  const model = (await embeddingModels(database)).find((known) => known.modelId === modelId);
  const others = (await embeddingModels(database)).filter(
    (known) => known !== model && known.modelId !== modelId,
  );
  await removeModel(context, modelId);
  const { sha256 } = model === undefined ? { sha256: "" } : weightsOf(model);
  // Another name of the same weights still needs them.
  if (sha256 !== "" && !others.some((other) => weightsOf(other).sha256 === sha256)) {
    const keys = await modelVectorKeys(database, { sha256 });
    await database.write(keys.map((key): StoreChange => ({ store: "index", key })));
  }
  return await indexModels(database);
}

async function readChoice(
  database: Database,
): Promise<{ readonly model: EmbeddingModel; readonly before: EmbeddingModel | null }> {
  const choice = (await database.read("models", CHOICE)) as ModelChoice | undefined;
  if (choice === undefined) return { model: BUILT_IN_MODEL, before: null };
  const known = await embeddingModels(database);
  const find = (modelId: string | null): EmbeddingModel | null =>
    known.find((model) => model.modelId === modelId) ?? null;
  return { model: find(choice.modelId) ?? BUILT_IN_MODEL, before: find(choice.beforeId) };
}
