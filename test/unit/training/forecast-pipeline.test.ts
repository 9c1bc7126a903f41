import { describe, expect, it } from "vitest";
import { silentProgress } from "../../../src/core/progress.ts";
import type { DemandTable } from "../../../src/domain/dataset.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import {
  expectedShortage,
  meanBetween,
  meanOfDay,
  quantileOfSum,
} from "../../../src/training/demand-outlook.ts";
import {
  forecastBatch,
  type ForecastBatch,
  type ForecastBatchResult,
} from "../../../src/training/forecast-batch.ts";
import { trainDemandForecast } from "../../../src/training/forecast-pipeline.ts";
import type { TrainedForecast } from "../../../src/training/assemble-forecast.ts";
import { demandForecastFromParts, demandForecastParts } from "../../../src/training/forecast-state.ts";
import { loadForecastingModels } from "../../../src/models/catalog.ts";
import { poolTasks } from "../../../src/workflows/pool-tasks.ts";
import { demandOf, smallShop } from "./small-shop.ts";

async function train(demand: DemandTable, batches: ForecastBatch[] = []): Promise<TrainedForecast> {
  const tasks = {
    "forecast-batch": (batch: ForecastBatch) => {
      batches.push(batch);
      return poolTasks["forecast-batch"](batch);
    },
  };
  return trainDemandForecast(
    {
      demand,
      titles: demand.itemId.map((_, i) => i),
      preset: "fast",
      horizon: 28,
      seed: 1,
      labelOf: (id) => id,
    },
    {
      threads: inlineThreads(tasks),
      clock: { isoNow: () => "", monotonicMs: () => 0 },
      progress: silentProgress,
      checkpoint: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
    },
  );
}

/** The table with all sales from a day on made ten times as large. */
function perturbed(demand: DemandTable, from: number): DemandTable {
  return { ...demand, units: demand.units.map((units, i) => (demand.day[i]! >= from ? units * 10 : units)) };
}

describe("trainDemandForecast", () => {
  it("makes no forecast of any origin from sales on or after it", async () => {
    const models = await loadForecastingModels();
    const demand = smallShop();
    const batches: ForecastBatch[] = [];
    await train(demand, batches);
    const changed: ForecastBatch[] = [];
    const { origins } = batches[0]!;
    expect(origins).toEqual([14_240, 14_212, 14_184, 14_156]);
    const second = origins[2]!;
    await train(perturbed(demand, second), changed);
    batches.forEach((batch, b) => {
      const run = (it: ForecastBatch): ForecastBatchResult => forecastBatch((id) => models.get(id)!, it);
      const before = run(batch);
      const after = run(changed[b]!);
      const titles = batch.rows.rowStart.length - 1;
      const block = batch.candidates.length * 28;
      for (let t = 0; t < titles; t++) {
        for (let o = 0; o < origins.length; o++) {
          const at = t * origins.length + o;
          const same = [...after.forecasts.subarray(at * block, (at + 1) * block)];
          const forecast = [...before.forecasts.subarray(at * block, (at + 1) * block)];
          if (origins[o]! <= second) {
            expect(same).toEqual(forecast);
            expect(after.size[at]).toEqual(before.size[at]);
            expect(after.squaredScale[at]).toEqual(before.squaredScale[at]);
          } else if (forecast[0]! > 0.01 && o === 0 && t < 5) expect(same).not.toEqual(forecast);
        }
      }
    });
  });

  it("measures on the last origin with a forecast that has not seen it", async () => {
    // Demand ten times as high from the test origin on: errors rise, the forecast measured stays what it was.
    const demand = demandOf(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [
          `t-${i}`,
          (_t: number, random: () => number) => 1 + random() * 4,
        ]),
      ),
      240,
    );
    const plain = await train(demand);
    const shifted = await train(perturbed(demand, 14_212));
    const mean = plain.metrics["mae"]! / plain.metrics["wape"]!;
    const meanShifted = shifted.metrics["mae"]! / shifted.metrics["wape"]!;
    expect(meanShifted).toBeCloseTo(10 * mean, 8);
    // bias = mean forecast - mean actual
    expect(shifted.metrics["bias"]! + meanShifted).toBeCloseTo(plain.metrics["bias"]! + mean, 8);
    expect(shifted.metrics["coverage80"]).toBeLessThan(0.1);
    expect(plain.metrics["coverage80"]).toBeGreaterThan(0.65);
    expect(plain.metrics["titles"]).toBe(12);
  });

  it("finds the level and the weekdays of steady titles", async () => {
    const { forecast } = await train(demandOf({ "a-1": () => 3, "b-1": () => 8 }, 200));
    for (const [row, copies] of [3, 8].entries()) {
      for (let h = 0; h < 28; h++) {
        const closed = (forecast.firstDay + h) % 7 === 3;
        expect(forecast.mean[row * 28 + h]).toBeCloseTo(closed ? 0 : copies, 1);
      }
    }
    expect([...forecast.lowConfidence]).toEqual([0, 0]);
    expect([...forecast.origins]).toEqual([3, 3]);
    expect(quantileOfSum(forecast, 0, meanBetween(forecast, 0, 14_200, 14_207), 7, 0.9)).toBe(18);
  });

  it("permutes its forecasts with the titles", async () => {
    const demand = smallShop();
    const order = demand.itemId.map((_, i) => i).reverse();
    const rows = order.map((i) => ({
      id: demand.itemId[i]!,
      from: demand.rowStart[i]!,
      to: demand.rowStart[i + 1]!,
    }));
    const reversed: DemandTable = {
      ...demand,
      itemId: rows.map(({ id }) => id),
      rowStart: Uint32Array.from(
        [0, ...rows.map(({ from, to }) => to - from)].map(
          (
            (sum) => (n) =>
              (sum += n)
          )(0),
        ),
      ),
      day: Int32Array.from(rows.flatMap(({ from, to }) => [...demand.day.subarray(from, to)])),
      units: Float64Array.from(rows.flatMap(({ from, to }) => [...demand.units.subarray(from, to)])),
    };
    const [a, b] = [(await train(demand)).forecast, (await train(reversed)).forecast];
    for (const [row, id] of a.itemId.entries()) {
      const other = b.itemId.indexOf(id);
      expect([...b.mean.subarray(other * 28, other * 28 + 28)]).toEqual([
        ...a.mean.subarray(row * 28, row * 28 + 28),
      ]);
    }
    expect([...b.calibration[0].sums.score]).toEqual([...a.calibration[0].sums.score]);
  });

  it("imputes stock-outs before it fits", async () => {
    const demand = demandOf({ "a-1": (t) => (t >= 172 ? 0 : 3), "b-1": () => 3 }, 200);
    const days = Int32Array.from({ length: 28 }, (_, i) => 14_172 + i);
    const known = { ...demand, stockOutStart: Uint32Array.of(0, 28, 28), stockOutDay: days };
    const sumOf = async (table: DemandTable): Promise<number> =>
      meanBetween((await train(table)).forecast, 0, 14_200, 14_228);
    expect(await sumOf(demand)).toBeLessThan(30);
    expect(await sumOf(known)).toBeGreaterThan(60);
  });

  it("survives being written and read", async () => {
    const { forecast } = await train(smallShop());
    const parts = demandForecastParts(forecast);
    const copy = demandForecastFromParts({
      data: JSON.parse(JSON.stringify(parts.data)),
      arrays: parts.arrays,
    });
    expect(copy).toEqual(forecast);
  });
});

describe("the outlook from a forecast", () => {
  it("repeats the last week beyond the horizon and has nothing before it", async () => {
    const { forecast } = await train(demandOf({ "a-1": () => 3, "b-1": () => 8 }, 200));
    expect(meanOfDay(forecast, 0, 14_199)).toBe(0);
    for (let day = 14_228; day < 14_250; day++) {
      expect(meanOfDay(forecast, 1, day)).toBe(meanOfDay(forecast, 1, 14_221 + ((day - 14_228) % 7)));
    }
    expect(meanBetween(forecast, 1, 14_200, 14_270)).toBeCloseTo(480, 0);
  });

  it("expects to miss everything on an empty shelf, and nothing with plenty", async () => {
    const { forecast } = await train(smallShop());
    const mean = meanBetween(forecast, 0, 14_240, 14_254);
    expect(expectedShortage(forecast, 0, mean, 14, 0)).toBe(mean);
    expect(expectedShortage(forecast, 0, mean, 14, 1000)).toBe(0);
    const some = expectedShortage(forecast, 0, mean, 14, mean);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(mean / 2);
  });
});
