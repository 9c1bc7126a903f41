import type { Database, Locks } from "../core/ports.ts";
import { csvRow } from "../domain/csv-row.ts";
import {
  lastMetric,
  runParams,
  type RunEdit,
  type RunList,
  type RunQuery,
  type RunRecord,
  type RunSummary,
} from "../domain/run.ts";
import { fileKey, METADATA_FILE, parseJson, isMetadata } from "../registry/index-file.ts";
import { registryError } from "../registry/errors.ts";
import { mlflowFiles, mlflowRuns, type FolderFile } from "../registry/mlflow-folder.ts";
import { settleRuns } from "../registry/open-run.ts";
import { ARTIFACTS_LOCK } from "../registry/publish.ts";
import { looksLikeFilter, parseRunFilter, parseRunOrder, type RunFilter } from "../registry/run-filter.ts";
import { readRun, readRuns, runChange, runNamed } from "../registry/runs.ts";

type RunsContext = { readonly database: Database; readonly locks: Locks };

/** MLflow's limit of a tag's name. */
const MOST_TAG = 250;

/** The runs that fit a query, a part of them, and what there is to choose from. @throws `runs.bad-filter` */
export async function listRuns(context: RunsContext, query: RunQuery): Promise<RunList> {
  const { kept, fitting } = await fittingRuns(context, query);
  return {
    total: fitting.length,
    kept: kept.length,
    runs: fitting.slice(query.offset, query.offset + query.limit).map(summaryOf),
    experiments: [...new Set(kept.map(({ experiment }) => experiment))].sort(),
    models: [...new Set(kept.flatMap(({ model }) => (model === null ? [] : [model.name])))].sort(),
    metrics: byFrequency(fitting.map(({ metrics }) => Object.keys(metrics))),
    params: byFrequency(fitting.map(({ config }) => Object.keys(config))),
  };
}

type RunChoice = Omit<RunQuery, "offset" | "limit">;

/** All runs that fit, steps and all, in the order asked for; the newest first where none is. @throws `runs.bad-filter` */
export async function queriedRuns(context: RunsContext, query: RunChoice): Promise<RunRecord[]> {
  return (await fittingRuns(context, query)).fitting;
}

async function fittingRuns(
  context: RunsContext,
  { search, experiment, status, model, orderBy, deleted }: RunChoice,
): Promise<{ readonly kept: readonly RunRecord[]; readonly fitting: RunRecord[] }> {
  await settleRuns(context);
  const kept = (await readRuns(context.database)).filter((run) => run.deleted === deleted);
  const wanted = looksLikeFilter(search) ? parseRunFilter(search) : holdsWords(search);
  const fitting = kept.filter(
    (run) =>
      (experiment === null || run.experiment === experiment) &&
      (status === null || run.status === status) &&
      (model === null || run.model?.name === model) &&
      wanted(run),
  );
  return { kept, fitting: orderBy.trim() === "" ? fitting : fitting.sort(parseRunOrder(orderBy)) };
}

function holdsWords(search: string): RunFilter {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (run) => {
    const texts = [run.run_id, run.name, run.experiment, run.note, ...Object.entries(run.tags).flat()];
    const whole = [...texts, ...Object.values(runParams(run))].join("\n").toLowerCase();
    return words.every((word) => whole.includes(word));
  };
}

function summaryOf(run: RunRecord): RunSummary {
  const { config: _config, artifacts: _artifacts, metrics, ...rest } = run;
  const last = Object.keys(metrics).map((name) => [name, lastMetric(run, name)] as const);
  return { ...rest, params: runParams(run), metrics: Object.fromEntries(last) };
}

/** Names, those in most lists first, then as they first appear. */
function byFrequency(lists: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const name of lists.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** Whole runs, steps and all, in the order of their ids. @throws `runs.unknown` */
export async function wholeRuns(database: Database, runIds: readonly string[]): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (const runId of runIds) {
    runs.push((await readRun(database, runId)) ?? runNamed(await readRuns(database), runId));
  }
  return runs;
}

/** Change runs as a person wants them. @throws `runs.unknown`, `runs.bad-tag`; none is changed then */
export async function editRuns(
  { database, locks }: RunsContext,
  runIds: readonly string[],
  edit: RunEdit,
): Promise<void> {
  for (const name of Object.keys(edit.tags ?? {})) {
    if (name.trim() === "" || name.length > MOST_TAG) throw registryError("runs.bad-tag", { found: name });
  }
  await locks.hold(ARTIFACTS_LOCK, { wait: true }, async () => {
    const runs = await wholeRuns(database, runIds);
    await database.write(
      runs.map((run) => {
        const tags = Object.entries({ ...run.tags, ...edit.tags }).filter(([, value]) => value !== null);
        return runChange({
          ...run,
          tags: Object.fromEntries(tags) as Record<string, string>,
          note: edit.note ?? run.note,
          deleted: edit.deleted ?? run.deleted,
        });
      }),
    );
  });
}

/** Runs as CSV, a row each: what identifies it, then every parameter and the last value of every metric. */
export function* runsCsv(runs: readonly RunRecord[]): Generator<string> {
  const params = byFrequency(runs.map(({ config }) => Object.keys(config)));
  const metrics = byFrequency(runs.map(({ metrics }) => Object.keys(metrics)));
  yield csvRow([
    ...CSV_COLUMNS,
    ...params.map((name) => `params.${name}`),
    ...metrics.map((name) => `metrics.${name}`),
  ]);
  for (const run of runs) {
    const values = runParams(run);
    const tags = Object.entries(run.tags).map(([name, value]) => `${name}=${value}`);
    const figure = (value: number): string => (Number.isNaN(value) ? "" : String(value));
    yield csvRow([
      run.run_id,
      run.name,
      run.experiment,
      run.status,
      run.started_at,
      String(run.duration_ms / 1000),
      run.model?.name ?? "",
      run.model?.version ?? "",
      run.data_hash ?? "",
      run.code_version ?? "",
      run.device ?? "",
      run.environment ?? "",
      tags.join("; "),
      run.note,
      ...params.map((name) => values[name] ?? ""),
      ...metrics.map((name) => figure(lastMetric(run, name))),
    ]);
  }
}

const CSV_COLUMNS =
  "run_id name experiment status started_at seconds model version data_hash code_version device environment tags note".split(
    " ",
  );

/**
 * Runs, with the files of the models that still are, as the files of an MLflow folder. Files that never leave
 * the device stay.
 *
 * @param rootUri `file:` URI of the folder they will lie in; "." where MLflow is started in that folder
 */
export async function exportRuns(
  database: Database,
  runs: readonly RunRecord[],
  rootUri: string,
): Promise<readonly FolderFile[]> {
  const models = new Map<RunRecord, Record<string, Uint8Array>>();
  for (const run of runs) models.set(run, await modelFiles(database, run));
  return mlflowFiles(runs, rootUri.replace(/\/+$/, ""), (run) => models.get(run) ?? {});
}

async function modelFiles(database: Database, { model }: RunRecord): Promise<Record<string, Uint8Array>> {
  if (model === null) return {};
  const bytesOf = async (file: string): Promise<unknown> =>
    database.read("artifacts", fileKey(model.name, model.version, file));
  const head = await bytesOf(METADATA_FILE);
  const metadata = parseJson(head);
  if (!isMetadata(metadata) || !(head instanceof Uint8Array)) return {};
  const files: Record<string, Uint8Array> = { [METADATA_FILE]: head };
  for (const file of Object.keys(metadata.hashes)) {
    if (metadata.local_files?.includes(file) === true) continue;
    const bytes = await bytesOf(file);
    if (bytes instanceof Uint8Array) files[file] = bytes;
  }
  return files;
}

/** What goes with runs that were exported without their place being known. */
export const HOW_TO_OPEN = `These are runs as MLflow tracks them. With MLflow 3, in this folder:

    cd mlruns
    MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri .

On Windows first: set MLFLOW_ALLOW_FILE_STORE=true. To bring them into a database:

    mlflow migrate-filestore --source . --target sqlite:///mlflow.db
`;

/** What of an MLflow folder has to be read to know its runs: small texts; files of models are only named. */
export const isRunText = (path: string): boolean =>
  /(?:^|\/)(?:meta\.yaml|(?:params|metrics|tags)\/.+)$/.test(path) && !/\/artifacts\//.test(path);

/** Where in a folder or archive the tracking folder begins: "" or a path with `/` at its end. */
function trackingRoot(paths: readonly string[]): string {
  for (const path of paths) {
    const match = /^(.*?)[^/]+\/[0-9a-f]{32}\/meta\.yaml$/.exec(path);
    if (match !== null) return match[1]!;
  }
  return "";
}

/**
 * Keep the runs of an MLflow folder; those known already stay as they are.
 *
 * @param paths of its files, with `/`; the tracking folder may lie anywhere among them
 * @returns how many were there, and how many of them are new
 * @throws `runs.no-mlflow-folder`
 */
export async function importRuns(
  database: Database,
  folder: string,
  paths: readonly string[],
  read: (path: string) => string,
): Promise<{ readonly found: number; readonly added: number }> {
  const root = trackingRoot(paths);
  const inside = paths.flatMap((path) => (path.startsWith(root) ? [path.slice(root.length)] : []));
  const found = mlflowRuns(inside, (path) => read(root + path));
  if (found.length === 0) throw registryError("runs.no-mlflow-folder", { found: folder });
  const known = new Set((await readRuns(database)).map(({ run_id }) => run_id));
  const added = found.filter(({ run_id }) => !known.has(run_id));
  await database.write(added.map(runChange));
  return { found: found.length, added: added.length };
}
