import { throwIfAborted } from "../core/errors.ts";
import type { Database } from "../core/ports.ts";
import { likeliest } from "../evaluation/classification-metrics.ts";
import { fileOf } from "../registry/load.ts";
import { tableFeatures } from "../training/tabular/table-schema.ts";
import { tableOutputs, type TrainedTable } from "../training/tabular/trained-table.ts";
import { modelVersion, openVersion } from "./model-version.ts";
import { decodeTableModel, MODEL_FILE } from "./table-model.ts";
import type { TextTable } from "./text-table.ts";

/** A column of predictions. Texts of "json" hold JSON each; numbers that are "integer" are whole. */
export interface PredictionColumn {
  readonly name: string;
  readonly values: Float64Array | readonly string[];
  readonly type?: "integer" | "json";
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
  const found = await modelVersion(database, request);
  const { version, model } = await openVersion(database, found, (files) => fileOf(files, MODEL_FILE));
  return { name: found.name, version, trained: await decodeTableModel(model) };
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
