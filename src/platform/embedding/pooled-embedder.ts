import { AppError, throwIfAborted } from "../../core/errors.ts";
import type { EmbeddedTexts, EmbedderInfo, TextEmbedder } from "../../core/ports.ts";
import type { EmbeddingModel } from "../../domain/embedding-model.ts";
import type { ThreadPool } from "../threads/thread-pool.ts";
import { embedderInfo } from "./embedder-info.ts";
import { EMBED_TASK, type EmbedPayload } from "./embedding-thread.ts";
import { gatherEmbedded, type EmbeddedPart } from "./gather-embedded.ts";

/** Threads with the model loaded, and why just these. */
export interface EmbeddingEngine {
  readonly backend: EmbedderInfo["backend"];
  readonly reason: string;
  readonly threads: ThreadPool;
  /** Texts of one job. */
  readonly jobTexts: number;
}

/** Starts the next engine, once the one before has failed for the reason given. */
export type NextEngine = (failed: string) => EmbeddingEngine;

/** What another engine may do better: the texts themselves are not to blame. */
const ENGINE_FAILURES = new Set([
  "embedding.device-lost",
  "embedding.out-of-memory",
  "embedding.failed",
  "threads.crashed",
]);

type EmbedOptions = NonNullable<Parameters<TextEmbedder["embed"]>[1]>;

/**
 * An embedder whose texts are shared out among the threads of an engine, the longest first. Where the engine fails,
 * the jobs that it owes are done again by the next one; what was done stays.
 *
 * @param next the engines after the first, in the order they are tried
 */
export function pooledEmbedder(
  model: EmbeddingModel,
  first: EmbeddingEngine,
  next: readonly NextEngine[],
): TextEmbedder {
  let engine = first;
  const waiting = [...next];

  /** Leave the engine that failed, unless another job has already done so. */
  const moveOn = (failed: EmbeddingEngine, cause: unknown): void => {
    if (engine !== failed) return;
    const start = cause instanceof AppError && ENGINE_FAILURES.has(cause.code) ? waiting.shift() : undefined;
    if (start === undefined) throw cause;
    failed.threads.close();
    engine = start((cause as AppError).message);
  };

  const embed = async (
    texts: readonly string[],
    { signal, onBatch, beforeBatch, tokens = true }: EmbedOptions = {},
  ): Promise<EmbeddedTexts> => {
    throwIfAborted(signal, "Embedding");
    const parts: EmbeddedPart[] = [];
    const jobs = jobsByLength(texts, engine.jobTexts, engine.threads.count);
    let done = 0;
    const lanes: Promise<void>[] = [];
    const work = async (): Promise<void> => {
      for (;;) {
        await beforeBatch?.();
        const job = jobs.shift();
        if (job === undefined) return;
        throwIfAborted(signal, "Embedding");
        const used = engine;
        try {
          parts.push({ positions: job, embedded: await runJob(used, job, texts, tokens) });
        } catch (cause) {
          moveOn(used, cause);
          jobs.unshift(job);
          fillLanes();
          continue;
        }
        done += job.length;
        onBatch?.(done);
      }
    };
    /** One a thread of the engine; more once a wider engine has taken over. */
    const fillLanes = (): void => {
      while (lanes.length < engine.threads.count) lanes.push(work().catch(fail));
    };
    const failures: unknown[] = [];
    const fail = (cause: unknown): void => {
      failures.push(cause);
      jobs.length = 0;
    };
    fillLanes();
    // Lanes may be added while others are waited for.
    for (let lane = 0; lane < lanes.length; lane++) await lanes[lane];
    if (failures.length > 0) throw failures[0];
    throwIfAborted(signal, "Embedding");
    return gatherEmbedded(texts.length, model.dimension, parts);
  };

  return {
    get info() {
      return embedderInfo(model, engine.backend, engine.reason);
    },
    embed,
    dispose: async () => engine.threads.close(),
  };
}

/** One job on one of the engine's threads. */
export async function runJob(
  { threads }: EmbeddingEngine,
  job: readonly number[],
  texts: readonly string[],
  tokens: boolean,
): Promise<EmbeddedTexts> {
  let embedded: EmbeddedTexts | null = null;
  const payload: EmbedPayload = { texts: job.map((i) => texts[i]!), tokens };
  await threads.map<EmbedPayload, EmbeddedTexts>(
    EMBED_TASK,
    [payload],
    (_, result) => void (embedded = result),
    undefined,
  );
  return embedded!;
}

/** Positions of the texts, in jobs of like length, the longest first; few texts are still shared by all threads. */
function jobsByLength(texts: readonly string[], jobTexts: number, threads: number): number[][] {
  const order = texts.map((_, i) => i).sort((a, b) => texts[b]!.length - texts[a]!.length || a - b);
  const size = Math.max(1, Math.min(jobTexts, Math.ceil(texts.length / threads)));
  const jobs: number[][] = [];
  for (let at = 0; at < order.length; at += size) jobs.push(order.slice(at, at + size));
  return jobs;
}
