import { join } from "node:path";
import type { DemandTable } from "../../src/domain/dataset.ts";
import type { Preset } from "../../src/domain/training.ts";
import { silentProgress } from "../../src/core/progress.ts";
import { nodeClock } from "../../src/platform/node/clock.ts";
import { nodeThreads } from "../../src/platform/node/threads.ts";
import { conformalQuantile } from "../../src/training/conformal.ts";
import { trainDemandForecast } from "../../src/training/forecast-pipeline.ts";
import { forecastSeries } from "../../src/training/forecast-series.ts";
import { poolTasks } from "../../src/workflows/pool-tasks.ts";
import {
  demandScores,
  type DemandPrediction,
  type DemandScores,
  type DemandTitle,
} from "../demand-scores.ts";
import { readParquetRows } from "../parquet.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "demand-accuracy";
const HORIZON = 28;
const LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];
/** Last day that is known: the 28 days after it end with the data. */
const ORIGIN = "2011-10-14";
const DAY_MS = 86_400_000;

/** Figures of the notes that come with the data: WAPE, RMSSE, revenue-weighted RMSSE, scaled pinball. */
const PEERS: readonly (readonly [string, DemandScores])[] = [
  ["seasonal naive (7)", { wape: 1.121, rmsse: 0.896, weightedRmsse: 1.038, scaledPinball: 0.433 }],
  ["TSB × weekday", { wape: 1.033, rmsse: 0.722, weightedRmsse: 0.862, scaledPinball: 0.319 }],
  ["ADIDA × weekday", { wape: 1.02, rmsse: 0.725, weightedRmsse: 0.874, scaledPinball: 0.321 }],
  ["direct LightGBM Tweedie", { wape: 1.016, rmsse: 0.731, weightedRmsse: 0.858, scaledPinball: 0.321 }],
  ["LightGBM quantiles + TSB", { wape: 1.019, rmsse: 0.723, weightedRmsse: 0.855, scaledPinball: 0.315 }],
];
const NAIVE: DemandScores = { wape: 1.239, rmsse: 0.867, weightedRmsse: 0.984, scaledPinball: 0.456 };

const METRICS: readonly (readonly [keyof DemandScores, string])[] = [
  ["wape", "WAPE"],
  ["rmsse", "RMSSE"],
  ["weightedRmsse", "revenue-weighted RMSSE"],
  ["scaledPinball", "scaled pinball"],
];

/** Daily demand of a real till file, scored beside published figures on the same titles and days. */
export const demandAccuracy: BenchSuite = {
  name: SUITE,
  about: "accuracy on Online Retail daily (origin 2011-10-14, h=28, 1,351 titles) beside known figures",
  needsData: true,
  run: async ({ data, log }) => {
    const { titles, demand } = await readTitles(join(data!, "demand", "online_retail_sku_daily.parquet"));
    log(`${titles.length} titles`);
    const naive = titles.map(({ train }) => ({
      mean: new Float64Array(HORIZON).fill(train.at(-1)!),
      quantiles: [],
    }));
    const rows: BenchRow[] = scoreRows("our formulas on naive", demandScores(titles, naive, LEVELS), [
      ["naive", NAIVE],
    ]);
    const threads = nodeThreads(poolTasks);
    const host = { threads, clock: nodeClock, progress: silentProgress };
    for (const preset of ["fast", "best"] as const) {
      log(`the shop's pipeline, ${preset}`);
      const shop = await timed(() => shopForecast(demand, preset, host));
      rows.push(...scoreRows(`shop pipeline, ${preset}`, demandScores(titles, shop.value, LEVELS), PEERS));
      rows.push(benchRow(SUITE, `shop pipeline, ${preset}`, "seconds", shop.seconds));
      log(`general series, ${preset}`);
      const request = { horizon: HORIZON, seasonLength: 7, levels: LEVELS, preset, seed: 1 };
      const general = await timed(() =>
        forecastSeries(
          titles.map(({ train }) => train),
          request,
          host,
        ),
      );
      rows.push(
        ...scoreRows(
          `general series, ${preset}`,
          demandScores(titles, general.value, LEVELS),
          PEERS.slice(-1),
        ),
      );
      rows.push(benchRow(SUITE, `general series, ${preset}`, "seconds", general.seconds));
    }
    if ("close" in threads) threads.close();
    return rows;
  },
};

function scoreRows(
  name: string,
  scores: DemandScores,
  peers: readonly (readonly [string, DemandScores])[],
): BenchRow[] {
  return METRICS.filter(([key]) => !Number.isNaN(scores[key])).flatMap(([key, metric]) =>
    peers.map(([peer, known]) =>
      benchRow(SUITE, name, metric, scores[key], { name: peer, value: known[key] }),
    ),
  );
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
}

async function shopForecast(
  demand: DemandTable,
  preset: Preset,
  host: Omit<Parameters<typeof trainDemandForecast>[1], "checkpoint">,
): Promise<DemandPrediction[]> {
  const titles = demand.itemId.map((_, i) => i);
  const checkpoint = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
  const training = { demand, titles, preset, horizon: HORIZON, seed: 1, labelOf: (id: string) => id };
  const { forecast } = await trainDemandForecast(training, { ...host, checkpoint });
  return titles.map((i) => {
    const mean = Float64Array.from(forecast.mean.subarray(i * HORIZON, (i + 1) * HORIZON));
    const { days } = forecast.calibration[forecast.lowConfidence[i]!]!;
    const quantiles = LEVELS.map((level) =>
      mean.map((m, h) => conformalQuantile(days, h, level, m, forecast.size[i]!)),
    );
    return { mean, quantiles };
  });
}

interface DailyRow {
  readonly StockCode: string;
  readonly date: Date;
  readonly units: number;
  readonly revenue: number;
}

/** Titles with at least 60 active days and 100 copies up to the origin, as series and as the shop's demand table. */
async function readTitles(path: string): Promise<{ titles: DemandTitle[]; demand: DemandTable }> {
  const origin = Date.parse(ORIGIN) / DAY_MS;
  const sales = new Map<string, (DailyRow & { readonly day: number })[]>();
  let firstDay = Infinity;
  for (const row of await readParquetRows<DailyRow>(path, ["StockCode", "date", "units", "revenue"])) {
    const day = Math.round(row.date.getTime() / DAY_MS);
    firstDay = Math.min(firstDay, day);
    const own = sales.get(row.StockCode) ?? [];
    sales.set(row.StockCode, own);
    own.push({ ...row, day });
  }
  const titles: DemandTitle[] = [];
  const table = { itemId: [] as string[], rowStart: [0], day: [] as number[], units: [] as number[] };
  for (const [id, rows] of [...sales].sort(([a], [b]) => (a < b ? -1 : 1))) {
    rows.sort((a, b) => a.day - b.day);
    const known = rows.filter(({ day }) => day <= origin);
    const copies = known.reduce((sum, { units }) => sum + units, 0);
    if (known.length < 60 || copies < 100) continue;
    const train = new Float64Array(origin + 1 - known[0]!.day);
    const actual = new Float64Array(HORIZON);
    for (const { day, units } of rows) {
      if (day <= origin) train[day - known[0]!.day]! += units;
      else if (day <= origin + HORIZON) actual[day - origin - 1]! += units;
    }
    const recent = known.filter(({ day }) => day > origin - HORIZON);
    titles.push({ id, train, actual, revenue: recent.reduce((sum, { revenue }) => sum + revenue, 0) });
    table.itemId.push(id);
    table.day.push(...known.map(({ day }) => day));
    table.units.push(...known.map(({ units }) => units));
    table.rowStart.push(table.day.length);
  }
  return {
    titles,
    demand: {
      revision: 1,
      firstDay,
      lastDay: origin,
      itemId: table.itemId,
      rowStart: Uint32Array.from(table.rowStart),
      day: Int32Array.from(table.day),
      units: Float64Array.from(table.units),
      stockOutStart: new Uint32Array(titles.length + 1),
      stockOutDay: new Int32Array(0),
      lastPriceCents: new Float64Array(titles.length).fill(NaN),
    },
  };
}
