import type { Database, StoreChange } from "../core/ports.ts";
import { CODE_VERSION } from "../core/version.ts";
import { instantMs, isoInstant } from "../domain/instant.ts";
import type { RunArtifact, RunRecord } from "../domain/run.ts";
import { stableJson, type Json } from "./artifact.ts";
import { registryError } from "./errors.ts";
import { jsonBytes, parseJson, sha256, type ModelMetadata } from "./index-file.ts";

const FOLDER = "artifacts/runs/";
/** Key of a run in store `artifacts`. */
export const runKey = (runId: string): string => `${FOLDER}${runId}/run.json`;

/**
 * The run that published a version.
 *
 * @param open what was known of it while it ran; without, a run with the version's own figures and no steps
 */
export async function runOfVersion(
  metadata: ModelMetadata,
  artifacts: readonly RunArtifact[],
  open: RunRecord | null,
): Promise<RunRecord> {
  const ended = instantMs(metadata.trained_at);
  const durationMs = Math.round(metadata.training_duration * 1000);
  const identity = new TextEncoder().encode(stableJson(metadata as unknown as Json));
  const steps = open?.metrics ?? {};
  const figures = Object.entries(metadata.metrics).flatMap(([name, value]) => {
    if (value === null) return [];
    const before = steps[name] ?? [];
    return [[name, [...before, { step: (before.at(-1)?.step ?? -1) + 1, value, at: ended }]] as const];
  });
  return {
    run_id: open?.run_id ?? (await sha256(identity)).slice(0, 32),
    experiment: metadata.model_name,
    name: `${metadata.model_name} ${metadata.version}`,
    status: "finished",
    reason: null,
    started_at: open?.started_at ?? isoInstant(ended - durationMs),
    duration_ms: durationMs,
    config: { ...open?.config, ...metadata.hyperparameters },
    data_hash: await dataHash(metadata.lineage),
    code_version: CODE_VERSION,
    device: open?.device ?? "cpu",
    environment: open?.environment ?? null,
    metrics: { ...steps, ...Object.fromEntries(figures) },
    artifacts,
    tags: { ...open?.tags, model_type: metadata.model_type, dataset_id: metadata.lineage.dataset_id },
    note: open?.note ?? "",
    model: { name: metadata.model_name, version: metadata.version },
    deleted: open?.deleted ?? false,
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
  return { store: "artifacts", key: runKey(run.run_id), value: jsonBytes(run as unknown as Json) };
}

/** The change that removes a run for good. */
export function runRemoval({ run_id }: RunRecord): StoreChange {
  return { store: "artifacts", key: runKey(run_id) };
}

/** Every run that can be read, the newest first. */
export async function readRuns(database: Database): Promise<readonly RunRecord[]> {
  const keys = await database.keys("artifacts", FOLDER);
  const stored = await Promise.all(keys.map((key) => database.read("artifacts", key)));
  const runs = stored.flatMap((bytes) => {
    const run = runOf(bytes);
    return run === null ? [] : [run];
  });
  return runs.sort((a, b) => (a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0));
}

/** A run by its whole id; null where it is not kept or cannot be read. */
export async function readRun(database: Database, runId: string): Promise<RunRecord | null> {
  return runOf(await database.read("artifacts", runKey(runId)));
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

/** What runs kept by older versions do not say. */
const ABSENT = { reason: null, environment: null, artifacts: [] } as const;

function runOf(bytes: unknown): RunRecord | null {
  const run = parseJson(bytes);
  return isRun(run) ? { ...ABSENT, ...run } : null;
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
