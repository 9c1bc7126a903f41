import { instantMs, isoInstant } from "../domain/instant.ts";
import type { MetricPoint, RunArtifact, RunRecord } from "../domain/run.ts";
import { stableJson, type Json } from "./artifact.ts";
import { readFlatYaml, writeFlatYaml } from "./flat-yaml.ts";

/**
 * Runs as a folder that MLflow 3 opens with MLFLOW_ALLOW_FILE_STORE=true:
 *
 *     EXPERIMENT/meta.yaml
 *     EXPERIMENT/RUN/{meta.yaml, params/NAME, metrics/NAME, tags/NAME, artifacts/, outputs/MODEL/meta.yaml}
 *     EXPERIMENT/models/MODEL/{meta.yaml, params/, metrics/, tags/, artifacts/{MLmodel, …}}
 *
 * @see mlflow.store.tracking.file_store
 */
export interface FolderFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** MLflow's numbers of the states of a run, and of a model that is ready. */
const STATUS = { running: 1, finished: 3, failed: 4, cancelled: 5 } as const;
const MODEL_READY = 2;
const LOCAL_SOURCE = 4;
const MOST_PARAM = 6000;
/** Tags under which what MLflow has no place for goes there and comes back. */
const TAG = {
  dataHash: "soma.data_hash",
  codeVersion: "soma.code_version",
  device: "soma.device",
  environment: "soma.environment",
  reason: "soma.reason",
  artifacts: "soma.artifacts",
  model: "soma.model",
  note: "mlflow.note.content",
  name: "mlflow.runName",
} as const;

/**
 * The files of some runs.
 *
 * @param rootUri `file:` URI of the folder, without a slash at its end: MLflow finds artifacts by it
 * @param modelFiles of the version that a run published, by name; empty where it is retired
 */
export function mlflowFiles(
  runs: readonly RunRecord[],
  rootUri: string,
  modelFiles: (run: RunRecord) => Readonly<Record<string, Uint8Array>>,
): FolderFile[] {
  const files: FolderFile[] = [];
  for (const experiment of new Set(runs.map((run) => run.experiment))) {
    const id = experimentId(experiment);
    const own = runs.filter((run) => run.experiment === experiment);
    const times = own.map(({ started_at }) => instantMs(started_at));
    files.push({
      path: `${id}/meta.yaml`,
      content: writeFlatYaml({
        artifact_location: `${rootUri}/${id}`,
        creation_time: times.reduce((a, b) => Math.min(a, b)),
        experiment_id: id,
        last_update_time: times.reduce((a, b) => Math.max(a, b)),
        lifecycle_stage: "active",
        name: experiment,
      }),
    });
    for (const run of own) files.push(...runFiles(run, id, rootUri, modelFiles(run)));
  }
  return files;
}

function runFiles(
  run: RunRecord,
  experiment: string,
  rootUri: string,
  modelFiles: Readonly<Record<string, Uint8Array>>,
): FolderFile[] {
  const root = `${experiment}/${run.run_id}`;
  const start = instantMs(run.started_at);
  const end = start + run.duration_ms;
  const params = Object.entries(run.config).map(([name, value]) => ({
    path: `params/${safeName(name)}`,
    content: (typeof value === "string" ? value : stableJson(value)).slice(0, MOST_PARAM),
  }));
  const tags = Object.entries({
    ...run.tags,
    [TAG.name]: run.name,
    [TAG.note]: run.note,
    [TAG.dataHash]: run.data_hash ?? "",
    [TAG.codeVersion]: run.code_version ?? "",
    [TAG.device]: run.device ?? "",
    [TAG.environment]: run.environment ?? "",
    [TAG.reason]: run.reason ?? "",
    [TAG.artifacts]: run.artifacts.length === 0 ? "" : stableJson(run.artifacts as unknown as Json),
    [TAG.model]: run.model === null ? "" : `${run.model.name}@${run.model.version}`,
  })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ({ path: `tags/${safeName(name)}`, content: value }));
  const files: FolderFile[] = [
    {
      path: `${root}/meta.yaml`,
      content: writeFlatYaml({
        artifact_uri: `${rootUri}/${root}/artifacts`,
        end_time: end,
        entry_point_name: "",
        experiment_id: experiment,
        lifecycle_stage: run.deleted ? "deleted" : "active",
        run_id: run.run_id,
        run_name: run.name,
        source_name: "",
        source_type: LOCAL_SOURCE,
        source_version: "",
        start_time: start,
        status: STATUS[run.status],
        user_id: "soma",
      }),
    },
    ...[...params, ...tags, ...metricFiles(run, "")].map(({ path, content }) => ({
      path: `${root}/${path}`,
      content,
    })),
    { path: `${root}/artifacts/config.json`, content: `${stableJson(run.config, 2)}\n` },
  ];
  if (run.model === null || Object.keys(modelFiles).length === 0) return files;

  const modelId = `m-${run.run_id}`;
  const modelRoot = `${experiment}/models/${modelId}`;
  const artifacts = `${rootUri}/${modelRoot}/artifacts`;
  const link = {
    destination_id: modelId,
    destination_type: "MODEL_OUTPUT",
    source_id: run.run_id,
    source_type: "RUN_OUTPUT",
    step: 0,
  };
  return [
    ...files,
    { path: `${root}/outputs/${modelId}/meta.yaml`, content: `${writeFlatYaml(link)}tags: {}\n` },
    {
      path: `${modelRoot}/meta.yaml`,
      content: writeFlatYaml({
        artifact_location: artifacts,
        creation_timestamp: end,
        experiment_id: experiment,
        last_updated_timestamp: end,
        model_id: modelId,
        model_type: null,
        name: run.model.name,
        source_run_id: run.run_id,
        status: MODEL_READY,
        status_message: null,
      }),
    },
    ...[...params, ...metricFiles(run, ` ${run.run_id}`)].map(({ path, content }) => ({
      path: `${modelRoot}/${path}`,
      content,
    })),
    { path: `${modelRoot}/tags/soma.version`, content: run.model.version },
    { path: `${modelRoot}/artifacts/MLmodel`, content: mlmodel(run, run.model, modelId, artifacts, end) },
    ...Object.entries(modelFiles).map(([name, content]) => ({
      path: `${modelRoot}/artifacts/${name}`,
      content,
    })),
  ];
}

/** Lines `timestamp value step`, as MLflow appends them; of a model with its run behind. */
function metricFiles({ metrics }: RunRecord, ending: string): FolderFile[] {
  return Object.entries(metrics).map(([name, points]) => ({
    path: `metrics/${safeName(name)}`,
    content: points.map(({ at, value, step }) => `${at} ${value} ${step}${ending}\n`).join(""),
  }));
}

function mlmodel(
  run: RunRecord,
  model: NonNullable<RunRecord["model"]>,
  modelId: string,
  artifacts: string,
  at: number,
): string {
  const head = writeFlatYaml({ artifact_path: artifacts });
  const flavor = writeFlatYaml({ model_name: model.name, model_version: model.version, data: "." });
  const indented = flavor.replace(/^/gm, "    ").trimEnd();
  const tail = writeFlatYaml({
    model_id: modelId,
    model_uuid: run.run_id,
    run_id: run.run_id,
    utc_time_created: isoInstant(at).replace("T", " ").replace("Z", "000"),
  });
  return `${head}flavors:\n  soma_edge:\n${indented}\n${tail}`;
}

/** MLflow's ids of experiments are digits; the same for the same name. */
function experimentId(name: string): string {
  let hash = 7n;
  for (let i = 0; i < name.length; i++) {
    hash = (hash * 1099511628211n + BigInt(name.charCodeAt(i))) % 900000000000000000n;
  }
  return String(hash + 100000000000000000n);
}

/** What MLflow lets a name be made of, without steps up the tree. */
const safeName = (name: string): string =>
  name
    .replace(/[^\w\-. :/]/g, "_")
    .replace(/(^|\/)\.+(?=\/|$)/g, "$1_")
    .replace(/^\/+|\/+$|\/(?=\/)/g, "") || "_";

/**
 * The runs in an MLflow folder: those without a readable meta.yaml are left out.
 *
 * @param paths of all files, below the folder, with `/`
 */
export function mlflowRuns(paths: readonly string[], read: (path: string) => string): RunRecord[] {
  const known = new Set(paths);
  return paths.flatMap((path) => {
    const match = /^([^/]+)\/([0-9a-f]{32})\/meta\.yaml$/.exec(path);
    if (match === null) return [];
    const experimentPath = `${match[1]!}/meta.yaml`;
    const experiment = known.has(experimentPath) ? readFlatYaml(read(experimentPath)).get("name") : undefined;
    const root = path.slice(0, -"meta.yaml".length);
    const valuesIn = (folder: string): Map<string, string> =>
      new Map(
        paths
          .filter((file) => file.startsWith(`${root}${folder}/`))
          .map((file) => [file.slice(root.length + folder.length + 1), read(file)]),
      );
    const run = runOfFolder(
      match[2]!,
      experiment ?? match[1]!,
      readFlatYaml(read(path)),
      valuesIn("params"),
      valuesIn("metrics"),
      valuesIn("tags"),
      paths.flatMap((file) =>
        file.startsWith(`${root}artifacts/`) ? [file.slice(root.length + "artifacts/".length)] : [],
      ),
    );
    return run === null ? [] : [run];
  });
}

function runOfFolder(
  runId: string,
  experiment: string,
  meta: ReadonlyMap<string, string>,
  params: ReadonlyMap<string, string>,
  metrics: ReadonlyMap<string, string>,
  tags: ReadonlyMap<string, string>,
  files: readonly string[],
): RunRecord | null {
  const start = Number(meta.get("start_time"));
  if (!(start > 0)) return null;
  const end = Number(meta.get("end_time") ?? start);
  const status = Object.entries(STATUS).find(([, number]) => String(number) === meta.get("status"));
  const special = new Set<string>(Object.values(TAG));
  const [modelName, modelVersion] = (tags.get(TAG.model) ?? "").split("@");
  return {
    run_id: runId,
    experiment,
    name: tags.get(TAG.name) ?? meta.get("run_name") ?? runId,
    status: (status?.[0] as keyof typeof STATUS | undefined) ?? "cancelled",
    reason: tags.get(TAG.reason) ?? null,
    started_at: isoInstant(start),
    duration_ms: Math.max(0, end - start),
    config: Object.fromEntries([...params].map(([name, text]) => [name, paramValue(text)])),
    data_hash: tags.get(TAG.dataHash) ?? null,
    code_version: tags.get(TAG.codeVersion) ?? tags.get("mlflow.source.git.commit") ?? null,
    device: tags.get(TAG.device) ?? null,
    environment: tags.get(TAG.environment) ?? null,
    artifacts: artifactList(tags.get(TAG.artifacts), files),
    metrics: Object.fromEntries([...metrics].map(([name, text]) => [name, metricPoints(text)])),
    tags: Object.fromEntries([...tags].filter(([name]) => !special.has(name))),
    note: tags.get(TAG.note) ?? "",
    model:
      modelName !== undefined && modelVersion !== undefined
        ? { name: modelName, version: modelVersion }
        : null,
    deleted: meta.get("lifecycle_stage") === "deleted",
  };
}

/** What we wrote of them, else the files that lie there. */
function artifactList(text: string | undefined, files: readonly string[]): RunArtifact[] {
  const told: unknown = text === undefined ? null : paramValue(text);
  if (Array.isArray(told)) return told as RunArtifact[];
  return files.map((name) => ({ name, bytes: null, sha256: null, local: false }));
}

function metricPoints(text: string): MetricPoint[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(" ").map(Number))
    .filter(([at, value]) => Number.isFinite(at) && Number.isFinite(value))
    .map(([at = 0, value = 0, step = 0]) => ({ step, value, at }));
}

/** Params are texts: what reads as JSON is that, so that what was exported comes back. */
function paramValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
