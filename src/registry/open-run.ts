import { asAppError } from "../core/errors.ts";
import type { Clock, Database, Locks, MetricSink } from "../core/ports.ts";
import { instantMs } from "../domain/instant.ts";
import type { MetricPoint, RunRecord } from "../domain/run.ts";
import { CODE_VERSION } from "../core/version.ts";
import { stableJson, type Json } from "./artifact.ts";
import { sha256 } from "./index-file.ts";
import { readRun, readRuns, runChange, runKey } from "./runs.ts";

/** A training under way, as its run will keep it. */
export interface OpenRun {
  readonly metrics: MetricSink;
  /** As it stands in the end, with what was noted of it meanwhile; nothing of it is written after. */
  close(): Promise<RunRecord>;
}

/** What is known of a training when it begins. */
export interface RunStart {
  /** Name of the model it trains. */
  readonly experiment: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly tags: Readonly<Record<string, string>> & { readonly dataset_id: string };
  readonly device: string;
}

interface RunContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly environment?: string | undefined;
}

const MOST_REASON = 500;
/** Steps are written so often, so that a training that is ended in the middle has left them. */
const WRITE_MS = 2000;

/**
 * Do a training so that it leaves a run however it ends: finished where it publishes a version, else failed or
 * cancelled with the reason. Until then the run is kept as running, under a lock: `settleRuns` finds those whose
 * process or worker was ended.
 *
 * @param train is given the context with the run in it, for `publishModel`
 */
export async function recordedRun<C extends RunContext, T>(
  context: C,
  start: RunStart,
  train: (context: C & { readonly run: OpenRun; readonly metrics: MetricSink }) => Promise<T>,
): Promise<T> {
  const { database, clock } = context;
  const began = clock.monotonicMs();
  const startedAt = clock.isoNow();
  const points = new Map<string, Map<number, MetricPoint>>();
  const begun: RunRecord = {
    run_id: await freeRunId(database, { ...start, startedAt }),
    experiment: start.experiment,
    name: start.experiment,
    status: "running",
    reason: null,
    started_at: startedAt,
    duration_ms: 0,
    config: start.config,
    data_hash: null,
    code_version: CODE_VERSION,
    device: start.device,
    environment: context.environment ?? null,
    metrics: {},
    artifacts: [],
    tags: start.tags,
    note: "",
    model: null,
    deleted: false,
  };
  const elapsed = (): number => Math.round(clock.monotonicMs() - began);
  const record = (): RunRecord => ({
    ...begun,
    duration_ms: elapsed(),
    metrics: Object.fromEntries(
      [...points].map(([name, steps]) => [name, [...steps.values()].sort((a, b) => a.step - b.step)]),
    ),
  });
  let closed = false;
  let writing: Promise<void> = Promise.resolve();
  let writtenAt = 0;
  const metrics: MetricSink = (name, step, value) => {
    if (!Number.isFinite(value)) return;
    const known = points.get(name) ?? new Map<number, MetricPoint>();
    points.set(name, known.set(step, { step, value, at: instantMs(startedAt) + elapsed() }));
    if (closed || elapsed() - writtenAt < WRITE_MS) return;
    writtenAt = elapsed();
    // Steps that cannot be written now are written with the next, or in the end.
    writing = writing.then(async () => await keep(database, record())).catch(() => {});
  };
  const close = async (): Promise<RunRecord> => {
    closed = true;
    await writing;
    return withNotes(record(), await readRun(database, begun.run_id));
  };
  return context.locks.hold(runLock(begun.run_id), { wait: true }, async () => {
    await database.write([runChange(begun)]);
    try {
      return await train({ ...context, metrics, run: { metrics, close } });
    } catch (thrown) {
      const { kind, message } = asAppError(thrown);
      const status = kind === "aborted" ? "cancelled" : "failed";
      const reason = message.slice(0, MOST_REASON);
      // The reader must hear what went wrong, not that a full disk does not take its record.
      await close()
        .then(async (run) => await database.write([runChange({ ...run, status, reason })]))
        .catch(() => {});
      throw thrown;
    }
  });
}

async function keep(database: Database, run: RunRecord): Promise<void> {
  await database.write([runChange(withNotes(run, await readRun(database, run.run_id)))]);
}

/** A person may tag, note or delete a run while it goes on. */
function withNotes(run: RunRecord, stored: RunRecord | null): RunRecord {
  if (stored === null) return run;
  const { tags, note, deleted } = stored;
  return { ...run, tags: { ...run.tags, ...tags }, note, deleted };
}

/** Mark as cancelled the runs that say they go on and whose process, tab or worker has ended. */
export async function settleRuns(context: Pick<RunContext, "database" | "locks">): Promise<void> {
  for (const { run_id, status } of await readRuns(context.database)) {
    if (status !== "running") continue;
    await context.locks
      .hold(runLock(run_id), { wait: false }, async () => {
        // It may have come to its end since.
        const run = await readRun(context.database, run_id);
        if (run?.status !== "running") return;
        const last = Object.values(run.metrics).flatMap((steps) => steps.map(({ at }) => at));
        const ended = last.reduce((a, b) => Math.max(a, b), instantMs(run.started_at));
        await context.database.write([
          runChange({
            ...run,
            status: "cancelled",
            reason: "It was ended before it was done: cancelled, or the app was closed.",
            duration_ms: ended - instantMs(run.started_at),
          }),
        ]);
      })
      .catch((thrown: unknown) => {
        if (asAppError(thrown).code !== "storage.busy") throw thrown;
      });
  }
}

const runLock = (runId: string): string => `runs/${runId}`;

async function freeRunId(database: Database, identity: object): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const text = stableJson({ ...identity, attempt } as unknown as Json);
    const id = (await sha256(new TextEncoder().encode(text))).slice(0, 32);
    if ((await database.read("artifacts", runKey(id))) === undefined) return id;
  }
}
