import { throwIfAborted } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import type { TrainingConfig } from "../../domain/training-config.ts";
import {
  calibrationBins,
  classificationMetrics,
  classReports,
  confusionMatrix,
  likeliest,
  reliabilityCurve,
  rowLogLosses,
  type CalibrationBin,
  type ClassReport,
  type ReliabilityPoint,
} from "../../evaluation/classification-metrics.ts";
import { coverage, pinballLoss } from "../../evaluation/quantile-metrics.ts";
import { regressionMetrics } from "../../evaluation/regression-metrics.ts";
import { binaryCurves, cheapestThreshold, type BinaryCurves } from "../../evaluation/threshold-curves.ts";
import { dataRows, type TabularData } from "../../models/tabular.ts";
import type { LearningPoint } from "./learning-curve.ts";
import {
  lossOverTime,
  worstSegments,
  type LossOverTime,
  type RowOutcomes,
  type Segment,
} from "./loss-breakdown.ts";
import { shapSummary, type ShapSummary } from "./shap-summary.ts";
import type { CellTable } from "./table-schema.ts";
import { permutationImportances, tableLoss } from "./table-task.ts";
import { tableOutputs, type TrainedTable } from "./trained-table.ts";

import type { TuningReport } from "./tune-method.ts";

type Metrics = Readonly<Record<string, number>>;

type Point = readonly [x: number, y: number];

/** What a training says of itself, as `evaluation.json` holds it. The test part was looked at once. */
export interface TableReport {
  readonly task: string;
  readonly target: string;
  readonly method: string;
  readonly rows: Readonly<Record<"training" | "validation" | "test", number>>;
  readonly model_performance: Readonly<Record<"training" | "validation" | "test", Metrics>>;
  /** The mean of the training targets, or the classes' shares, on the test part. */
  readonly baseline: Metrics;
  readonly candidates: readonly { readonly method: string; readonly cross_validation_loss: number }[];
  /** The search of the method's options, where there was one. */
  readonly tuning?: TuningReport;
  /** By falling permutation importance: how the test loss rises when the column is shuffled, and its deviation. */
  readonly feature_importance: readonly {
    readonly feature: string;
    readonly importance: number;
    readonly importance_deviation: number;
    readonly gain: number;
  }[];
  /** What moves the method's scores, row by row. */
  readonly shap_summary: ShapSummary;
  /** Losses by share of the training rows; the last point alone where the configuration or the time left no more. */
  readonly learning_curve: readonly LearningPoint[];
  /** Test rows by time, where the configuration names a column of times, or the table has one of days. */
  readonly loss_over_time?: LossOverTime;
  /** Test rows by group, word or range of a number, where losses are above those elsewhere, the surest first. */
  readonly segments: readonly Segment[];
  readonly classes?: readonly ClassReport[];
  /** Rows by true class, columns by predicted class. */
  readonly confusion_matrix?: readonly (readonly number[])[];
  readonly roc_curves?: readonly {
    readonly class: string;
    readonly area: number;
    readonly points: readonly Point[];
  }[];
  readonly pr_curves?: readonly {
    readonly class: string;
    readonly area: number;
    readonly points: readonly Point[];
  }[];
  readonly calibration?: readonly CalibrationBin[];
  /** Probability of a class against its share, of the classes of `roc_curves`. */
  readonly reliability_curves?: readonly {
    readonly class: string;
    readonly points: readonly ReliabilityPoint[];
  }[];
  /** Two classes: where mistakes cost least, by what a missed row costs against a false alarm. */
  readonly thresholds?: readonly {
    readonly miss_cost: number;
    readonly threshold: number | null;
    readonly cost_per_row: number;
  }[];
  /**
   * Two classes: rows found and false alarms of the second class at thresholds from the highest on; wherever mistakes
   * cost least for some price is among them.
   */
  readonly operating_points?: readonly (readonly [threshold: number, found: number, falseAlarms: number])[];
  /** Regression: actual and predicted of up to 500 test rows. */
  readonly actual_predicted?: readonly Point[];
}

export interface TableEvaluation {
  readonly trained: TrainedTable;
  readonly config: TrainingConfig;
  readonly candidates: TableReport["candidates"];
  readonly tuning: TuningReport | null;
  readonly parts: Readonly<
    Record<"training" | "validation" | "test", { readonly data: TabularData; readonly by: TrainedTable }>
  >;
  readonly learningCurve: readonly LearningPoint[];
  /** The table itself, and which of its rows are the test part. */
  readonly source: { readonly table: CellTable; readonly testRows: Int32Array };
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

const IMPORTANCE_ROWS = 2000;
const IMPORTANCE_REPEATS = 5;
const CURVE_POINTS = 200;
const SCATTER_POINTS = 500;
const MISS_COSTS = [0.2, 0.5, 1, 2, 5, 10];

/** Measure a trained model on its parts. @throws `core.aborted` */
export function evaluateTable(evaluation: TableEvaluation): TableReport {
  const { trained, config, candidates, tuning, parts, source, random, signal } = evaluation;
  const { task, target, method, classes } = trained;
  const metricsOf = (data: TabularData, outputs: Float64Array): Metrics =>
    task === "classification"
      ? classificationMetrics(data.target, outputs, classes)
      : {
          ...regressionMetrics(data.target, outputs),
          ...intervalMetrics(data.target, outputs, trained.intervalHalf),
        };
  const measured = (part: "training" | "validation" | "test"): Metrics =>
    metricsOf(parts[part].data, tableOutputs(parts[part].by, parts[part].data));
  const test = parts.test.data;
  const outputs = tableOutputs(trained, test);
  const looked = dataRows(
    test,
    Array.from({ length: Math.min(IMPORTANCE_ROWS, test.rows) }, (_, row) => row),
  );
  const gains = trained.method.importance(trained.state);
  const rises = permutationImportances(
    (table) => {
      throwIfAborted(signal, "Evaluating");
      return tableLoss(task, looked.target, tableOutputs(trained, table), Math.max(1, classes.length));
    },
    looked,
    IMPORTANCE_REPEATS,
    random,
  );
  const importance = test.columns.map(({ name }, c) => ({
    feature: name,
    importance: rises[c]!.mean,
    importance_deviation: rises[c]!.deviation,
    gain: gains[c]!,
  }));
  const outcomes = rowOutcomes(test.target, outputs, classes.length);
  const timeColumn =
    config.time_column === "" ? trained.schema.find(({ kind }) => kind === "date")?.name : config.time_column;
  return {
    task,
    target,
    method: method.id,
    rows: { training: parts.training.data.rows, validation: parts.validation.data.rows, test: test.rows },
    model_performance: {
      training: measured("training"),
      validation: measured("validation"),
      test: metricsOf(test, outputs),
    },
    baseline: metricsOf(test, baselineOutputs(parts.training.data, test.rows, classes.length)),
    candidates,
    ...(tuning === null ? {} : { tuning }),
    feature_importance: importance.sort(
      (a, b) => b.importance - a.importance || (a.feature < b.feature ? -1 : 1),
    ),
    shap_summary: shapSummary(trained, test, parts.training.data, random.fork("shap"), signal),
    learning_curve: evaluation.learningCurve,
    ...(timeColumn !== undefined && {
      loss_over_time: lossOverTime(source.table, timeColumn, source.testRows, outcomes),
    }),
    segments: worstSegments(source.table, trained.schema, config.group_column, source.testRows, outcomes),
    ...(task === "classification"
      ? classificationParts(test.target, outputs, classes)
      : {
          actual_predicted: thinned(
            Array.from(test.target, (y, i) => [y, outputs[i]!] as const),
            SCATTER_POINTS,
          ),
        }),
  };
}

function rowOutcomes(target: Float64Array, outputs: Float64Array, classes: number): RowOutcomes {
  if (classes === 0) {
    const told = outputs.map((value, i) => value - target[i]!);
    return { kind: "absolute_error", loss: told.map(Math.abs), told };
  }
  const said = likeliest(outputs, classes);
  const loss = rowLogLosses(target, outputs, classes);
  return { kind: "log_loss", loss, told: target.map((k, i) => (said[i] === k ? 1 : 0)) };
}

function intervalMetrics(target: Float64Array, outputs: Float64Array, half: number): Metrics {
  const low = outputs.map((value) => value - half);
  const high = outputs.map((value) => value + half);
  return {
    interval_coverage_90: coverage(target, low, high),
    pinball_05: pinballLoss(target, low, 0.05),
    pinball_95: pinballLoss(target, high, 0.95),
  };
}

function classificationParts(target: Float64Array, outputs: Float64Array, classes: readonly string[]) {
  const confusion = confusionMatrix(target, likeliest(outputs, classes.length), classes.length);
  const judged = classes.length === 2 ? [1] : classes.map((_, k) => k);
  const curves = judged.map((k) => ({
    name: classes[k]!,
    curve: binaryCurves(target, outputs, classes.length, k),
  }));
  const rates = (name: string, area: number, points: readonly Point[]) => ({
    class: name,
    area,
    points: thinned(points, CURVE_POINTS),
  });
  const binary = classes.length === 2 ? curves[0]!.curve : null;
  return {
    classes: classReports(confusion, classes),
    confusion_matrix: confusion,
    roc_curves: curves.map(({ name, curve }) =>
      rates(name, curve.rocAuc, [
        [0, 0],
        ...Array.from(curve.thresholds, (_, i): Point => [
          curve.falsePositives[i]! / Math.max(1, curve.negatives),
          curve.truePositives[i]! / Math.max(1, curve.positives),
        ]),
      ]),
    ),
    pr_curves: curves.map(({ name, curve }) =>
      rates(
        name,
        curve.averagePrecision,
        Array.from(curve.thresholds, (_, i): Point => [
          curve.truePositives[i]! / Math.max(1, curve.positives),
          curve.truePositives[i]! / (curve.truePositives[i]! + curve.falsePositives[i]!),
        ]),
      ),
    ),
    calibration: calibrationBins(target, outputs, classes.length),
    reliability_curves: judged.map((k) => ({
      class: classes[k]!,
      points: reliabilityCurve(target, outputs, classes.length, k),
    })),
    ...(binary !== null && {
      thresholds: MISS_COSTS.map((cost) => {
        const best = cheapestThreshold(binary, { falsePositive: 1, falseNegative: cost });
        const threshold = Number.isFinite(best.threshold) ? best.threshold : null;
        return { miss_cost: cost, threshold, cost_per_row: best.costPerRow };
      }),
      operating_points: operatingPoints(binary),
    }),
  };
}

/** The corners of the hull above a ROC curve, and others between them. @see Provost and Fawcett (2001), "Robust classification for imprecise environments" */
function operatingPoints({ thresholds, truePositives, falsePositives }: BinaryCurves) {
  const hull: number[] = [];
  const rises = (from: number, over: number, to: number): boolean => {
    const [fp, tp] = [falsePositives[from] ?? 0, truePositives[from] ?? 0];
    return (
      (truePositives[over]! - tp) * (falsePositives[to]! - fp) >
      (truePositives[to]! - tp) * (falsePositives[over]! - fp)
    );
  };
  thresholds.forEach((_, i) => {
    // The curve begins at no row found, before its first threshold.
    while (hull.length > 0 && !rises(hull.at(-2) ?? -1, hull.at(-1)!, i)) hull.pop();
    hull.push(i);
  });
  const kept = new Set([...hull, ...thinned(Array.from(thresholds.keys()), CURVE_POINTS)]);
  return [...kept]
    .sort((a, b) => a - b)
    .map((i) => [thresholds[i]!, truePositives[i]!, falsePositives[i]!] as const);
}

function baselineOutputs({ target }: TabularData, rows: number, classes: number): Float64Array {
  if (classes === 0) {
    let sum = 0;
    for (const y of target) sum += y;
    return new Float64Array(rows).fill(sum / target.length);
  }
  const shares = new Float64Array(classes);
  for (const y of target) shares[y]! += 1 / target.length;
  return Float64Array.from({ length: rows * classes }, (_, i) => shares[i % classes]!);
}

/** At most so many points, evenly chosen, the first and last among them. */
function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]!);
}
