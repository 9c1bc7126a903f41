import { throwIfAborted } from "../core/errors.ts";
import type { Database } from "../core/ports.ts";
import { registryError } from "../registry/errors.ts";
import { fileKey, readIndex, sha256 } from "../registry/index-file.ts";
import { tableFeatures } from "../training/tabular/table-schema.ts";
import { tableOutputs, type TrainedTable } from "../training/tabular/trained-table.ts";
import { likeliest } from "../evaluation/classification-metrics.ts";
import { decodeTableModel, MODEL_FILE } from "./table-model.ts";
import { tableModelError } from "./table-model-errors.ts";
import type { TextTable } from "./text-table.ts";

/** A column of predictions. */
export interface PredictionColumn {
  readonly name: string;
  readonly values: Float64Array | readonly string[];
}

/** A published model of a table. */
export interface PublishedTableModel {
  readonly name: string;
  readonly version: string;
  readonly trained: TrainedTable;
}

/**
 * Open a published model.
 *
 * @param request "NAME" for the champion, or "NAME@VERSION"
 * @throws `table-model.bad-request`, `table-model.none` with the versions there are, `artifact.damaged`, `artifact.unknown-format`
 */
export async function openTableModel(database: Database, request: string): Promise<PublishedTableModel> {
  const [, name, wanted] = /^([A-Za-z0-9_-]+)(?:@(\d+\.\d+\.\d+))?$/.exec(request) ?? [];
  if (name === undefined) throw tableModelError("table-model.bad-request", { found: request });
  const { index } = await readIndex(database, name);
  const version = wanted ?? index.champion[name];
  const entry = index.versions.find((each) => each.version === version && each.datasetId === name);
  if (!entry) {
    const versions = index.versions.map((each) => each.version).join(", ");
    throw tableModelError("table-model.none", { name, versions });
  }
  const bytes = await database.read("artifacts", fileKey(name, entry.version, MODEL_FILE));
  const what = `${MODEL_FILE} of ${name} ${entry.version}`;
  if (!(bytes instanceof Uint8Array))
    throw registryError("artifact.damaged", { what, reason: "it is missing" });
  const own = bytes as Uint8Array<ArrayBuffer>;
  if ((await sha256(own)) !== entry.sha256[MODEL_FILE]) {
    throw registryError("artifact.damaged", { what, reason: "its hash is not the one published" });
  }
  return { name, version: entry.version, trained: await decodeTableModel(own) };
}

/**
 * Predict the target of each row: its class and the probability of each, or its value with a 90 % interval.
 *
 * @throws `table-training.missing-column` with the nearest name, `table-training.bad-number`, `core.aborted`
 */
export function predictTable(
  { trained }: PublishedTableModel,
  table: TextTable,
  signal?: AbortSignal,
): readonly PredictionColumn[] {
  throwIfAborted(signal, "Predicting");
  const outputs = tableOutputs(trained, tableFeatures(table, trained.schema));
  const { target, classes, intervalHalf } = trained;
  if (classes.length === 0) {
    return [
      { name: target, values: outputs },
      { name: `${target}_low`, values: outputs.map((value) => value - intervalHalf) },
      { name: `${target}_high`, values: outputs.map((value) => value + intervalHalf) },
    ];
  }
  const width = classes.length;
  return [
    { name: target, values: Array.from(likeliest(outputs, width), (k) => classes[k]!) },
    ...classes.map((name, k) => ({
      name: `probability_${name}`,
      values: Float64Array.from({ length: outputs.length / width }, (_, row) => outputs[row * width + k]!),
    })),
  ];
}
