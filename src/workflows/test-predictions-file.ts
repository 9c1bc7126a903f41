import type { Database } from "../core/ports.ts";
import { decodeArtifact, encodeArtifact } from "../registry/artifact.ts";
import { fileKey } from "../registry/index-file.ts";
import type { TestPredictions } from "../training/tabular/test-predictions.ts";

/** Holds rows' targets, so it never leaves the device. */
export const TEST_PREDICTIONS_FILE = "test_predictions.bin";
const FORMAT = { kind: "test-predictions", version: 1 };

export function encodeTestPredictions(kept: TestPredictions): Uint8Array<ArrayBuffer> {
  return encodeArtifact({ ...FORMAT, data: null, arrays: { ...kept } });
}

/** Those of a version; null on a device that it was brought to. @throws `artifact.damaged`, `artifact.unknown-format` */
export async function readTestPredictions(
  database: Database,
  model: string,
  version: string,
): Promise<TestPredictions | null> {
  const bytes = await database.read("artifacts", fileKey(model, version, TEST_PREDICTIONS_FILE));
  if (!(bytes instanceof Uint8Array)) return null;
  const what = `${TEST_PREDICTIONS_FILE} of ${model} ${version}`;
  const { arrays } = decodeArtifact(bytes as Uint8Array<ArrayBuffer>, FORMAT, what);
  return {
    rows: arrays["rows"] as Int32Array,
    target: arrays["target"] as Float64Array,
    outputs: arrays["outputs"] as Float64Array,
    units: arrays["units"] as Int32Array,
  };
}
