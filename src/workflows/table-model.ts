import { decodeArtifact, encodeArtifact, type Json } from "../registry/artifact.ts";
import type { Calibrator } from "../training/tabular/calibrate.ts";
import { savedMethod } from "../training/tabular/ensemble-method.ts";
import type { TableSchema } from "../training/tabular/table-schema.ts";
import type { TableTask } from "../training/tabular/table-task.ts";
import type { TrainedTable } from "../training/tabular/trained-table.ts";

const KIND = "table-model";
const VERSION = 1;
export const MODEL_FILE = "model.bin";

interface Kept {
  readonly task: TableTask;
  readonly target: string;
  readonly schema: TableSchema;
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly classes: readonly string[];
  readonly calibrators: readonly Calibrator[];
}

/** A trained model as the bytes of `model.bin`: the method's own state beside what a prediction needs. */
export function encodeTableModel(trained: TrainedTable): Uint8Array<ArrayBuffer> {
  const { task, target, schema, method, state, classes, calibrators, intervalHalf } = trained;
  const kept = { task, target, schema, method: method.id, options: method.options, classes, calibrators };
  return encodeArtifact({
    kind: KIND,
    version: VERSION,
    data: kept as unknown as Json,
    arrays: { state: method.save(state), intervalHalf: Float64Array.of(intervalHalf) },
  });
}

/** @throws `artifact.damaged`, `artifact.unknown-format`, `model.unknown-format`, `model.unknown-id` */
export async function decodeTableModel(bytes: Uint8Array<ArrayBuffer>): Promise<TrainedTable> {
  const { data, arrays } = decodeArtifact(bytes, { kind: KIND, version: VERSION }, MODEL_FILE);
  const { task, target, schema, method: id, options, classes, calibrators } = data as unknown as Kept;
  const method = await savedMethod(task, id, options, classes);
  const state = method.load(Uint8Array.from(arrays["state"] as Uint8Array));
  const intervalHalf = (arrays["intervalHalf"] as Float64Array)[0]!;
  return { task, target, schema, method, state, classes, calibrators, intervalHalf };
}
