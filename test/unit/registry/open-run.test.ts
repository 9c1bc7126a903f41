import { beforeEach, describe, expect, it } from "vitest";
import { coreError } from "../../../src/core/errors.ts";
import type { Clock, Database, Locks } from "../../../src/core/ports.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { jsonBytes } from "../../../src/registry/index-file.ts";
import { recordedRun, settleRuns, type RunStart } from "../../../src/registry/open-run.ts";
import { publishModel } from "../../../src/registry/publish.ts";
import { readRun, readRuns, runChange } from "../../../src/registry/runs.ts";

let database: Database;
let locks: Locks;
let now = 0;
const clock: Clock = {
  isoNow: () => new Date(Date.UTC(2026, 0, 5) + now).toISOString(),
  monotonicMs: () => now,
};
const start: RunStart = {
  experiment: "demand_forecasting",
  config: { preset: "fast" },
  tags: { dataset_id: "shop" },
  device: "cpu, 2 threads",
};
const context = () => ({ database, locks, clock, environment: "Node 20.20.2, linux x64" });
const publish = (given: Parameters<typeof publishModel>[0]) =>
  publishModel(given, {
    modelName: "demand_forecasting",
    modelType: "forecasting",
    files: { "features.json": jsonBytes({ columns: [] }) },
    featureColumns: ["day"],
    hyperparameters: { methods: ["ets"] },
    metrics: { mae: 1.5, loss: 0.1, r2: NaN },
    lineage: { dataset_id: "shop" },
    trainingDurationMs: now,
  });

beforeEach(() => {
  database = memoryDatabase();
  locks = memoryLocks();
  now = 0;
});

describe("a recorded run", () => {
  it("is kept as running, and finished with the version it published, its steps and its files", async () => {
    await recordedRun(context(), start, async (recorded) => {
      const [begun] = await readRuns(database);
      expect(begun).toMatchObject({ status: "running", model: null, config: { preset: "fast" } });
      for (const [step, loss] of [0.5, 0.25, NaN].entries()) {
        now += 100;
        recorded.metrics("loss", step, loss);
      }
      await publish(recorded);
    });
    const runs = await readRuns(database);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      name: "demand_forecasting 1.0.0",
      status: "finished",
      reason: null,
      started_at: "2026-01-05T00:00:00.000Z",
      duration_ms: 300,
      device: "cpu, 2 threads",
      environment: "Node 20.20.2, linux x64",
      config: { preset: "fast", methods: ["ets"] },
      model: { name: "demand_forecasting", version: "1.0.0" },
      tags: { dataset_id: "shop", model_type: "forecasting" },
    });
    const steps = (name: string) => runs[0]!.metrics[name]?.map(({ step, value }) => [step, value]);
    // Its own steps, then the version's figure.
    expect(steps("loss")).toEqual([
      [0, 0.5],
      [1, 0.25],
      [2, 0.1],
    ]);
    expect(steps("mae")).toEqual([[0, 1.5]]);
    expect(steps("r2")).toBeUndefined();
    expect(runs[0]!.metrics["loss"]![0]!.at).toBe(Date.UTC(2026, 0, 5) + 100);
    expect(runs[0]!.artifacts.map(({ name, bytes, local }) => [name, (bytes ?? 0) > 0, local])).toEqual([
      ["features.json", true, false],
      ["metadata.json", true, false],
    ]);
  });

  it("says why it failed, and that it was cancelled, with the steps until then", async () => {
    for (const error of [new Error("the disk is on fire"), coreError("core.aborted", { what: "Training" })]) {
      now += 1000;
      const done = recordedRun(context(), start, async ({ metrics }) => {
        metrics("loss", 0, 0.5);
        throw error;
      });
      await expect(done).rejects.toBe(error);
    }
    const [cancelled, failed] = await readRuns(database);
    expect(failed).toMatchObject({
      name: "demand_forecasting",
      status: "failed",
      reason: expect.stringContaining("the disk is on fire") as string,
      model: null,
    });
    expect(cancelled).toMatchObject({ status: "cancelled", reason: "Training was cancelled." });
    expect(cancelled!.metrics["loss"]).toHaveLength(1);
  });

  it("keeps two that begin in the same instant apart", async () => {
    await Promise.all([1, 2].map(() => recordedRun(context(), start, (recorded) => publish(recorded))));
    expect(new Set((await readRuns(database)).map(({ run_id }) => run_id)).size).toBe(2);
  });

  it("writes its steps now and then, and keeps what a person noted meanwhile", async () => {
    await recordedRun(context(), start, async (recorded) => {
      const [begun] = await readRuns(database);
      now = 2500;
      recorded.metrics("loss", 0, 0.5);
      await expect
        .poll(async () => (await readRun(database, begun!.run_id))?.metrics["loss"]?.length)
        .toBe(1);
      await database.write([
        runChange({ ...(await readRun(database, begun!.run_id))!, note: "look", tags: { team: "shop" } }),
      ]);
      await publish(recorded);
    });
    expect((await readRuns(database))[0]).toMatchObject({ note: "look", status: "finished" });
    expect((await readRuns(database))[0]!.tags["team"]).toBe("shop");
  });
});

describe("settleRuns", () => {
  it("marks a run whose worker was ended as cancelled, and leaves one alone that goes on", async () => {
    let release = (): void => {};
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    const going = recordedRun(context(), start, async ({ metrics }) => {
      now = 3000;
      metrics("loss", 0, 0.5);
      await ended;
    });
    await expect.poll(async () => (await readRuns(database))[0]?.metrics["loss"]?.length).toBe(1);
    await settleRuns(context());
    expect((await readRuns(database))[0]!.status).toBe("running");
    // Another process: nobody holds the lock.
    await settleRuns({ database, locks: memoryLocks() });
    expect((await readRuns(database))[0]).toMatchObject({
      status: "cancelled",
      duration_ms: 3000,
      reason: expect.stringContaining("ended before it was done") as string,
    });
    release();
    await going;
  });
});
