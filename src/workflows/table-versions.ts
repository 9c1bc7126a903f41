import type { Database } from "../core/ports.ts";
import type { TableTask } from "../domain/table-training.ts";
import type { TrainingConfig } from "../domain/training-config.ts";
import type { Json } from "../registry/artifact.ts";
import {
  compareVersions,
  fileKey,
  isMetadata,
  METADATA_FILE,
  parseJson,
  readIndex,
  type ModelMetadata,
} from "../registry/index-file.ts";
import { fileOf } from "../registry/load.ts";
import type { TableReport } from "../training/tabular/table-report.ts";
import { modelVersion, openVersion } from "./model-version.ts";

/** A published version of a table's model, as a list shows it. */
export interface TableVersion {
  readonly model: string;
  readonly version: string;
  readonly task: TableTask;
  /** Whether it is the one in use. */
  readonly champion: boolean;
  /** ISO 8601 in UTC. */
  readonly trainedAt: string;
  readonly durationMs: number;
  readonly target: string;
  readonly dataSource: string;
  /** Of the table that it was trained on. */
  readonly dataSha256: string;
  readonly method: string;
  /** Of the test part. */
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** A version with everything that its report shows. */
export interface TableVersionReport extends TableVersion {
  readonly config: TrainingConfig;
  /** Of the method, as chosen. */
  readonly options: Readonly<Record<string, Json>>;
  readonly report: TableReport;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

const REPORT_FILE = "evaluation.json";
const FOLDER = "artifacts/models/";

/** Every version of every model of a table that is on this device: models by name, versions from the newest. */
export async function tableVersions(database: Database): Promise<TableVersion[]> {
  const keys = await database.keys("artifacts", FOLDER);
  const names = new Set(
    keys
      .filter((key) => key.endsWith(`/${REPORT_FILE}`))
      .map((key) => key.slice(FOLDER.length).split("/")[0]!),
  );
  const versions: TableVersion[] = [];
  for (const name of [...names].sort()) {
    const { index } = await readIndex(database, name);
    for (const entry of index.versions.toSorted((a, b) => compareVersions(b.version, a.version))) {
      const metadata = parseJson(
        await database.read("artifacts", fileKey(name, entry.version, METADATA_FILE)),
      );
      if (!isMetadata(metadata) || !isTableTask(metadata.model_type)) continue;
      versions.push(versionOf(metadata, index.champion[entry.datasetId] === entry.version));
    }
  }
  return versions;
}

/** A version's report with its configuration. @throws `table-model.none`, `artifact.damaged` */
export async function tableVersionReport(
  database: Database,
  model: string,
  version: string,
): Promise<TableVersionReport> {
  const found = await modelVersion(database, `${model}@${version}`);
  const { metadata, model: files } = await openVersion(database, found, (read) => read);
  const { index } = await readIndex(database, model);
  const { method: _method, ...options } = metadata.hyperparameters;
  return {
    ...versionOf(metadata, index.champion[found.entry.datasetId] === version),
    config: metadata.lineage["config"] as unknown as TrainingConfig,
    options,
    report: parseJson(fileOf(files, REPORT_FILE)) as TableReport,
    files: [...files].map(([name, bytes]) => ({ name, bytes: bytes.length })),
  };
}

/** One file of a version. @throws `table-model.none`, `artifact.damaged` */
export async function tableVersionFile(
  database: Database,
  model: string,
  version: string,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const found = await modelVersion(database, `${model}@${version}`);
  return (await openVersion(database, found, (files) => fileOf(files, file))).model;
}

function versionOf(metadata: ModelMetadata, champion: boolean): TableVersion {
  const { lineage, hyperparameters } = metadata;
  return {
    model: metadata.model_name,
    version: metadata.version,
    task: metadata.model_type as TableTask,
    champion,
    trainedAt: metadata.trained_at,
    durationMs: 1000 * metadata.training_duration,
    target: textOf(lineage["target"]),
    dataSource: textOf(lineage["data_source"]),
    dataSha256: textOf(lineage["data_sha256"]),
    method: textOf(hyperparameters["method"]),
    metrics: metadata.metrics,
  };
}

const isTableTask = (type: string): boolean => type === "classification" || type === "regression";
const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");
