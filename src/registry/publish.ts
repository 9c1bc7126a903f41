import type { Clock, Database, Locks, StoreChange } from "../core/ports.ts";
import type { RunArtifact } from "../domain/run.ts";
import type { Json } from "./artifact.ts";
import {
  compareVersions,
  fileKey,
  indexChange,
  isMetadata,
  jsonBytes,
  modelFolder,
  parseJson,
  readIndex,
  setAsideKey,
  sha256,
  METADATA_FILE,
  type ModelMetadata,
  type RegistryIndex,
  type VersionEntry,
} from "./index-file.ts";
import type { OpenRun } from "./open-run.ts";
import { readRuns, runChange, runOfVersion, runRemoval } from "./runs.ts";

/** The lock that every writer of store `artifacts` holds. Do not call `publishModel` while holding it. */
export const ARTIFACTS_LOCK = "artifacts";

export interface PublishRequest {
  /** Folder in the artifact tree: "demand_forecasting". */
  readonly modelName: string;
  readonly modelType: "forecasting" | "recommendation" | "rag" | "classification" | "regression";
  /** The files of the version by name, without `metadata.json`: `.bin` by `encodeArtifact`, `.json` by `jsonBytes`. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Names of those that never leave the device. */
  readonly localFiles?: readonly string[];
  readonly featureColumns: readonly string[];
  readonly hyperparameters: Readonly<Record<string, Json>>;
  /** NaN is stored as null. */
  readonly metrics: Readonly<Record<string, number>>;
  /** `dataset_id` says whose champion it becomes; add what else it was trained from: revision, hash, seed. */
  readonly lineage: Readonly<Record<string, Json>> & { readonly dataset_id: string };
  readonly trainingDurationMs: number;
  /** Versions kept for this dataset, the new one counted. Default 5. */
  readonly keep?: number;
}

/**
 * Publish a version as the dataset's champion: its files, the index and the run that made it, in one write.
 *
 * All datasets of a model share one sequence of versions, so a dataset's own may skip numbers. The first is
 * 1.0.0; then, compared with the dataset's newest: other feature columns raise the major number, other training
 * data or hyperparameters the minor, the same training done again the patch.
 *
 * @throws `storage.full`, `storage.failed`; nothing is published then
 */
export async function publishModel(
  context: {
    readonly database: Database;
    readonly clock: Clock;
    readonly locks: Locks;
    /** The run that made it, where one was opened. */
    readonly run?: OpenRun | undefined;
  },
  request: PublishRequest,
): Promise<ModelMetadata> {
  return context.locks.hold(ARTIFACTS_LOCK, { wait: true }, async () => {
    const { index } = await readIndex(context.database, request.modelName);
    const version = await nextVersion(context.database, index, request);
    const hashes: Record<string, string> = {};
    for (const name of Object.keys(request.files).sort()) hashes[name] = await sha256(request.files[name]!);
    const metadata: ModelMetadata = {
      model_name: request.modelName,
      model_type: request.modelType,
      version,
      trained_at: context.clock.isoNow(),
      training_duration: request.trainingDurationMs / 1000,
      metrics: finiteOrNull(request.metrics),
      feature_columns: request.featureColumns,
      hyperparameters: request.hyperparameters,
      lineage: request.lineage,
      hashes,
      ...(request.localFiles === undefined ? {} : { local_files: request.localFiles }),
    };
    const files = { ...request.files, [METADATA_FILE]: metadataBytes(metadata) };
    const datasetId = request.lineage.dataset_id;
    const entry: VersionEntry = {
      version,
      datasetId,
      featureColumns: request.featureColumns,
      sha256: { ...hashes, [METADATA_FILE]: await sha256(files[METADATA_FILE]) },
    };
    const retired = index.versions
      .filter((known) => known.datasetId === datasetId)
      .slice(0, -Math.max(1, (request.keep ?? 5) - 1));
    await context.database.write([
      ...Object.entries(files).map(([file, value]) => ({
        store: "artifacts" as const,
        key: fileKey(request.modelName, version, file),
        value,
      })),
      ...retired.flatMap((known) => removal(request.modelName, known)),
      runChange(
        await runOfVersion(metadata, artifactsOf(files, metadata), (await context.run?.close()) ?? null),
      ),
      indexChange(request.modelName, {
        format: 1,
        versions: [...index.versions.filter((known) => !retired.includes(known)), entry],
        champion: { ...index.champion, [datasetId]: version },
      }),
    ]);
    return metadata;
  });
}

/**
 * The changes that remove every version of one dataset, set aside or not, and its runs, for the write that deletes the dataset.
 * Hold `ARTIFACTS_LOCK` from before this call until that write is done.
 */
export async function modelRemoval(
  database: Database,
  modelName: string,
  datasetId: string,
): Promise<StoreChange[]> {
  const { index } = await readIndex(database, modelName);
  const runs = (await readRuns(database)).filter(
    (run) => run.experiment === modelName && run.tags["dataset_id"] === datasetId,
  );
  const aside = [...(await setAsideRemoval(database, modelName, datasetId)), ...runs.map(runRemoval)];
  const gone = index.versions.filter((entry) => entry.datasetId === datasetId);
  if (gone.length === 0) return aside;
  const { [datasetId]: _champion, ...champion } = index.champion;
  const versions = index.versions.filter((entry) => entry.datasetId !== datasetId);
  return [
    ...aside,
    ...gone.flatMap((entry) => removal(modelName, entry)),
    indexChange(modelName, { format: 1, versions, champion }),
  ];
}

/** What was set aside of a dataset, and what no longer says whose it was: nobody can look at that with profit. */
async function setAsideRemoval(
  database: Database,
  modelName: string,
  datasetId: string,
): Promise<StoreChange[]> {
  const root = setAsideKey(modelFolder(modelName));
  const keys = await database.keys("artifacts", root);
  // A version's files may lie in folders of their own.
  const versionFolder = (key: string): string => `${root}${key.slice(root.length).split("/")[0]!}/`;
  const folders = [...new Set(keys.map(versionFolder))];
  const gone = new Set<string>();
  for (const folder of folders) {
    const metadata = parseJson(await database.read("artifacts", `${folder}${METADATA_FILE}`));
    if (!isMetadata(metadata) || metadata.lineage["dataset_id"] === datasetId) gone.add(folder);
  }
  return keys.filter((key) => gone.has(versionFolder(key))).map((key) => ({ store: "artifacts", key }));
}

async function nextVersion(
  database: Database,
  index: RegistryIndex,
  request: PublishRequest,
): Promise<string> {
  const setAside = await setAsideVersions(database, request.modelName);
  const taken = [...index.versions.map((entry) => entry.version), ...setAside];
  const greatest = taken.sort(compareVersions).at(-1);
  if (greatest === undefined) return "1.0.0";
  const [major = 0, minor = 0, patch = 0] = greatest.split(".").map(Number);
  const previous = index.versions.filter((entry) => entry.datasetId === request.lineage.dataset_id).at(-1);
  if (!previous) return `${major}.${minor + 1}.0`;
  if (previous.featureColumns.join("\n") !== request.featureColumns.join("\n")) return `${major + 1}.0.0`;
  const sameTraining = await hasSameInputs(database, previous, request);
  return sameTraining ? `${major}.${minor}.${patch + 1}` : `${major}.${minor + 1}.0`;
}

/** A damaged version keeps its number: two different models must never share one. */
async function setAsideVersions(database: Database, modelName: string): Promise<string[]> {
  const folder = setAsideKey(modelFolder(modelName));
  const keys = await database.keys("artifacts", folder);
  return keys.map((key) => key.slice(folder.length).split("/")[0]!);
}

async function hasSameInputs(
  database: Database,
  previous: VersionEntry,
  request: PublishRequest,
): Promise<boolean> {
  const bytes = await database.read("artifacts", fileKey(request.modelName, previous.version, METADATA_FILE));
  if (!(bytes instanceof Uint8Array)) return false;
  const inputs = jsonBytes({ lineage: request.lineage, hyperparameters: request.hyperparameters });
  try {
    const { lineage, hyperparameters } = JSON.parse(new TextDecoder().decode(bytes)) as ModelMetadata;
    return sameBytes(jsonBytes({ lineage, hyperparameters }), inputs);
  } catch {
    // Damaged metadata proves nothing about its training: count this one as another.
    return false;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const removal = (modelName: string, entry: VersionEntry): StoreChange[] =>
  Object.keys(entry.sha256).map((file) => ({
    store: "artifacts",
    key: fileKey(modelName, entry.version, file),
  }));

function artifactsOf(
  files: Readonly<Record<string, Uint8Array>>,
  { hashes, local_files }: ModelMetadata,
): RunArtifact[] {
  return Object.keys(files)
    .sort()
    .map((name) => ({
      name,
      bytes: files[name]!.length,
      sha256: hashes[name] ?? null,
      local: local_files?.includes(name) ?? false,
    }));
}

function finiteOrNull(metrics: Readonly<Record<string, number>>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}

/** The keys in the order people read them, everything below sorted. */
function metadataBytes(metadata: ModelMetadata): Uint8Array<ArrayBuffer> {
  const lines = Object.entries(metadata).map(([key, value]) => {
    const text = new TextDecoder().decode(jsonBytes(value as Json)).trimEnd();
    return `  ${JSON.stringify(key)}: ${text.replaceAll("\n", "\n  ")}`;
  });
  return new TextEncoder().encode(`{\n${lines.join(",\n")}\n}\n`);
}
