import type { DayNumber, DemandTable } from "../domain/dataset.ts";
import {
  bias,
  meanAbsoluteError,
  meanSquaredError,
  r2Score,
  weightedApe,
} from "../evaluation/point-metrics.ts";
import { coverage, pinballLoss } from "../evaluation/quantile-metrics.ts";
import { DEMAND_CLASSES } from "../features/demand-class.ts";
import { dailyUnits } from "../features/title-series.ts";
import { medianForecast } from "./backtest.ts";
import { calibrate, conformalQuantile, type ConformalTable } from "./conformal.ts";
import { DAYS_A_WEEK } from "./forecast-batch.ts";
import type { DemandCalibration, DemandForecast } from "./forecast-state.ts";
import { bestOfGroups, selectCandidates, type BacktestErrors } from "./select.ts";

/** What the batches found, as one block of titles. */
export interface TitleBacktests {
  /** Rows of the demand table, ascending. */
  readonly titles: readonly number[];
  /** First forecast days: the final one, then the backtests, newest first. */
  readonly origins: readonly DayNumber[];
  readonly horizon: number;
  /** Candidates' ids, then the median. */
  readonly methods: readonly string[];
  /** Their names for a screen. */
  readonly labels: readonly string[];
  /** 1 where all candidates were tried, shape [nTitles]. */
  readonly enoughHistory: Uint8Array;
  describe(
    title: number,
    origin: number,
  ): {
    readonly size: number;
    readonly squaredScale: number;
    readonly absoluteScale: number;
    readonly demandClass: number;
  };
  /** Forecasts, shape [methods.length, horizon], and which method each row is. */
  forecasts(
    title: number,
    origin: number,
  ): { readonly methods: readonly number[]; readonly values: Float32Array };
}

export interface TrainedForecast {
  readonly forecast: DemandForecast;
  /** Measured on the last origin, which took no part in selection and calibration. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly winners: Readonly<Record<string, number>>;
  readonly lowConfidence: number;
}

/** The final origin, and the newest backtest: held out from selection and calibration to test them. */
const FINAL = 0;
const TEST = 1;

/** Levels of the pinball loss in the report. */
export const REPORT_LEVELS: readonly number[] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];
/** Titles used for calibration, at most, taken at even distances: more change nothing and cost time. */
const CALIBRATION_TITLES = 8000;
/** The median is taken of the methods that did best on titles of the same group: the others only add noise. */
const MEDIAN_OF = 3;

/**
 * Choose a method for each title, calibrate the intervals, and measure both on the held-out origin.
 *
 * The test uses only origins before it for selection and calibration; the final forecast uses them all.
 */
export function assembleForecast(demand: DemandTable, tests: TitleBacktests): TrainedForecast {
  const actuals = backtestActuals(demand, tests);
  const errors = backtestErrors(tests, actuals);
  const integers = demand.units.every(Number.isInteger);
  const backtests = tests.origins.map((_, o) => o).slice(1);

  const report = testReport(tests, actuals, errors, integers, backtests.slice(1));
  const final = errors(FINAL);
  const choice = choose(tests, actuals, final, backtests);
  const forecast: DemandForecast = {
    itemId: tests.titles.map((title) => demand.itemId[title]!),
    firstDay: tests.origins[FINAL]!,
    horizon: tests.horizon,
    methods: tests.methods,
    labels: tests.labels,
    mean: chosenForecasts(tests, choice),
    size: Float32Array.from(tests.titles, (_, i) => tests.describe(i, FINAL).size),
    chosen: resolvedMethods(tests, choice),
    rmsse: meanErrors(choice.errors),
    origins: usableOrigins(choice.errors),
    demandClass: Uint8Array.from(tests.titles, (_, i) => tests.describe(i, FINAL).demandClass),
    lowConfidence: tests.enoughHistory.map((enough) => 1 - enough),
    calibration: calibrateGroups(tests, actuals, final, integers, backtests),
    coverage80: report.coverage80,
  };
  const winners: Record<string, number> = {};
  for (const method of forecast.chosen) {
    const id = tests.methods[method]!;
    winners[id] = (winners[id] ?? 0) + 1;
  }
  return {
    forecast,
    metrics: report.metrics,
    winners,
    lowConfidence: forecast.lowConfidence.reduce((sum, low) => sum + low, 0),
  };
}

/** Copies sold over the horizon of each backtest, shape [nTitles, nOrigins, horizon]; NaN at the final origin. */
function backtestActuals(demand: DemandTable, tests: TitleBacktests): Float64Array {
  const { titles, origins, horizon } = tests;
  const actuals = new Float64Array(titles.length * origins.length * horizon).fill(NaN);
  titles.forEach((title, i) => {
    for (let o = 1; o < origins.length; o++) {
      const y = dailyUnits(demand, title, origins[o]!, origins[o]! + horizon);
      actuals.set(y, (i * origins.length + o) * horizon);
    }
  });
  return actuals;
}

/**
 * RMSSE of every candidate at every backtest, with the median's place left open. Titles are grouped by class, as it was
 * known at the origin asked for, and by whether they have enough history.
 */
function backtestErrors(tests: TitleBacktests, actuals: Float64Array): (at: number) => BacktestErrors {
  const { titles, origins, horizon, methods } = tests;
  const rmsse = new Float64Array(titles.length * origins.length * methods.length).fill(NaN);
  titles.forEach((_, i) => {
    for (let o = 1; o < origins.length; o++) {
      const at = i * origins.length + o;
      const scale = tests.describe(i, o).squaredScale;
      const y = actuals.subarray(at * horizon, (at + 1) * horizon);
      const tried = tests.forecasts(i, o);
      tried.methods.forEach((method, row) => {
        const f = tried.values.subarray(row * horizon, (row + 1) * horizon);
        rmsse[at * methods.length + method] = Math.sqrt(meanSquaredError(y, f) / scale);
      });
    }
  });
  return (at) => ({
    series: titles.length,
    origins: origins.length,
    candidates: methods.length,
    rmsse,
    group: Uint8Array.from(
      titles,
      (_, i) =>
        tests.describe(i, at).demandClass + (tests.enoughHistory[i] === 1 ? 0 : DEMAND_CLASSES.length),
    ),
  });
}

/** Which method each title takes, as the origins judged by have it. */
interface Choice {
  /** Index into methods, shape [nTitles]. */
  readonly chosen: Uint8Array;
  /** Methods that the median is taken of, one list a group; empty for all. */
  readonly members: readonly (readonly number[])[];
  /** The errors judged by, the median's among them; NaN at other origins. */
  readonly errors: BacktestErrors;
}

function choose(
  tests: TitleBacktests,
  actuals: Float64Array,
  errors: BacktestErrors,
  origins: readonly number[],
): Choice {
  const { horizon } = tests;
  const members = bestOfGroups(errors, origins, MEDIAN_OF);
  const rmsse = new Float64Array(errors.rmsse.length).fill(NaN);
  for (let i = 0; i < errors.series; i++) {
    for (const o of origins) {
      const at = i * errors.origins + o;
      const from = at * errors.candidates;
      rmsse.set(errors.rmsse.subarray(from, from + errors.candidates), from);
      const median = medianOf(tests, i, o, members[errors.group[i]!]);
      const y = actuals.subarray(at * horizon, (at + 1) * horizon);
      rmsse[from + errors.candidates - 1] = Math.sqrt(
        meanSquaredError(y, median) / tests.describe(i, o).squaredScale,
      );
    }
  }
  const judged = { ...errors, rmsse };
  return { chosen: selectCandidates(judged, origins, errors.candidates - 1), members, errors: judged };
}

/** Median of the given methods; of all tried where none of these has a forecast. */
function medianOf(
  tests: TitleBacktests,
  title: number,
  origin: number,
  members: readonly number[] | undefined,
): Float64Array {
  const { horizon } = tests;
  const { methods, values } = tests.forecasts(title, origin);
  const rows = methods
    .map((_, row) => row)
    .filter((row) => (members?.includes(methods[row]!) ?? true) && !Number.isNaN(values[row * horizon]!));
  if (rows.length === 0) return medianForecast(Float64Array.from(values), methods.length, horizon);
  const taken = new Float64Array(rows.length * horizon);
  rows.forEach((row, k) => taken.set(values.subarray(row * horizon, (row + 1) * horizon), k * horizon));
  return medianForecast(taken, rows.length, horizon);
}

/** Forecast of a title by the method chosen for it; by the median where that method refused the series. */
function chosenForecast(
  tests: TitleBacktests,
  title: number,
  origin: number,
  choice: Choice,
): ArrayLike<number> {
  const { methods, values } = tests.forecasts(title, origin);
  const row = methods.indexOf(choice.chosen[title]!);
  if (row >= 0 && !Number.isNaN(values[row * tests.horizon]!)) {
    return values.subarray(row * tests.horizon, (row + 1) * tests.horizon);
  }
  return medianOf(tests, title, origin, choice.members[choice.errors.group[title]!]);
}

function chosenForecasts(tests: TitleBacktests, choice: Choice): Float32Array {
  const mean = new Float32Array(tests.titles.length * tests.horizon);
  tests.titles.forEach((_, i) => mean.set(chosenForecast(tests, i, FINAL, choice), i * tests.horizon));
  return mean;
}

/** The method behind the final forecast: the chosen one, or the median where that one refused the series. */
function resolvedMethods(tests: TitleBacktests, choice: Choice): Uint8Array {
  const median = tests.methods.length - 1;
  return choice.chosen.map((method, i) => {
    const { methods, values } = tests.forecasts(i, FINAL);
    const row = methods.indexOf(method);
    return row >= 0 && !Number.isNaN(values[row * tests.horizon]!) ? method : median;
  });
}

/** Mean RMSSE of each method over the origins judged by, shape [nTitles, nMethods]. */
function meanErrors(errors: BacktestErrors): Float32Array {
  const { candidates, origins, rmsse } = errors;
  const means = new Float32Array(errors.series * candidates).fill(NaN);
  for (let i = 0; i < errors.series; i++) {
    for (let c = 0; c < candidates; c++) {
      let sum = 0;
      let count = 0;
      for (let o = 0; o < origins; o++) {
        const value = rmsse[(i * origins + o) * candidates + c]!;
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
      if (count > 0) means[i * candidates + c] = sum / count;
    }
  }
  return means;
}

function usableOrigins(errors: BacktestErrors): Uint8Array {
  const { candidates, origins, rmsse } = errors;
  return Uint8Array.from({ length: errors.series }, (_, i) => {
    let count = 0;
    for (let o = 0; o < origins; o++) {
      const at = (i * origins + o) * candidates;
      if (rmsse.subarray(at, at + candidates).some((value) => !Number.isNaN(value))) count++;
    }
    return count;
  });
}

/**
 * Conformal tables of the two groups of titles from the given origins. The forecast whose error is scored was chosen
 * by the other origins: one chosen by its own would look better than it is.
 */
function calibrateGroups(
  tests: TitleBacktests,
  actuals: Float64Array,
  errors: BacktestErrors,
  integers: boolean,
  origins: readonly number[],
): readonly [DemandCalibration, DemandCalibration] {
  const choices = origins.map((o) => ({
    o,
    choice: choose(
      tests,
      actuals,
      errors,
      origins.filter((other) => other !== o),
    ),
  }));
  const all = tests.titles.map((_, i) => i);
  const group = (enough: number): DemandCalibration => {
    const own = all.filter((i) => tests.enoughHistory[i] === enough);
    // A group with hardly a title of its own borrows the errors of all.
    const titles = own.length * origins.length >= 30 ? own : all;
    return calibrateTitles(tests, actuals, integers, choices, titles);
  };
  return [group(1), group(0)];
}

function calibrateTitles(
  tests: TitleBacktests,
  actuals: Float64Array,
  integers: boolean,
  choices: readonly { readonly o: number; readonly choice: Choice }[],
  titles: readonly number[],
): DemandCalibration {
  const { horizon } = tests;
  const stride = Math.ceil(titles.length / CALIBRATION_TITLES);
  const used = titles.filter((_, i) => i % stride === 0);
  const rows = used.length * choices.length;
  const actual = new Float64Array(rows * horizon);
  const mean = new Float64Array(rows * horizon);
  const scale = new Float64Array(rows);
  let row = 0;
  for (const { o, choice } of choices) {
    for (const i of used) {
      const at = (i * tests.origins.length + o) * horizon;
      actual.set(actuals.subarray(at, at + horizon), row * horizon);
      mean.set(chosenForecast(tests, i, o, choice), row * horizon);
      scale[row] = tests.describe(i, o).size;
      row++;
    }
  }
  const weeks = horizon / DAYS_A_WEEK;
  return {
    days: calibrate({ actual, mean, scale }, horizon, "demand", integers),
    weeks: calibrate({ actual: weekSums(actual), mean: weekSums(mean), scale }, weeks, "demand", integers),
    sums: calibrate(
      { actual: runningSums(actual, horizon), mean: runningSums(mean, horizon), scale },
      horizon,
      "demand",
      integers,
    ),
  };
}

function weekSums(days: Float64Array): Float64Array {
  const weeks = new Float64Array(days.length / DAYS_A_WEEK);
  for (let i = 0; i < days.length; i++) weeks[Math.floor(i / DAYS_A_WEEK)]! += days[i]!;
  return weeks;
}

function runningSums(days: Float64Array, horizon: number): Float64Array {
  const sums = days.slice();
  for (let i = 0; i < sums.length; i++) if (i % horizon > 0) sums[i]! += sums[i - 1]!;
  return sums;
}

interface TestReport {
  readonly metrics: Readonly<Record<string, number>>;
  readonly coverage80: Float64Array;
}

/** Forecast the held-out origin with what the origins before it teach, and measure. */
function testReport(
  tests: TitleBacktests,
  actuals: Float64Array,
  errors: (at: number) => BacktestErrors,
  integers: boolean,
  before: readonly number[],
): TestReport {
  const coverage80 = new Float64Array(DEMAND_CLASSES.length).fill(NaN);
  if (tests.origins.length <= TEST) return { metrics: {}, coverage80 };
  const known = errors(TEST);
  const choice = choose(tests, actuals, known, before);
  const calibration = calibrateGroups(tests, actuals, known, integers, before);
  const forecasts = tests.titles.map((_, i) => chosenForecast(tests, i, TEST, choice));
  const measurable = tests.titles
    .map((_, i) => i)
    .filter((i) => !Number.isNaN(forecasts[i]![0]!) && !Number.isNaN(tests.describe(i, TEST).squaredScale));
  const confident = measurable.filter((i) => tests.enoughHistory[i] === 1);
  const measured = confident.length > 0 ? confident : measurable;
  if (measured.length === 0) return { metrics: {}, coverage80 };

  const { horizon } = tests;
  const y = new Float64Array(measured.length * horizon);
  const f = new Float64Array(measured.length * horizon);
  let rmsse = 0;
  let pinball = 0;
  measured.forEach((i, row) => {
    const at = (i * tests.origins.length + TEST) * horizon;
    const actual = actuals.subarray(at, at + horizon);
    const mean = forecasts[i]!;
    y.set(actual, row * horizon);
    f.set(mean, row * horizon);
    const { squaredScale, absoluteScale, size } = tests.describe(i, TEST);
    rmsse += Math.sqrt(meanSquaredError(actual, mean) / squaredScale);
    const { days } = calibration[1 - tests.enoughHistory[i]!]!;
    let loss = 0;
    for (const level of REPORT_LEVELS) {
      loss += pinballLoss(actual, quantileRow(days, level, mean, size), level);
    }
    pinball += loss / REPORT_LEVELS.length / absoluteScale;
  });

  const weekly = weeklyIntervals(tests, calibration, measured, y, f);
  DEMAND_CLASSES.forEach((_, g) => {
    const rows = measured
      .map((_, row) => row)
      .filter((row) => tests.describe(measured[row]!, TEST).demandClass === g);
    coverage80[g] = weekly.coverageOf(rows);
  });
  return {
    metrics: {
      mse: meanSquaredError(y, f),
      mae: meanAbsoluteError(y, f),
      rmse: Math.sqrt(meanSquaredError(y, f)),
      r2_score: r2Score(y, f),
      wape: weightedApe(y, f),
      bias: bias(y, f),
      rmsse: rmsse / measured.length,
      pinball: pinball / measured.length,
      coverage80: weekly.coverageOf(measured.map((_, row) => row)),
      titles: measured.length,
    },
    coverage80,
  };
}

function quantileRow(
  table: ConformalTable,
  level: number,
  mean: ArrayLike<number>,
  scale: number,
): Float64Array {
  return Float64Array.from(mean, (m, h) => conformalQuantile(table, h, level, m, scale));
}

/** Coverage of the 80 % intervals of weeks: single days of slow titles are mostly zero and always covered. */
function weeklyIntervals(
  tests: TitleBacktests,
  calibration: readonly [DemandCalibration, DemandCalibration],
  measured: readonly number[],
  y: Float64Array,
  f: Float64Array,
): { coverageOf(rows: readonly number[]): number } {
  const weeks = tests.horizon / DAYS_A_WEEK;
  const actual = weekSums(y);
  const mean = weekSums(f);
  return {
    coverageOf: (rows) => {
      if (rows.length === 0) return NaN;
      const low: number[] = [];
      const high: number[] = [];
      const sold: number[] = [];
      for (const row of rows) {
        const i = measured[row]!;
        const table = calibration[1 - tests.enoughHistory[i]!]!.weeks;
        const { size } = tests.describe(i, TEST);
        for (let w = 0; w < weeks; w++) {
          const m = mean[row * weeks + w]!;
          sold.push(actual[row * weeks + w]!);
          low.push(conformalQuantile(table, w, 0.1, m, size));
          high.push(conformalQuantile(table, w, 0.9, m, size));
        }
      }
      return coverage(sold, low, high);
    },
  };
}
