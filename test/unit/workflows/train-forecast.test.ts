import { describe, expect, it } from "vitest";
import type { Threads } from "../../../src/core/ports.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import { poolTasks } from "../../../src/workflows/pool-tasks.ts";
import {
  discardPendingTraining,
  pendingTraining,
  trainForecast,
} from "../../../src/workflows/train-forecast.ts";
import { todayPage } from "../../../src/workflows/plan-orders.ts";
import { demandOf, smallShop } from "../training/small-shop.ts";
import { putShop, shopContext, type ShopContext } from "./forecast-shop.ts";

const request = { datasetId: "shop", preset: "fast" } as const;

async function artifact(context: ShopContext, version: string, file: string): Promise<Uint8Array> {
  const key = `artifacts/models/demand_forecasting/${version}/${file}`;
  return (await context.database.read("artifacts", key)) as Uint8Array;
}

/** Threads that fail after so many results, as a tab that is killed. */
function dyingThreads(results: number): Threads {
  const alive = inlineThreads(poolTasks);
  return {
    count: 1,
    map: (task, payloads, onResult, signal) => {
      let done = 0;
      return alive.map(
        task,
        payloads,
        async (index, result) => {
          if (done++ === results) throw new Error("killed");
          await onResult(index, result as never);
        },
        signal,
      );
    },
  };
}

/** Four threads that finish in the reverse order. */
const reversedThreads: Threads = {
  count: 4,
  map: async (task, payloads, onResult, signal) => {
    const results: unknown[] = [];
    await inlineThreads(poolTasks).map(
      task,
      payloads,
      (index, result) => void (results[index] = result),
      signal,
    );
    for (let i = payloads.length - 1; i >= 0; i--) await onResult(i, results[i] as never);
  },
};

describe("trainForecast", () => {
  it("publishes an artifact from which Today makes an order", async () => {
    const context = shopContext();
    await putShop(context, smallShop());
    const report = await trainForecast(request, context);

    expect(report.version).toBe("1.0.0");
    expect(report.titles).toBe(23);
    expect(Object.values(report.winners).reduce((sum, n) => sum + n, 0)).toBe(23);
    expect(report.metrics["rmsse"]).toBeGreaterThan(0.3);
    expect(report.metrics["rmsse"]).toBeLessThan(1);
    expect(report.metrics["coverage80"]).toBeGreaterThan(0.6);
    const metadata = JSON.parse(new TextDecoder().decode(await artifact(context, "1.0.0", "metadata.json")));
    expect(metadata).toMatchObject({
      model_name: "demand_forecasting",
      model_type: "forecasting",
      version: "1.0.0",
      feature_columns: ["units", "stock_out", "first_sale_day", "shop_weekday_profile", "demand_size"],
      hyperparameters: { preset: "fast", horizon: 28, seed: 1 },
      lineage: { dataset_id: "shop", demand_revision: 1 },
    });
    for (const name of ["mse", "mae", "rmse", "r2_score", "wape", "rmsse", "pinball", "coverage80"]) {
      expect(metadata.metrics[name], name).toBeTypeOf("number");
    }

    const page = await todayPage(context, "shop", 0, 5);
    expect(page.provenance.model).toMatchObject({ version: "1.0.0", stale: false });
    expect(page.lines).toHaveLength(5);
    expect(page.lines[0]!.advised).toBeGreaterThan(0);
    expect(page.lines[0]!.why).toMatch(/^We expect \d+ copies by /);
  });

  it("gives the same bytes on any threads, in any order of completion, and after being cut off", async () => {
    const bytes: Uint8Array[] = [];
    for (const threads of [inlineThreads(poolTasks), reversedThreads]) {
      const context = shopContext(threads);
      await putShop(context, smallShop());
      const { version } = await trainForecast(request, context);
      bytes.push(
        await artifact(context, version, "model.bin"),
        await artifact(context, version, "features.json"),
      );
    }
    const database = memoryDatabase();
    const cut = shopContext(dyingThreads(1), database);
    await putShop(cut, smallShop());
    await expect(trainForecast(request, cut)).rejects.toThrow("killed");
    const pending = await pendingTraining(database, "shop");
    expect(pending).toEqual({ request, done: 13, total: 23 });

    const resumed = shopContext(inlineThreads(poolTasks), database);
    const phases: number[] = [];
    const { version } = await trainForecast(request, {
      ...resumed,
      progress: (p) => p.phase === "Forecasting titles" && phases.push(p.done),
    });
    expect(phases).toEqual([13, 23]);
    expect(await pendingTraining(database, "shop")).toBeNull();
    expect(await database.keys("checkpoints", "")).toEqual([]);
    bytes.push(
      await artifact(resumed, version, "model.bin"),
      await artifact(resumed, version, "features.json"),
    );
    expect(Buffer.compare(bytes[0]!, bytes[2]!)).toBe(0);
    expect(Buffer.compare(bytes[0]!, bytes[4]!)).toBe(0);
    expect(Buffer.compare(bytes[1]!, bytes[3]!)).toBe(0);
    expect(Buffer.compare(bytes[1]!, bytes[5]!)).toBe(0);
  });

  it("drops the parts of a cut-off training when sales have changed or it is discarded", async () => {
    const database = memoryDatabase();
    const cut = shopContext(dyingThreads(1), database);
    await putShop(cut, smallShop());
    await expect(trainForecast(request, cut)).rejects.toThrow("killed");
    await putShop(cut, { ...smallShop(240, 8), revision: 2 }, { revision: 2 });
    expect(await pendingTraining(database, "shop")).toBeNull();

    await expect(trainForecast(request, cut)).rejects.toThrow("killed");
    const parts = await database.keys("checkpoints", "training/shop/parts/");
    expect(parts).toHaveLength(1);
    expect(await pendingTraining(database, "shop")).toMatchObject({ done: expect.any(Number), total: 23 });
    await discardPendingTraining(cut, "shop");
    expect(await database.keys("checkpoints", "")).toEqual([]);
  });

  it("ignores a checkpoint of the wrong shape", async () => {
    const database = memoryDatabase();
    const cut = shopContext(dyingThreads(1), database);
    await putShop(cut, smallShop());
    await expect(trainForecast(request, cut)).rejects.toThrow("killed");
    const [part] = await database.keys("checkpoints", "training/shop/parts/");
    await database.write([{ store: "checkpoints", key: part!, value: { forecasts: new Float32Array(3) } }]);
    const report = await trainForecast(request, shopContext(inlineThreads(poolTasks), database));
    expect(report.titles).toBe(23);
  });

  it("stops between batches when aborted", async () => {
    const context = shopContext();
    await putShop(context, smallShop());
    const signal = { aborted: false, reason: undefined };
    const aborting = {
      ...context,
      signal: signal as AbortSignal,
      progress: () => void (signal.aborted = true),
    };
    await expect(trainForecast(request, aborting)).rejects.toMatchObject({ code: "core.aborted" });
  });

  it("says so when there is nothing to train on, or the horizon cannot be", async () => {
    const context = shopContext();
    await putShop(context, demandOf({}, 100));
    await expect(trainForecast(request, context)).rejects.toMatchObject({ code: "training.no-demand" });
    await putShop(context, smallShop());
    await expect(trainForecast({ ...request, horizonDays: 10 }, context)).rejects.toThrow(
      "The horizon is 10 days; expected a multiple of 7 from 7 to 182.",
    );
    await expect(trainForecast({ ...request, datasetId: "none" }, context)).rejects.toMatchObject({
      code: "import.unknown-dataset",
    });
  });

  it("forecasts a shop of a few days, marking every title as low confidence", async () => {
    const context = shopContext();
    await putShop(context, demandOf({ "a-1": () => 2, "b-1": (t) => (t === 5 ? 1 : 0) }, 9));
    const report = await trainForecast(request, context);
    expect(report).toMatchObject({ titles: 2, lowConfidence: 2, metrics: {} });
    const page = await todayPage(context, "shop", 0, 10);
    expect(page.lines.map((line) => line.lowConfidence)).toEqual([true, true]);
    // 14 days from now, 12 of them open, of 2 copies each
    expect(page.lines[0]!.itemId).toBe("a-1");
    expect(page.lines[0]!.expected).toBeGreaterThan(20);
    expect(page.lines[0]!.expected).toBeLessThan(28);
  });

  it("does not take the pace of a title's first three days for the pace it will keep", async () => {
    const context = shopContext();
    await putShop(context, smallShop());
    await trainForecast(request, context);
    const page = await todayPage(context, "shop", 0, 99);
    const line = page.lines.find(({ itemId }) => itemId === "new-1")!;
    // 4 a day would be 48 in the twelve open days; 12 sold in the last four weeks are 6 a fortnight
    expect(line.expected).toBeGreaterThan(4);
    expect(line.expected).toBeLessThan(14);
    expect(line.lowConfidence).toBe(true);
    // a title that stopped 200 days ago has faded out
    expect(page.lines.find(({ itemId }) => itemId === "stopped-1")).toBeUndefined();
  });
});
