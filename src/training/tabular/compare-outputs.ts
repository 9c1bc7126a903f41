import { seededRandom } from "../../core/random.ts";
import { bootstrapIntervals } from "../../evaluation/bootstrap.ts";
import {
  classificationMetrics,
  confusionMatrix,
  likeliest,
  rowLogLosses,
} from "../../evaluation/classification-metrics.ts";
import { mcNemar, wilcoxonSignedRank } from "../../evaluation/paired-tests.ts";
import { regressionMetrics } from "../../evaluation/regression-metrics.ts";
import { categoriesIn } from "./table-schema.ts";
import type { TableTask } from "./table-task.ts";

/** A figure of two models on the same rows. Where one could be had, the interval is of `difference`, b - a. */
export interface ComparedMetric {
  readonly metric: string;
  readonly lower_is_better: boolean;
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A test of "no difference" between the two. */
export interface ComparisonTest {
  readonly test: string;
  /** What is asked, in words. */
  readonly of: string;
  readonly statistic: number | null;
  readonly p_value: number;
  readonly source: string;
}

/** One row as both models see it. */
export interface ComparedRow {
  /** In the file, from 1, its header not counted. */
  readonly row: number;
  readonly actual: string | number;
  readonly a: string | number;
  readonly b: string | number;
  /** By how much b's loss of the row is above a's. */
  readonly loss_difference: number;
}

/** Two models measured on the same rows. */
export interface MeasuredComparison {
  readonly rows: number;
  /** What was drawn whole in resamples: "row", or the column whose values hold rows together. */
  readonly unit: string;
  readonly units: number;
  /** Level of the intervals. */
  readonly level: number;
  /** What the verdict goes by. */
  readonly loss: "log_loss" | "rmse";
  /** The better model, where the interval of the loss's difference leaves 0 out; null: no difference can be told. */
  readonly better: "a" | "b" | null;
  readonly metrics: readonly ComparedMetric[];
  readonly tests: readonly ComparisonTest[];
  /** Classes: share of rows for which both say the same. Numbers: mean distance between the two. */
  readonly agreement: number;
  /** Classes of both and of the rows. */
  readonly classes?: readonly string[];
  /** Rows by what a says, columns by what b says, in the order of `classes`. */
  readonly agreement_matrix?: readonly (readonly number[])[];
  /** Numbers: what a and b say of up to 500 rows. */
  readonly predicted?: readonly (readonly [a: number, b: number])[];
  /** The rows whose losses differ most, those that b made worse and better alike. */
  readonly most_changed: readonly ComparedRow[];
}

const LEVEL = 0.95;
const RESAMPLES = 2000;
/** With fewer units an interval from resamples is not to be trusted. */
const LEAST_UNITS = 10;
const MOST_CHANGED = 20;
const MOST_POINTS = 500;
const HIGHER_IS_BETTER = /^(accuracy|precision|recall|f1|roc_auc|pr_auc|r2)/;

/** Two models' outputs, and what both are measured against. */
interface Side {
  readonly loss: Float64Array;
  readonly metrics: Readonly<Record<string, number>>;
  readonly says: (i: number) => string | number;
  /** Quantities of each row whose means give the figures with an interval. */
  readonly quantities: readonly Float64Array[];
}

/** Two models' outputs on the same rows. */
export interface ComparedOutputs {
  readonly task: TableTask;
  /** Numbers of the table's rows. Shape [n]. */
  readonly rows: Int32Array;
  /** Classes as texts, or numbers. Shape [n]. */
  readonly actual: readonly string[] | Float64Array;
  readonly a: ModelOutputs;
  readonly b: ModelOutputs;
  /** What holds rows together (a group, a day): such rows are resampled as one. Its column and each row's value, [n]. */
  readonly unit: { readonly column: string; readonly values: ArrayLike<string | number> } | null;
}

/** Values, or probabilities of the model's own classes row by row. */
export interface ModelOutputs {
  readonly classes: readonly string[];
  readonly outputs: Float64Array;
}

/**
 * Measure two models of the same target on the same rows, and test whether the difference is real: an interval of each
 * difference from paired resamples; McNemar's test for classes; Wilcoxon's signed ranks for the losses.
 *
 * @throws `core.aborted`
 */
export function compareOutputs(compared: ComparedOutputs, signal?: AbortSignal): MeasuredComparison {
  const { task, rows, actual } = compared;
  const isClasses = task === "classification";
  const cells = isClasses ? (actual as readonly string[]) : [];
  const classes = [...new Set([...compared.a.classes, ...compared.b.classes, ...categoriesIn(cells)])];
  const y = isClasses ? Float64Array.from(cells, (text) => classes.indexOf(text)) : (actual as Float64Array);
  const side = ({ classes: own, outputs }: ModelOutputs): Side =>
    isClasses ? classSide(y, widened(outputs, own, classes), classes) : numberSide(y, outputs);
  const [a, b] = [side(compared.a), side(compared.b)];

  const { unitOf, units } = unitsOf(compared.unit?.values ?? null, rows.length);
  const unit = units === rows.length ? "row" : compared.unit!.column;
  const figures = isClasses ? ["log_loss", "brier", "accuracy"] : ["rmse", "mae"];
  // Of n quantities of a, then n of b, to differences of figures: the first of numbers is a mean square.
  const n = figures.length;
  const figure = (mean: number, f: number): number => (figures[f] === "rmse" ? Math.sqrt(mean) : mean);
  const differences = (means: Float64Array): number[] =>
    figures.map((_, f) => figure(means[n + f]!, f) - figure(means[f]!, f));
  const random = seededRandom(1, "comparison");
  const plan = { unitOf, units, level: LEVEL, random, resamples: RESAMPLES, signal };
  const intervals =
    units < LEAST_UNITS ? [] : bootstrapIntervals([...a.quantities, ...b.quantities], differences, plan);
  const metrics = Object.keys(a.metrics).map((metric): ComparedMetric => {
    const interval = intervals[figures.indexOf(metric)];
    return {
      metric,
      lower_is_better: !HIGHER_IS_BETTER.test(metric),
      a: a.metrics[metric]!,
      b: b.metrics[metric]!,
      difference: b.metrics[metric]! - a.metrics[metric]!,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
    };
  });
  const loss = isClasses ? "log_loss" : "rmse";
  const { low, high } = metrics.find(({ metric }) => metric === loss)!;
  const change = a.loss.map((value, i) => b.loss[i]! - value);
  const order = Array.from(change, (_, i) => i)
    .sort((i, j) => Math.abs(change[j]!) - Math.abs(change[i]!) || i - j)
    .filter((i) => change[i] !== 0);
  return {
    rows: rows.length,
    unit,
    units,
    level: LEVEL,
    loss,
    better: low === null || high === null ? null : low > 0 ? "a" : high < 0 ? "b" : null,
    metrics,
    tests: [
      ...(isClasses && unit === "row" ? [mcNemarTest(a.quantities[2]!, b.quantities[2]!)] : []),
      signedRankTest(change, unitOf, units, unit, isClasses),
    ],
    ...(isClasses ? classAgreement(a, b, classes) : numberAgreement(a, b, rows.length)),
    most_changed: order.slice(0, MOST_CHANGED).map((i) => ({
      row: rows[i]! + 1,
      actual: isClasses ? cells[i]! : y[i]!,
      a: a.says(i),
      b: b.says(i),
      loss_difference: change[i]!,
    })),
  };
}

/** Probabilities over more classes: 0 for those that the model does not know. Shape [rows, all]. */
function widened(outputs: Float64Array, own: readonly string[], all: readonly string[]): Float64Array {
  const places = own.map((name) => all.indexOf(name));
  const out = new Float64Array((outputs.length / own.length) * all.length);
  outputs.forEach((p, i) => (out[Math.floor(i / own.length) * all.length + places[i % own.length]!] = p));
  return out;
}

function classSide(y: Float64Array, probabilities: Float64Array, classes: readonly string[]): Side {
  const width = classes.length;
  const predicted = likeliest(probabilities, width);
  const loss = rowLogLosses(y, probabilities, width);
  const brier = y.map((own, i) => {
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const gap = probabilities[i * width + k]! - (k === own ? 1 : 0);
      sum += gap * gap;
    }
    return sum / (width === 2 ? 2 : 1);
  });
  const hits = y.map((k, i) => (predicted[i] === k ? 1 : 0));
  return {
    loss,
    metrics: classificationMetrics(y, probabilities, classes),
    says: (i) => classes[predicted[i]!]!,
    quantities: [loss, brier, hits],
  };
}

function numberSide(y: Float64Array, values: Float64Array): Side {
  const distance = y.map((actual, i) => Math.abs(values[i]! - actual));
  return {
    loss: distance,
    metrics: regressionMetrics(y, values),
    says: (i) => values[i]!,
    quantities: [distance.map((d) => d * d), distance],
  };
}

/** The unit of each row, numbered by first sight. */
function unitsOf(
  values: ArrayLike<string | number> | null,
  rows: number,
): { readonly unitOf: Int32Array; readonly units: number } {
  if (values === null) return { unitOf: Int32Array.from({ length: rows }, (_, i) => i), units: rows };
  const numbers = new Map<string | number, number>();
  const unitOf = Int32Array.from(values, (value) => {
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  });
  return { unitOf, units: numbers.size };
}

function mcNemarTest(hitsA: Float64Array, hitsB: Float64Array): ComparisonTest {
  const onlyA = hitsA.reduce((sum, hit, i) => sum + (hit > hitsB[i]! ? 1 : 0), 0);
  const onlyB = hitsB.reduce((sum, hit, i) => sum + (hit > hitsA[i]! ? 1 : 0), 0);
  const { statistic, pValue } = mcNemar(onlyA, onlyB);
  return {
    test: "McNemar",
    of: `whether both err equally often: only a is right on ${onlyA} rows, only b on ${onlyB}`,
    statistic,
    p_value: pValue,
    source: "McNemar (1947); Dietterich (1998), section 3.1",
  };
}

/** Of the losses' differences, averaged over each unit. */
function signedRankTest(
  change: Float64Array,
  unitOf: Int32Array,
  units: number,
  unit: string,
  isClasses: boolean,
): ComparisonTest {
  const sums = new Float64Array(units);
  const counts = new Float64Array(units);
  unitOf.forEach((each, i) => {
    sums[each]! += change[i]!;
    counts[each]!++;
  });
  const { statistic, pValue } = wilcoxonSignedRank(sums.map((sum, i) => sum / counts[i]!));
  const what = isClasses ? "log loss" : "absolute error";
  return {
    test: "Wilcoxon signed rank",
    of: `whether the ${what} of a ${unit} is as often larger as smaller, by ranks`,
    statistic: Number.isNaN(statistic) ? null : statistic,
    p_value: pValue,
    source: "Wilcoxon (1945); Demšar (2006), section 3.1.3",
  };
}

function classAgreement(a: Side, b: Side, classes: readonly string[]) {
  const numbers = (side: Side): number[] =>
    Array.from(side.loss, (_, i) => classes.indexOf(String(side.says(i))));
  const agreement_matrix = confusionMatrix(numbers(a), numbers(b), classes.length);
  const same = agreement_matrix.reduce((sum, row, k) => sum + row[k]!, 0);
  return { agreement: same / a.loss.length, classes, agreement_matrix };
}

function numberAgreement(a: Side, b: Side, rows: number) {
  const step = Math.max(1, Math.ceil(rows / MOST_POINTS));
  const places = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
  let distance = 0;
  for (let i = 0; i < rows; i++) distance += Math.abs(Number(a.says(i)) - Number(b.says(i)));
  return {
    agreement: distance / rows,
    predicted: places.map((i) => [Number(a.says(i)), Number(b.says(i))] as const),
  };
}
