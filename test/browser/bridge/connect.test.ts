import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../../../src/bridge/connect.ts";
import { isJobRunning } from "../../../src/platform/browser/running-jobs.ts";

interface CrashApi {
  ping(): Promise<string>;
  spin(): Promise<void>;
  crash(): Promise<void>;
  report(onProgress: (n: number) => void): Promise<number>;
}
const connection = connect<CrashApi>(
  () => new Worker(new URL("./crash.worker.ts", import.meta.url), { type: "module" }),
  { name: "test" },
);
afterEach(() => connection.terminate());

describe("a connection to a real worker", () => {
  it("answers", async () => {
    expect(await connection.api.ping()).toBe("pong");
  });

  it("ends a busy loop, which hears no message, and answers again", async () => {
    await connection.api.ping();
    const spinning = connection.api.spin();
    setTimeout(() => connection.terminate(), 50);
    await expect(spinning).rejects.toMatchObject({ code: "core.aborted" });
    expect(await connection.api.ping()).toBe("pong");
  });

  it("rejects with the fault when the worker has one that nobody caught, and answers again", async () => {
    await expect(connection.api.crash()).rejects.toMatchObject({
      code: "worker.crashed",
      details: { worker: "test", reason: expect.stringContaining("fault in the worker") as string },
    });
    expect(await connection.api.ping()).toBe("pong");
  });

  it("says worker.failed-to-start when the script is not there", async () => {
    const missing = connect<CrashApi>(() => new Worker("/no-such-worker.js", { type: "module" }), {
      name: "missing",
    });
    await expect(missing.api.ping()).rejects.toMatchObject({ code: "worker.failed-to-start" });
  });

  it("passes progress on from a busy loop, at most 20 times a second, the last report included", async () => {
    const seen: number[] = [];
    const reports = await connection.api.report((n) => seen.push(n));
    expect(seen.at(-1)).toBe(reports);
    // 400 ms at one report in 50 ms, the first and the last besides.
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThanOrEqual(10);
  });

  it("counts a call with progress as a running job, seen by all tabs, until its worker is ended", async () => {
    await connection.api.ping();
    const job = connection.api.report(() => {});
    await expect.poll(isJobRunning).toBe(true);
    connection.terminate();
    await expect(job).rejects.toMatchObject({ code: "core.aborted" });
    await expect.poll(isJobRunning).toBe(false);
    const question = connection.api.ping();
    expect(await isJobRunning()).toBe(false);
    await question;
  });
});
