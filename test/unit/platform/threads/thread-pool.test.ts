import { describe, expect, it } from "vitest";
import { errorEnvelope } from "../../../../src/core/error-envelope.ts";
import { coreError } from "../../../../src/core/errors.ts";
import type { PoolRequest } from "../../../../src/platform/threads/pool-messages.ts";
import { threadPool, type PoolThreadEvents } from "../../../../src/platform/threads/thread-pool.ts";

/** A thread that a test answers by hand. */
interface ManualThread {
  readonly events: PoolThreadEvents;
  readonly requests: PoolRequest[];
  busy: boolean;
  terminated: boolean;
}

function manualPool(count: number): {
  readonly pool: ReturnType<typeof threadPool>;
  readonly threads: ManualThread[];
  readonly answer: (thread: number, value: unknown) => void;
} {
  const threads: ManualThread[] = [];
  const pool = threadPool((events) => {
    const thread: ManualThread = { events, requests: [], busy: false, terminated: false };
    threads.push(thread);
    return {
      post: (request) => {
        if (request.payload === "uncloneable") throw new Error("could not be cloned");
        thread.requests.push(request);
      },
      terminate: () => {
        thread.terminated = true;
      },
      setBusy: (busy) => {
        thread.busy = busy;
      },
    };
  }, count);
  const answer = (thread: number, value: unknown): void => {
    const { id } = threads[thread]!.requests.at(-1)!;
    threads[thread]!.events.onReply({ id, ok: true, value });
  };
  return { pool, threads, answer };
}
const nothing = (): void => {};

describe("threadPool", () => {
  it("starts threads only as needed, at most `count`, and hands out the next job when one is done", async () => {
    const { pool, threads, answer } = manualPool(2);
    expect(threads).toHaveLength(0);
    const results: unknown[] = [];
    const map = pool.map("t", ["a", "b", "c"], (i, value) => void (results[i] = value), undefined);
    expect(threads.map(({ requests }) => requests.map(({ payload }) => payload))).toEqual([["a"], ["b"]]);
    answer(1, "B");
    expect(threads[1]!.requests.map(({ payload }) => payload)).toEqual(["b", "c"]);
    answer(1, "C");
    expect(threads.map(({ busy }) => busy)).toEqual([true, false]);
    answer(0, "A");
    await map;
    expect(results).toEqual(["A", "B", "C"]);
    expect(threads).toHaveLength(2);
  });

  it("replaces a crashed thread and tries its job once more, before the jobs that wait", async () => {
    const { pool, threads, answer } = manualPool(1);
    const results: unknown[] = [];
    const map = pool.map("t", ["a", "b"], (i, value) => void (results[i] = value), undefined);
    threads[0]!.events.onCrash("out of memory");
    expect(threads[0]!.terminated).toBe(true);
    expect(threads[1]!.requests.map(({ payload }) => payload)).toEqual(["a"]);
    answer(1, "A");
    answer(1, "B");
    await map;
    expect(results).toEqual(["A", "B"]);
  });

  it("gives up with threads.crashed and the reason when the job crashes a second thread", async () => {
    const { pool, threads } = manualPool(1);
    const map = pool.map("heavy", ["a"], nothing, undefined);
    threads[0]!.events.onCrash("out of memory");
    threads[1]!.events.onCrash("out of memory again");
    await expect(map).rejects.toMatchObject({
      code: "threads.crashed",
      details: { task: "heavy", reason: "out of memory again", attempts: 2 },
    });
  });

  it("ends the threads of an aborted map, drops its jobs, and leaves other maps alone", async () => {
    const { pool, threads, answer } = manualPool(2);
    const controller = new AbortController();
    const aborted = pool.map("t", ["a", "waits"], nothing, controller.signal);
    const other = pool.map("t", ["x", "y"], nothing, undefined);
    // Thread 0 runs "a", thread 1 "waits".
    answer(1, "done");
    expect(threads[1]!.requests.at(-1)!.payload).toBe("x");
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: "core.aborted", details: { what: "t" } });
    expect(threads.map(({ terminated }) => terminated)).toEqual([true, false, false]);
    expect(threads[2]!.requests.at(-1)!.payload).toBe("y");
    answer(1, "X");
    answer(2, "Y");
    await other;
  });

  it("drops the waiting jobs of a map that failed, and reports no more of its results", async () => {
    const { pool, threads, answer } = manualPool(2);
    const seen: number[] = [];
    const map = pool.map("t", [0, 1, 2, 3], (i) => void seen.push(i), undefined);
    const { id } = threads[0]!.requests[0]!;
    threads[0]!.events.onReply({
      id,
      ok: false,
      error: errorEnvelope(coreError("core.unexpected", { message: "bad batch" })),
    });
    await expect(map).rejects.toMatchObject({ details: { message: "bad batch" } });
    answer(1, "late");
    await Promise.resolve();
    expect(seen).toEqual([]);
    // Job 2 had been handed out before the failure was known; job 3 never is.
    const handedOut = threads.flatMap(({ requests }) => requests.map(({ payload }) => payload));
    expect(handedOut).not.toContain(3);
  });

  it("rejects a payload that cannot cross and keeps the thread", async () => {
    const { pool, threads, answer } = manualPool(1);
    await expect(pool.map("t", ["uncloneable"], nothing, undefined)).rejects.toMatchObject({
      message: "Unexpected error: could not be cloned",
    });
    const next = pool.map("t", ["fine"], nothing, undefined);
    answer(0, 1);
    await next;
    expect(threads).toHaveLength(1);
  });

  it("rejects running and waiting maps with core.aborted when closed", async () => {
    const { pool, threads } = manualPool(1);
    const maps = [pool.map("t", ["a"], nothing, undefined), pool.map("t", ["b"], nothing, undefined)];
    pool.close();
    for (const map of maps) await expect(map).rejects.toMatchObject({ code: "core.aborted" });
    expect(threads[0]!.terminated).toBe(true);
  });
});
