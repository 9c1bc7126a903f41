import { afterAll, describe, expect, it } from "vitest";
import { browserThreads } from "../../../src/platform/browser/threads.ts";
import { threadsContract } from "../../contract/threads.contract.ts";

const createWorker = (): Worker =>
  new Worker(new URL("./pool-fixture.worker.ts", import.meta.url), { type: "module" });

const shared = browserThreads(createWorker);
threadsContract(
  "workers",
  () => shared,
  () => shared.close(),
);

describe("browserThreads", () => {
  const threads = browserThreads(createWorker, 2);
  afterAll(() => threads.close());

  it("has one thread a core, at most eight", () => {
    const { count } = browserThreads(createWorker);
    expect(count).toBe(Math.max(1, Math.min(navigator.hardwareConcurrency, 8)));
  });

  it("says threads.crashed when a task brings two threads down, and goes on working", async () => {
    const map = threads.map("crash", [1], () => {}, undefined);
    await expect(map).rejects.toMatchObject({ code: "threads.crashed", details: { attempts: 2 } });
    const results: unknown[] = [];
    await threads.map("square-later", [3], (_i, value) => void results.push(value), undefined);
    expect(results).toEqual([9]);
  });

  it("rejects a result that cannot cross and keeps the thread", async () => {
    const map = threads.map("unserializable", [1], () => {}, undefined);
    await expect(map).rejects.toMatchObject({ code: "core.unexpected" });
  });

  it("says threads.crashed when the script of the thread is not there", async () => {
    const missing = browserThreads(() => new Worker("/no-such-script.js", { type: "module" }), 1);
    await expect(missing.map("double", [1], () => {}, undefined)).rejects.toMatchObject({
      code: "threads.crashed",
    });
  });
});
