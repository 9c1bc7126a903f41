import { errorFromEnvelope } from "../../core/error-envelope.ts";
import { asAppError, coreError } from "../../core/errors.ts";
import type { Threads } from "../../core/ports.ts";
import { threadError } from "../../core/thread-errors.ts";
import type { PoolReply, PoolRequest } from "./pool-messages.ts";

/** One thread as the pool sees it: a worker of the browser or of Node. */
export interface PoolThread {
  post(request: PoolRequest): void;
  terminate(): void;
  /** Whether it has work: Node lets the program end while all its threads are idle. */
  setBusy?(busy: boolean): void;
}

export interface PoolThreadEvents {
  readonly onReply: (reply: PoolReply) => void;
  /** The thread is gone, or never started. */
  readonly onCrash: (reason: string) => void;
}

export interface ThreadPool extends Threads {
  /** End all threads; running maps reject with `core.aborted`. */
  close(): void;
}

/** A job is tried again once when its thread crashes. */
const MAX_ATTEMPTS = 2;

interface Job {
  readonly task: string;
  readonly payload: unknown;
  readonly map: symbol;
  attempts: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface Slot {
  readonly thread: PoolThread;
  job: Job | null;
}

/**
 * Threads that are started when first needed and then kept.
 *
 * Aborting a map ends the threads that work on it (a busy numeric loop hears no message); new ones start when
 * needed. A crashed thread is replaced and its job tried once more.
 *
 * @param count most threads at once, at least 1
 */
export function threadPool(start: (events: PoolThreadEvents) => PoolThread, count: number): ThreadPool {
  const slots: Slot[] = [];
  let queue: Job[] = [];
  let lastId = 0;

  const pump = (): void => {
    while (queue.length > 0) {
      const slot = slots.find(({ job }) => job === null) ?? (slots.length < count ? openSlot() : null);
      if (!slot) return;
      const job = queue.shift()!;
      run(slot, job);
    }
  };

  const run = (slot: Slot, job: Job): void => {
    slot.job = job;
    job.attempts++;
    slot.thread.setBusy?.(true);
    try {
      slot.thread.post({ id: ++lastId, task: job.task, payload: job.payload });
    } catch (cause) {
      release(slot);
      job.reject(asAppError(cause));
    }
  };

  const openSlot = (): Slot => {
    const slot: Slot = {
      thread: start({
        onReply: (reply) => {
          const { job } = slot;
          release(slot);
          if (reply.ok) job?.resolve(reply.value);
          else job?.reject(errorFromEnvelope(reply.error));
          pump();
        },
        onCrash: (reason) => {
          const { job } = slot;
          dropSlot(slot);
          if (job && job.attempts < MAX_ATTEMPTS) queue.unshift(job);
          else
            job?.reject(threadError("threads.crashed", { task: job.task, reason, attempts: job.attempts }));
          pump();
        },
      }),
      job: null,
    };
    slots.push(slot);
    return slot;
  };

  const release = (slot: Slot): void => {
    slot.job = null;
    slot.thread.setBusy?.(false);
  };

  const dropSlot = (slot: Slot): void => {
    const index = slots.indexOf(slot);
    if (index >= 0) slots.splice(index, 1);
    slot.job = null;
    slot.thread.terminate();
  };

  /** Forget the jobs of a map; `stop` also ends the threads that run them. */
  const dropMap = (map: symbol, stop: boolean): void => {
    queue = queue.filter((job) => job.map !== map);
    if (!stop) return;
    for (const slot of slots.filter(({ job }) => job?.map === map)) dropSlot(slot);
    pump();
  };

  return {
    count,

    map: async (task, payloads, onResult, signal) => {
      const map = Symbol(task);
      const aborted = (): Error => coreError("core.aborted", { what: task });
      if (signal?.aborted) throw aborted();
      let onAbort = (): void => {};
      const abortion = new Promise<never>((_, reject) => {
        onAbort = () => reject(aborted());
        signal?.addEventListener("abort", onAbort, { once: true });
      });
      let settled = false;
      const runOne = async (payload: unknown, index: number): Promise<void> => {
        const value = await new Promise<unknown>((resolve, reject) => {
          queue.push({ task, payload, map, attempts: 0, resolve, reject });
        });
        if (!settled) await onResult(index, value as never);
      };
      const jobs = payloads.map(runOne);
      pump();
      try {
        await Promise.race([Promise.all(jobs), abortion]);
      } finally {
        settled = true;
        signal?.removeEventListener("abort", onAbort);
        dropMap(map, signal?.aborted === true);
      }
    },

    close: () => {
      const running = slots.map(({ job }) => job).filter((job) => job !== null);
      const waiting = queue;
      queue = [];
      for (const slot of slots.slice()) dropSlot(slot);
      for (const job of [...running, ...waiting]) job.reject(coreError("core.aborted", { what: job.task }));
    },
  };
}
