import type { ByteSource, Clock, Database, Downloads, Locks, StoreChange } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import {
  BUILT_IN_MODEL,
  modelTraits,
  weightsOf,
  OFFERED_MODELS,
  type EmbeddingModel,
  type EmbeddingModelFile,
  type FetchableModel,
  type ModelNaming,
  type OfferedModel,
  type Pooling,
} from "../domain/embedding-model.ts";
import { sha256 } from "../registry/index-file.ts";
import { embeddingModelError } from "./embedding-model-errors.ts";
import { fetchModelFile } from "./fetch-model-file.ts";
import {
  addedModels,
  modelKey,
  PIECE_BYTES,
  pieceKey,
  readPieces,
  withoutPieces,
  type AddedModel,
} from "./model-store.ts";

export interface EmbeddingModelsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal | undefined;
}

/** The models that an index can be made with: the one of the app first, then those that were added. */
export async function embeddingModels(database: Database): Promise<EmbeddingModel[]> {
  return [BUILT_IN_MODEL, ...(await addedModels(database))];
}

/** Models that may be fetched and are not here yet. */
export async function modelsOnOffer(database: Database): Promise<OfferedModel[]> {
  const here = new Set((await embeddingModels(database)).map(({ modelId }) => modelId));
  return OFFERED_MODELS.filter(({ modelId }) => !here.has(modelId));
}

/**
 * Add a model from its files: config.json, tokenizer.json and one .onnx; tokenizer_config.json and the configuration
 * of sentence-transformers where there is one. Dimension, pooling and most tokens are read from them.
 *
 * @throws `embedding-model.missing-file`, `embedding-model.bad-config`, `embedding-model.built-in`,
 *   `embedding-model.wrong-hash`, `storage.*`
 */
export async function addModelFromFiles(
  context: EmbeddingModelsContext,
  sources: readonly ByteSource[],
  naming: ModelNaming,
): Promise<AddedModel> {
  const modelId = modelIdOf(naming.label);
  return await underLock(context, modelId, async () => {
    const { database, progress } = context;
    const all = sources.reduce((sum, { size }) => sum + size, 0);
    const contents = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const source of sources) {
      const content = await source.slice(0);
      contents.set(pathOf(source.name, content), content);
    }
    const described = await describeModel(modelId, contents, naming, null);
    checkWeights(described, naming.weightsSha256 ?? null);
    const changes = await withoutPieces(database, modelId);
    for (const [path, content] of contents) changes.push(...piecesOf(modelId, path, content));
    const added: AddedModel = { ...described, addedAt: context.clock.isoNow(), url: null };
    await database.write([...changes, { store: "models", key: modelKey(modelId), value: added }]);
    progress({ phase: "Adding the model", done: all, total: all, unit: "bytes", remainingMs: 0 });
    return added;
  });
}

/**
 * Fetch a model that is offered, or of any folder laid out like one, and add it. Cut in the middle, the next call goes
 * on. A file whose hash is not known before is pinned to the hash of its first fetch.
 *
 * @throws `embedding-model.*`, `core.aborted`, `storage.*`
 */
export async function addModelFromUrl(
  context: EmbeddingModelsContext & { readonly downloads: Downloads },
  offered: FetchableModel,
): Promise<AddedModel> {
  const { database, downloads, progress } = context;
  const folder = checkedFolder(offered.url, downloads.ownOrigin);
  return await underLock(context, offered.modelId, async () => {
    if (!downloads.online()) throw embeddingModelError("embedding-model.offline", { model: offered.label });
    const contents = new Map<string, Uint8Array<ArrayBuffer>>();
    let before = 0;
    for (const { path, optional = false, ...file } of offered.files) {
      const isWeights = path.endsWith(".onnx");
      if (isWeights && [...contents.keys()].some((other) => other.endsWith(".onnx"))) continue;
      const known = file.sha256 ?? (isWeights ? (offered.weightsSha256 ?? null) : null);
      const url = `${folder}${path}`;
      const isThere = await fetchModelFile(
        context,
        offered.modelId,
        { url, path, optional },
        (arrived, size) =>
          progress({
            phase: "Fetching the model",
            done: before + arrived,
            total: Math.max(offered.aboutBytes ?? 0, before + Math.max(arrived, size ?? 0)),
            unit: "bytes",
            remainingMs: null,
          }),
      );
      if (!isThere) continue;
      const content = await readPieces(database, offered.modelId, path);
      await checkHash(database, offered.modelId, { url, path, known }, content);
      contents.set(path, content);
      before += content.length;
    }
    const described = await describeModel(offered.modelId, contents, offered, offered.known);
    const added: AddedModel = { ...described, addedAt: context.clock.isoNow(), url: folder };
    await database.write([{ store: "models", key: modelKey(offered.modelId), value: added }]);
    return added;
  });
}

/**
 * Remove a model, also one that was fetched in part. Vectors that were made with it stay where they are.
 * @throws `embedding-model.built-in`
 */
export async function removeModel(context: EmbeddingModelsContext, modelId: string): Promise<void> {
  await underLock(context, modelId, async () => {
    const { database } = context;
    const fetched = await database.keys("models", `${modelId}/fetched/`);
    const keys = [...fetched, modelKey(modelId)];
    await database.write([
      ...(await withoutPieces(database, modelId)),
      ...keys.map((key): StoreChange => ({ store: "models", key })),
    ]);
  });
}

async function underLock<T>(
  { locks }: EmbeddingModelsContext,
  modelId: string,
  work: () => Promise<T>,
): Promise<T> {
  if (modelId === BUILT_IN_MODEL.modelId) {
    throw embeddingModelError("embedding-model.built-in", { model: BUILT_IN_MODEL.label });
  }
  return await locks.hold(`models/${modelId}`, { wait: false }, work);
}

/** What a model is told by, from the name that a person gave it. */
export function modelIdOf(label: string): string {
  const id = label
    .normalize("NFKD")
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  // Folders of the store `models` that are no embedding model's.
  return id === "" ? "model" : /^(?:generator|embedding|pins)$/.test(id) ? `${id}-model` : id;
}

/** Where in the model's folder a file belongs. Two files are called config.json: one says how tokens are pooled. */
function pathOf(name: string, content: Uint8Array): string {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (base.endsWith(".onnx")) return `onnx/${base}`;
  if (base !== "config.json") return base;
  const text = new TextDecoder().decode(content.subarray(0, 65_536));
  return text.includes('"pooling_mode_mean_tokens"') ? "1_Pooling/config.json" : base;
}

function piecesOf(modelId: string, path: string, content: Uint8Array): StoreChange[] {
  const changes: StoreChange[] = [];
  for (let at = 0; at < content.length; at += PIECE_BYTES) {
    const value = content.slice(at, at + PIECE_BYTES);
    changes.push({ store: "models", key: pieceKey(modelId, path, at), value });
  }
  return changes;
}

/**
 * What files of a model say of it, all of them at hand, with hashes.
 *
 * @param known of a model that is offered; null: as its configuration says
 * @throws `embedding-model.missing-file`, `embedding-model.bad-config`
 */
export async function describeModel(
  modelId: string,
  contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  { label, licence, languages, weightsSha256 }: ModelNaming,
  known: { readonly pooling: Pooling; readonly maxTokens: number } | null,
): Promise<Omit<AddedModel, "addedAt" | "url">> {
  const found = [...contents.keys()];
  const weights = found.find((path) => path.endsWith(".onnx"));
  for (const wanted of ["config.json", "tokenizer.json"]) {
    if (!contents.has(wanted)) throw embeddingModelError("embedding-model.missing-file", { wanted, found });
  }
  if (weights === undefined) {
    throw embeddingModelError("embedding-model.missing-file", { wanted: ".onnx file", found });
  }
  const json = (path: string): unknown => parsedJson(path, contents.get(path));
  json("tokenizer.json");
  const traits = modelTraits({
    config: json("config.json"),
    tokenizerConfig: json("tokenizer_config.json"),
    pooling: json("1_Pooling/config.json"),
    sentence: json("sentence_bert_config.json"),
  });
  if (traits.dimension === null) {
    const reason = "it does not say how many numbers a vector has (hidden_size)";
    throw embeddingModelError("embedding-model.bad-config", { file: "config.json", reason });
  }
  const files: EmbeddingModelFile[] = [];
  for (const [path, content] of contents) {
    files.push({ path, bytes: content.length, sha256: await sha256(content) });
  }
  return {
    modelId,
    label,
    licence,
    languages,
    dimension: traits.dimension,
    pooling: known?.pooling ?? traits.pooling,
    maxTokens: Math.min(known?.maxTokens ?? traits.maxTokens, traits.maxTokens),
    files,
    weights,
    doubts: known === null ? traits.doubts : [],
    verified: typeof weightsSha256 === "string",
  };
}

function parsedJson(path: string, content: Uint8Array | undefined): unknown {
  if (content === undefined) return null;
  try {
    return JSON.parse(new TextDecoder().decode(content)) as unknown;
  } catch (cause) {
    const reason = `it is no JSON (${cause instanceof Error ? cause.message : String(cause)})`;
    throw embeddingModelError("embedding-model.bad-config", { file: path, reason }, { cause });
  }
}

/** @throws `embedding-model.wrong-hash` */
function checkWeights(model: EmbeddingModel, expected: string | null): void {
  const { path, sha256: found } = weightsOf(model);
  if (expected === null || expected === found) return;
  throw embeddingModelError("embedding-model.wrong-hash", { path, found, expected, pinned: false });
}

/** What a folder of a model may hold beside config.json and tokenizer.json; the first weights that are there are taken. */
const MAY_HOLD = [
  "tokenizer_config.json",
  "1_Pooling/config.json",
  "sentence_bert_config.json",
  "onnx/model_quantized.onnx",
  "onnx/model.onnx",
  "model.onnx",
];

/** A folder on a server that a person names, laid out as transformers.js has it. */
export function modelInFolder(url: string, naming: ModelNaming): FetchableModel {
  return {
    ...naming,
    modelId: modelIdOf(naming.label),
    known: null,
    aboutBytes: null,
    url: url.trim(),
    files: [
      ...["config.json", "tokenizer.json"].map((path) => ({ path, sha256: null })),
      ...MAY_HOLD.map((path) => ({ path, sha256: null, optional: true })),
    ],
  };
}

/** An https folder, or one of the app's own server, with a slash at the end. */
function checkedFolder(url: string, ownOrigin: string | null): string {
  return checkedFile(url.endsWith("/") ? url : `${url}/`, ownOrigin);
}

/** An https address, or one of the app's own server. @throws `embedding-model.bad-url` */
export function checkedFile(url: string, ownOrigin: string | null): string {
  const own = ownOrigin !== null && url.startsWith(`${ownOrigin}/`);
  if (!own && !/^https:\/\/[^\s/?#@]+\/[^\s?#]*$/.test(url)) {
    const expected = "one that starts with https://, or of this app's own server";
    throw embeddingModelError("embedding-model.bad-url", { url, expected });
  }
  return url;
}

/** Pins by address, kept when the model is removed. */
const PINS = "pins";

/**
 * The SHA-256 of a fetched file, pinned to its address where no other is known. A file with another hash is removed.
 * @throws `embedding-model.wrong-hash`
 */
export async function checkHash(
  database: Database,
  modelId: string,
  file: { readonly url: string; readonly path: string; readonly known: string | null },
  content: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const found = await sha256(content);
  const pins = ((await database.read("models", PINS)) ?? {}) as Readonly<Record<string, string>>;
  const pin = pins[file.url];
  const expected = file.known ?? pin;
  if (expected === undefined) {
    await database.write([{ store: "models", key: PINS, value: { ...pins, [file.url]: found } }]);
    return found;
  }
  if (found === expected) return found;
  const fetched = `${modelId}/fetched/${file.path}`;
  await database.write([
    ...(await withoutPieces(database, modelId, file.path)),
    { store: "models", key: fetched },
  ]);
  const pinned = file.known === null;
  throw embeddingModelError("embedding-model.wrong-hash", { path: file.path, found, expected, pinned });
}
