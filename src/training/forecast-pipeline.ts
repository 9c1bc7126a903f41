import { throwIfAborted } from "../core/errors.ts";
import type { Clock, Threads } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import type { DayNumber, DemandTable } from "../domain/dataset.ts";
import type { Preset } from "../domain/training.ts";
import { rollingOrigins } from "../evaluation/splits.ts";
import { DEMAND_CLASSES } from "../features/demand-class.ts";
import { shopWeekdayProfile } from "../features/shop-weekday-profile.ts";
import {
  DEMAND_PRESETS,
  MEDIAN_ID,
  SPARSE_CANDIDATES,
  type BacktestPreset,
  type Candidate,
} from "./candidates.ts";
import { assembleForecast, type TitleBacktests, type TrainedForecast } from "./assemble-forecast.ts";
import { trainingError } from "./errors.ts";
import { DAYS_A_WEEK, type ForecastBatch, type ForecastBatchResult } from "./forecast-batch.ts";

/** Name of the pool task that runs `forecastBatch`. */
export const FORECAST_BATCH_TASK = "forecast-batch";

/** A title with less than this is forecast by simple means and marked low confidence. */
const ENOUGH_ACTIVE_DAYS = 60;
const ENOUGH_HISTORY_DAYS = 56;
/** Titles a batch: small enough to lose little when interrupted, large enough to be worth a message. */
const BATCH_TITLES = 16;
const SPARSE_BATCH_TITLES = 512;
/** Cost of a sparse title beside one with every candidate, for the estimate of the time left. */
const SPARSE_COST = 0.02;
const MAX_HORIZON_DAYS = 182;

export interface ForecastTraining {
  readonly demand: DemandTable;
  /** Rows of the table that get a forecast: titles, not service lines. */
  readonly titles: readonly number[];
  readonly preset: Preset;
  /** Days ahead, a multiple of 7. */
  readonly horizon: number;
  readonly seed: number;
  /** A model's name for a screen, by its id. */
  readonly labelOf: (id: string) => string;
}

/** Finished batches, kept where they survive the tab. */
export interface TrainingCheckpoint {
  /** What `write` stored under this part for the same job, or undefined. */
  read(part: number): Promise<unknown>;
  write(part: number, result: ForecastBatchResult): Promise<void>;
}

export interface TrainingHost {
  readonly threads: Threads;
  readonly clock: Clock;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal | undefined;
  readonly checkpoint: TrainingCheckpoint;
}

/**
 * Train the demand forecast of a shop: backtest every candidate on every title, choose, calibrate.
 *
 * The result depends on data, preset, horizon and seed only: not on the number of threads, the order in which batches
 * finish, or how often the work was interrupted and resumed.
 *
 * @throws `training.bad-horizon`, `training.no-demand`, `core.aborted`
 */
export async function trainDemandForecast(
  training: ForecastTraining,
  host: TrainingHost,
): Promise<TrainedForecast> {
  checkTraining(training);
  const plan = planTraining(training);
  const results = await runBatches(training, plan, host);
  throwIfAborted(host.signal, "Training");
  host.progress({ phase: "Comparing methods", done: 0, total: null, unit: "titles", remainingMs: null });
  return assembleForecast(training.demand, collect(training, plan, results));
}

/** Titles in each batch of this training, in the order of its checkpoint's parts. */
export function batchSizes(training: ForecastTraining): number[] {
  checkTraining(training);
  return planTraining(training).batches.map((batch) => batch.titles.length);
}

interface PlannedBatch {
  readonly titles: readonly number[];
  readonly candidates: readonly Candidate[];
  readonly cost: number;
}

interface TrainingPlan {
  readonly origins: readonly DayNumber[];
  readonly profiles: Float64Array;
  readonly typicalSize: Float64Array;
  readonly candidates: readonly Candidate[];
  readonly batches: readonly PlannedBatch[];
}

function checkTraining(training: ForecastTraining): void {
  const { horizon } = training;
  if (!(horizon >= DAYS_A_WEEK && horizon <= MAX_HORIZON_DAYS && horizon % DAYS_A_WEEK === 0)) {
    throw trainingError("training.bad-horizon", { found: horizon, max: MAX_HORIZON_DAYS });
  }
  if (!training.titles.some((title) => hasSales(training.demand, title))) {
    throw trainingError("training.no-demand", { titles: training.titles.length });
  }
}

function planTraining(training: ForecastTraining): TrainingPlan {
  const { demand, horizon } = training;
  const preset = DEMAND_PRESETS[training.preset];
  const origins = originDays(demand, horizon, preset);
  const shop = shopDays(training);
  const profiles = new Float64Array(origins.length * DAYS_A_WEEK);
  const typicalSize = new Float64Array(origins.length);
  origins.forEach((origin, o) => {
    const end = origin - demand.firstDay;
    profiles.set(shopWeekdayProfile(shop.units, demand.firstDay, end), o * DAYS_A_WEEK);
    let units = 0;
    let sales = 0;
    for (let t = 0; t < end; t++) {
      units += shop.units[t]!;
      sales += shop.sales[t]!;
    }
    typicalSize[o] = sales > 0 ? units / sales : 1;
  });
  const sold = training.titles.filter((title) => hasSales(demand, title));
  const enough = sold.filter((title) => hasEnoughHistory(demand, title));
  const sparse = sold.filter((title) => !hasEnoughHistory(demand, title));
  return {
    origins,
    profiles,
    typicalSize,
    candidates: preset.candidates,
    batches: [
      ...inBatches(enough, BATCH_TITLES, preset.candidates, 1),
      ...inBatches(sparse, SPARSE_BATCH_TITLES, SPARSE_CANDIDATES, SPARSE_COST),
    ],
  };
}

/** First forecast days, newest first: the day after the data, then the origins of the backtest. */
function originDays(demand: DemandTable, horizon: number, preset: BacktestPreset): DayNumber[] {
  const length = demand.lastDay + 1 - demand.firstDay;
  const backtests = rollingOrigins(length, {
    horizon,
    step: preset.originStep,
    count: preset.origins,
    minimum: ENOUGH_HISTORY_DAYS,
  });
  return [length, ...backtests].map((origin) => demand.firstDay + origin);
}

/** Copies of all titles and number of titles sold, each day, shape [nDays]. */
function shopDays(training: ForecastTraining): { units: Float64Array; sales: Float64Array } {
  const { demand } = training;
  const length = demand.lastDay + 1 - demand.firstDay;
  const units = new Float64Array(length);
  const sales = new Float64Array(length);
  for (const title of training.titles) {
    for (let i = demand.rowStart[title]!; i < demand.rowStart[title + 1]!; i++) {
      units[demand.day[i]! - demand.firstDay]! += demand.units[i]!;
      sales[demand.day[i]! - demand.firstDay]! += 1;
    }
  }
  return { units, sales };
}

function hasSales(demand: DemandTable, title: number): boolean {
  return demand.rowStart[title + 1]! > demand.rowStart[title]!;
}

function hasEnoughHistory(demand: DemandTable, title: number): boolean {
  const start = demand.rowStart[title]!;
  return (
    demand.rowStart[title + 1]! - start >= ENOUGH_ACTIVE_DAYS &&
    demand.lastDay + 1 - demand.day[start]! >= ENOUGH_HISTORY_DAYS
  );
}

function inBatches(
  titles: readonly number[],
  size: number,
  candidates: readonly Candidate[],
  cost: number,
): PlannedBatch[] {
  const batches: PlannedBatch[] = [];
  for (let from = 0; from < titles.length; from += size) {
    batches.push({ titles: titles.slice(from, from + size), candidates, cost });
  }
  return batches;
}

async function runBatches(
  training: ForecastTraining,
  plan: TrainingPlan,
  host: TrainingHost,
): Promise<ForecastBatchResult[]> {
  const results: (ForecastBatchResult | undefined)[] = [];
  const open: number[] = [];
  for (let b = 0; b < plan.batches.length; b++) {
    throwIfAborted(host.signal, "Training");
    const stored = await host.checkpoint.read(b);
    if (isResultOf(stored, plan, b, training.horizon)) results[b] = stored;
    else open.push(b);
  }
  const report = progressReporter(plan, open, host);
  const batches = open.map((b) => cutBatch(training, plan, plan.batches[b]!));
  await host.threads.map<ForecastBatch, ForecastBatchResult>(
    FORECAST_BATCH_TASK,
    batches,
    async (index, result) => {
      const b = open[index]!;
      results[b] = result;
      await host.checkpoint.write(b, result);
      report(b);
    },
    host.signal,
  );
  return results as ForecastBatchResult[];
}

/** The rows of a batch's titles as a table of their own. */
function cutBatch(training: ForecastTraining, plan: TrainingPlan, batch: PlannedBatch): ForecastBatch {
  const { demand } = training;
  const sales = cutRows(batch.titles, demand.rowStart);
  const stockOuts = cutRows(batch.titles, demand.stockOutStart);
  return {
    rows: {
      firstDay: demand.firstDay,
      lastDay: demand.lastDay,
      rowStart: sales.start,
      day: Int32Array.from(sales.positions, (i) => demand.day[i]!),
      units: Float64Array.from(sales.positions, (i) => demand.units[i]!),
      stockOutStart: stockOuts.start,
      stockOutDay: Int32Array.from(stockOuts.positions, (i) => demand.stockOutDay[i]!),
    },
    horizon: training.horizon,
    origins: plan.origins,
    profiles: plan.profiles,
    typicalSize: plan.typicalSize,
    candidates: batch.candidates,
    seed: training.seed,
  };
}

function cutRows(
  titles: readonly number[],
  rowStart: Uint32Array,
): { start: Uint32Array; positions: number[] } {
  const start = new Uint32Array(titles.length + 1);
  const positions: number[] = [];
  titles.forEach((title, i) => {
    for (let at = rowStart[title]!; at < rowStart[title + 1]!; at++) positions.push(at);
    start[i + 1] = positions.length;
  });
  return { start, positions };
}

function isResultOf(
  stored: unknown,
  plan: TrainingPlan,
  b: number,
  horizon: number,
): stored is ForecastBatchResult {
  if (typeof stored !== "object" || stored === null) return false;
  const { forecasts } = stored as Partial<ForecastBatchResult>;
  const batch = plan.batches[b]!;
  return (
    forecasts instanceof Float32Array &&
    forecasts.length === batch.titles.length * plan.origins.length * batch.candidates.length * horizon
  );
}

function progressReporter(
  plan: TrainingPlan,
  open: readonly number[],
  host: TrainingHost,
): (b: number) => void {
  const total = plan.batches.reduce((sum, batch) => sum + batch.titles.length, 0);
  const costOf = (b: number): number => plan.batches[b]!.titles.length * plan.batches[b]!.cost;
  const start = host.clock.monotonicMs();
  const allCost = open.reduce((sum, b) => sum + costOf(b), 0);
  let done = total - open.reduce((sum, b) => sum + plan.batches[b]!.titles.length, 0);
  let spentCost = 0;
  const report = (): void => {
    const elapsed = host.clock.monotonicMs() - start;
    host.progress({
      phase: "Forecasting titles",
      done,
      total,
      unit: "titles",
      remainingMs: spentCost > 0 ? (elapsed / spentCost) * (allCost - spentCost) : null,
    });
  };
  report();
  return (b) => {
    done += plan.batches[b]!.titles.length;
    spentCost += costOf(b);
    report();
  };
}

/** All batches as one block, titles in the order of the demand table. */
function collect(
  training: ForecastTraining,
  plan: TrainingPlan,
  results: readonly ForecastBatchResult[],
): TitleBacktests {
  const { horizon } = training;
  const methods = [...plan.candidates.map((candidate) => candidate.id), MEDIAN_ID];
  const located = plan.batches.flatMap((batch, b) => batch.titles.map((title, row) => ({ title, b, row })));
  located.sort((a, b) => a.title - b.title);
  return {
    titles: located.map(({ title }) => title),
    origins: plan.origins,
    horizon,
    methods,
    labels: methods.map((id) => (id === MEDIAN_ID ? "Median of the best methods" : training.labelOf(id))),
    enoughHistory: Uint8Array.from(located, ({ b }) =>
      plan.batches[b]!.candidates === plan.candidates ? 1 : 0,
    ),
    describe: (i, o) => {
      const { b, row } = located[i]!;
      const result = results[b]!;
      const at = row * plan.origins.length + o;
      return {
        size: result.size[at]!,
        squaredScale: result.squaredScale[at]!,
        absoluteScale: result.absoluteScale[at]!,
        demandClass: result.demandClass[at]! % DEMAND_CLASSES.length,
      };
    },
    forecasts: (i, o) => {
      const { b, row } = located[i]!;
      const { candidates } = plan.batches[b]!;
      const block = candidates.length * horizon;
      const at = (row * plan.origins.length + o) * block;
      return {
        methods: candidates.map((candidate) => methods.indexOf(candidate.id)),
        values: results[b]!.forecasts.subarray(at, at + block),
      };
    },
  };
}
