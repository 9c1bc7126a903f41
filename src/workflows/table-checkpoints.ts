import { CODE_VERSION } from "../core/version.ts";
import type { Clock, Database, StoreChange } from "../core/ports.ts";
import type { TrainingConfig } from "../domain/training-config.ts";
import { stableJson, type Json } from "../registry/artifact.ts";
import { sha256 } from "../registry/index-file.ts";
import type { Once } from "../training/tabular/once.ts";
import type { TableTask } from "../training/tabular/table-task.ts";
import type { TextTable } from "./text-table.ts";

/** What decides a training's result, but for a time limit. */
export interface TableTrainingRequest {
  readonly task: TableTask;
  readonly target: string;
  readonly config: TrainingConfig;
}

/** A training of a table in progress, as it is kept. */
export interface TableJob extends TableTrainingRequest {
  /** Of table, request and code: the same again is the same training. */
  readonly jobId: string;
  readonly dataSha256: string;
  readonly startedAt: string;
  /** As it was asked for last; null: none. */
  readonly timeLimitMs: number | null;
}

/** A fit that was finished, and what it took. */
interface KeptPiece {
  readonly value: unknown;
  readonly durationMs: number;
}

const encoder = new TextEncoder();
const ROOT = "table-training/";
const TABLE_KEY = "table";
const JOB_KEY = "job";
const jobPrefix = (model: string): string => `${ROOT}${model}/`;
const piecePrefix = ({ config, jobId }: TableJob): string => `${jobPrefix(config.model_name)}work/${jobId}/`;

/** Name of the lock under which a model of a table is trained. */
export const tableTrainingLock = (model: string): string => `training/table/${model}`;

/** The job of this training: found as it was left, or begun after dropping what another of the model's name left. */
export async function openTableJob(
  database: Database,
  clock: Clock,
  table: TextTable,
  request: TableTrainingRequest,
  timeLimitMs: number | null,
): Promise<TableJob> {
  const dataSha256 = await tableHash(table);
  const { task, target, config } = request;
  const identity = stableJson({ dataSha256, task, target, config: config as unknown as Json, CODE_VERSION });
  const jobId = await sha256(encoder.encode(identity));
  const prefix = jobPrefix(config.model_name);
  const known = (await database.read("checkpoints", prefix + JOB_KEY)) as TableJob | undefined;
  const isKnown = known?.jobId === jobId;
  if (isKnown && known.timeLimitMs === timeLimitMs) return known;
  const startedAt = isKnown ? known.startedAt : clock.isoNow();
  const job: TableJob = { ...request, jobId, dataSha256, startedAt, timeLimitMs };
  if (isKnown) {
    await database.write([{ store: "checkpoints", key: prefix + JOB_KEY, value: job }]);
    return job;
  }
  await database.write([
    ...(await tableJobRemoval(database, config.model_name)),
    { store: "checkpoints", key: prefix + JOB_KEY, value: job },
    { store: "checkpoints", key: prefix + TABLE_KEY, value: table },
  ]);
  return job;
}

/**
 * Keeps the finished fits of a job.
 *
 * @returns keptMs: the time that fits taken from what was kept had cost, so that a time limit counts them, too
 */
export function jobPieces(
  database: Database,
  clock: Clock,
  job: TableJob,
): { readonly once: Once; readonly keptMs: () => number } {
  const prefix = piecePrefix(job);
  let keptMs = 0;
  const once: Once = async <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const key = prefix + (await sha256(encoder.encode(name)));
    const kept = (await database.read("checkpoints", key)) as KeptPiece | undefined;
    if (kept !== undefined) {
      keptMs += kept.durationMs;
      return kept.value as T;
    }
    const begin = clock.monotonicMs();
    const value = await make();
    const durationMs = clock.monotonicMs() - begin;
    await database.write([{ store: "checkpoints", key, value: { value, durationMs } }]);
    return value;
  };
  return { once, keptMs: () => keptMs };
}

/** The jobs that are unfinished, with the number of fits that each has kept. */
export async function tableJobs(
  database: Database,
): Promise<{ readonly job: TableJob; readonly fits: number }[]> {
  const keys = await database.keys("checkpoints", ROOT);
  const jobs = [];
  for (const key of keys) {
    if (!key.endsWith(`/${JOB_KEY}`)) continue;
    const job = (await database.read("checkpoints", key)) as TableJob | undefined;
    if (job === undefined) continue;
    const prefix = piecePrefix(job);
    jobs.push({ job, fits: keys.filter((each) => each.startsWith(prefix)).length });
  }
  return jobs;
}

/** The table of an unfinished job; undefined where there is none. */
export async function jobTable(database: Database, model: string): Promise<TextTable | undefined> {
  return (await database.read("checkpoints", jobPrefix(model) + TABLE_KEY)) as TextTable | undefined;
}

/** The changes that remove all that a model's training in progress has left. */
export async function tableJobRemoval(database: Database, model: string): Promise<StoreChange[]> {
  const keys = await database.keys("checkpoints", jobPrefix(model));
  return keys.map((key) => ({ store: "checkpoints", key }));
}

/** Of names and cells, column by column, so that no text of the whole table is made. */
export async function tableHash({ columns, cells, decimalComma }: TextTable): Promise<string> {
  const hashes: string[] = [];
  for (const column of cells) hashes.push(await sha256(encoder.encode(JSON.stringify(column))));
  return sha256(encoder.encode(JSON.stringify([columns, hashes, decimalComma === true])));
}
