import { afterAll, describe, expect, it } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import type { Threads } from "../../src/core/ports.ts";

/**
 * The suite every `Threads` passes. It needs the tasks of `test/fixtures/pool-tasks.ts`.
 *
 * @param open makes the threads once for the whole suite
 */
export function threadsContract(
  name: string,
  open: () => Threads,
  close: (threads: Threads) => Promise<void> | void = () => {},
): void {
  describe(`Threads: ${name}`, () => {
    const threads = open();
    afterAll(() => close(threads));

    const collect = async (task: string, payloads: readonly unknown[]): Promise<unknown[]> => {
      const results: unknown[] = [];
      await threads.map(task, payloads, (index, result) => void (results[index] = result), undefined);
      return results;
    };

    it("has at least one thread", () => {
      expect(threads.count).toBeGreaterThanOrEqual(1);
    });

    it("reports every result under the index of its payload, whatever finishes first", async () => {
      expect(await collect("square-later", [5, 1, 4, 2, 3])).toEqual([25, 1, 16, 4, 9]);
    });

    it("does nothing for no payloads", async () => {
      expect(await collect("square-later", [])).toEqual([]);
    });

    it("carries typed arrays both ways", async () => {
      expect(await collect("double", [Float64Array.of(1, NaN, -0)])).toEqual([Float64Array.of(2, NaN, -0)]);
    });

    it("leaves the caller's payload usable", async () => {
      const payload = Float64Array.of(1, 2);
      await collect("double", [payload]);
      expect(payload).toEqual(Float64Array.of(1, 2));
    });

    it("runs several maps at once", async () => {
      const both = await Promise.all([
        collect("square-later", [1, 2, 3]),
        collect("double", [Float64Array.of(3), Float64Array.of(4)]),
      ]);
      expect(both).toEqual([
        [1, 4, 9],
        [Float64Array.of(6), Float64Array.of(8)],
      ]);
    });

    it("waits for what onResult does before it settles", async () => {
      const kept: number[] = [];
      await threads.map<number, number>(
        "square-later",
        [1, 2, 3],
        async (_index, result) => {
          await new Promise((resolve) => setTimeout(resolve, 10));
          kept.push(result);
        },
        undefined,
      );
      expect(kept.sort((a, b) => a - b)).toEqual([1, 4, 9]);
    });

    it("rejects with the typed error of a task, details and all, and goes on working", async () => {
      const thrown = await collect("fail", ["why"]).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(AppError);
      expect(thrown).toMatchObject({ code: "core.unexpected", kind: "model", details: { message: "why" } });
      expect(await collect("square-later", [6])).toEqual([36]);
    });

    it("rejects with what onResult throws", async () => {
      const failure = new Error("no room for the checkpoint");
      const map = threads.map("square-later", [1, 2], () => Promise.reject(failure), undefined);
      await expect(map).rejects.toBe(failure);
    });

    it("names an unknown task and the known ones", async () => {
      await expect(collect("nonsense", [1])).rejects.toMatchObject({
        code: "threads.unknown-task",
        details: { task: "nonsense" },
      });
    });

    it("does not start when the signal has fired, and stops handing out jobs when it fires", async () => {
      const controller = new AbortController();
      const seen: number[] = [];
      const map = threads.map<number, number>(
        "square-later",
        Array.from({ length: 50 }, () => 1),
        (index) => {
          seen.push(index);
          controller.abort();
        },
        controller.signal,
      );
      await expect(map).rejects.toMatchObject({ code: "core.aborted" });
      expect(seen.length).toBeLessThan(50);
      const later = threads.map("square-later", [1], () => {}, controller.signal);
      await expect(later).rejects.toMatchObject({ code: "core.aborted" });
    });
  });
}
