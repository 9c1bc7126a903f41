import type { Database } from "../core/ports.ts";
import { fileKey, METADATA_FILE, parseJson, isMetadata } from "../registry/index-file.ts";
import { registryError } from "../registry/errors.ts";
import { mlflowFiles, mlflowRuns, type FolderFile } from "../registry/mlflow-folder.ts";
import { readRuns, runChange, type RunRecord } from "../registry/runs.ts";

/**
 * The runs kept, with the files of the models that still are, as the files of an MLflow folder. Files that never leave
 * the device stay.
 *
 * @param rootUri `file:` URI of the folder they will lie in
 */
export async function exportRuns(database: Database, rootUri: string): Promise<readonly FolderFile[]> {
  const runs = await readRuns(database);
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

/**
 * Keep the runs of an MLflow folder; those known already stay as they are.
 *
 * @param paths of its files, below it, with `/`
 * @returns how many were there, and how many of them are new
 * @throws `runs.no-mlflow-folder`
 */
export async function importRuns(
  database: Database,
  folder: string,
  paths: readonly string[],
  read: (path: string) => string,
): Promise<{ readonly found: number; readonly added: number }> {
  const found = mlflowRuns(paths, read);
  if (found.length === 0) throw registryError("runs.no-mlflow-folder", { found: folder });
  const known = new Set((await readRuns(database)).map(({ run_id }) => run_id));
  const added = found.filter(({ run_id }) => !known.has(run_id));
  await database.write(added.map(runChange));
  return { found: found.length, added: added.length };
}
