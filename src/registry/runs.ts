import type { Database, StoreChange } from "../core/ports.ts";
import { CODE_VERSION } from "../core/version.ts";
import { instantMs, isoInstant } from "../domain/instant.ts";
import { stableJson, type Json } from "./artifact.ts";
import { registryError } from "./errors.ts";
import { jsonBytes, parseJson, sha256, type ModelMetadata } from "./index-file.ts";

const FOLDER = "artifacts/runs/";
const keyOf = (runId: string): string => `${FOLDER}${runId}/run.json`;

/** One value of a metric. */
export interface MetricPoint {
  readonly step: number;
  readonly value: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** One training as it is kept, whether its model still is or not. */
export interface RunRecord {
  /** 32 hexadecimal digits. */
  readonly run_id: string;
  /** What runs are grouped by: "demand_forecasting". */
  readonly experiment: string;
  readonly name: string;
  readonly status: "finished" | "failed" | "cancelled";
  /** ISO 8601 in UTC. */
  readonly started_at: string;
  readonly duration_ms: number;
  readonly config: Readonly<Record<string, Json>>;
  /** Of what it was trained on; null where it is not known. */
  readonly data_hash: string | null;
  readonly code_version: string | null;
  readonly device: string | null;
  /** Each from the first step on. */
  readonly metrics: Readonly<Record<string, readonly MetricPoint[]>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly note: string;
  /** The version it published; its files may have been retired since. */
  readonly model: { readonly name: string; readonly version: string } | null;
  /** Deleted runs are kept until they are restored. */
  readonly deleted: boolean;
}

/** The run that published a version. */
export async function runOfVersion(metadata: ModelMetadata): Promise<RunRecord> {
  const ended = instantMs(metadata.trained_at);
  const durationMs = Math.round(metadata.training_duration * 1000);
  const measured = Object.entries(metadata.metrics).filter(([, value]) => value !== null);
  const identity = new TextEncoder().encode(stableJson(metadata as unknown as Json));
  return {
    run_id: (await sha256(identity)).slice(0, 32),
    experiment: metadata.model_name,
    name: `${metadata.model_name} ${metadata.version}`,
    status: "finished",
    started_at: isoInstant(ended - durationMs),
    duration_ms: durationMs,
    config: metadata.hyperparameters,
    data_hash: await dataHash(metadata.lineage),
    code_version: CODE_VERSION,
    device: "cpu",
    metrics: Object.fromEntries(
      measured.map(([name, value]) => [name, [{ step: 0, value: value!, at: ended }]]),
    ),
    tags: { model_type: metadata.model_type, dataset_id: metadata.lineage.dataset_id },
    note: "",
    model: { name: metadata.model_name, version: metadata.version },
    deleted: false,
  };
}

/** The snapshot's own hash, or one of all that the lineage says. */
async function dataHash(lineage: ModelMetadata["lineage"]): Promise<string> {
  const { snapshot } = lineage;
  if (typeof snapshot === "string") return snapshot;
  return sha256(new TextEncoder().encode(stableJson(lineage as Json)));
}

/** The change that keeps a run. */
export function runChange(run: RunRecord): StoreChange {
  return { store: "artifacts", key: keyOf(run.run_id), value: jsonBytes(run as unknown as Json) };
}

/** The change that removes a run for good. */
export function runRemoval({ run_id }: RunRecord): StoreChange {
  return { store: "artifacts", key: keyOf(run_id) };
}

/** Every run that can be read, the newest first. */
export async function readRuns(database: Database): Promise<readonly RunRecord[]> {
  const runs: RunRecord[] = [];
  for (const key of await database.keys("artifacts", FOLDER)) {
    const run = parseJson(await database.read("artifacts", key));
    if (isRun(run)) runs.push(run);
  }
  return runs.sort((a, b) => (a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0));
}

/**
 * The one run whose id begins so.
 *
 * @throws `runs.unknown` where it is none or several
 */
export function runNamed(runs: readonly RunRecord[], start: string): RunRecord {
  const found = runs.filter(({ run_id }) => run_id.startsWith(start.toLowerCase()));
  if (found.length === 1 && start !== "") return found[0]!;
  throw registryError("runs.unknown", {
    found: start,
    fitting: found.length,
    known: runs.slice(0, 5).map(({ run_id }) => run_id.slice(0, 8)),
  });
}

function isRun(value: unknown): value is RunRecord {
  if (typeof value !== "object" || value === null) return false;
  const { run_id, experiment, started_at, metrics, config } = value as Partial<
    Record<keyof RunRecord, unknown>
  >;
  return (
    typeof run_id === "string" &&
    typeof experiment === "string" &&
    typeof started_at === "string" &&
    typeof metrics === "object" &&
    typeof config === "object"
  );
}
