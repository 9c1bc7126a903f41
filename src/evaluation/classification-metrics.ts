import { log } from "../core/elementary.ts";
import { evaluationError } from "./errors.ts";
import { binaryCurves } from "./threshold-curves.ts";

/**
 * Measures of probabilities. Throughout, `target` holds class numbers, shape [n], and `probabilities` those of each
 * class, shape [n, classes].
 */
export interface ClassReport {
  readonly class: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Rows of the class. */
  readonly support: number;
}

/** The most probable class of each row; of equals the first. */
export function likeliest(probabilities: Float64Array, classes: number): Int32Array {
  const out = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < out.length; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (probabilities[row * classes + k]! > probabilities[row * classes + best]!) best = k;
    }
    out[row] = best;
  }
  return out;
}

/** Rows by true class, columns by predicted class. */
export function confusionMatrix(
  target: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  checkCounts("Confusion matrix", target.length, predicted.length);
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (let row = 0; row < target.length; row++) counts[target[row]!]![predicted[row]!]!++;
  return counts;
}

/** Precision, recall and F1 of each class; 0 where nothing was predicted, or nothing there. As scikit-learn's. */
export function classReports(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
): ClassReport[] {
  return classes.map((name, k) => {
    const hits = confusion[k]![k]!;
    const predicted = confusion.reduce((sum, row) => sum + row[k]!, 0);
    const support = confusion[k]!.reduce((sum, count) => sum + count, 0);
    const precision = predicted === 0 ? 0 : hits / predicted;
    const recall = support === 0 ? 0 : hits / support;
    const f1 = predicted + support === 0 ? 0 : (2 * hits) / (predicted + support);
    return { class: name, precision, recall, f1, support };
  });
}

/** Mean over rows of -ln of the true class's probability, kept within [2⁻⁵², 1 - 2⁻⁵²], in nats. */
export function logLoss(target: ArrayLike<number>, probabilities: Float64Array, classes: number): number {
  checkCounts("Log loss", target.length, probabilities.length / classes);
  return rowLogLosses(target, probabilities, classes).reduce((sum, loss) => sum + loss, 0) / target.length;
}

/** The same of each row. Shape [n]. */
export function rowLogLosses(
  target: ArrayLike<number>,
  probabilities: Float64Array,
  classes: number,
): Float64Array {
  return Float64Array.from({ length: target.length }, (_, row) => {
    const p = probabilities[row * classes + target[row]!]!;
    return -log(Math.min(1 - 2 ** -52, Math.max(2 ** -52, p)));
  });
}

/** Mean squared distance of the probabilities from the truth: of class 1 for two classes, summed over classes for more. */
export function brierScore(target: ArrayLike<number>, probabilities: Float64Array, classes: number): number {
  checkCounts("Brier score", target.length, probabilities.length / classes);
  let sum = 0;
  for (let row = 0; row < target.length; row++) {
    for (let k = 0; k < classes; k++) {
      const gap = probabilities[row * classes + k]! - (target[row] === k ? 1 : 0);
      sum += gap * gap;
    }
  }
  return sum / target.length / (classes === 2 ? 2 : 1);
}

/** One bin of a reliability plot. */
export interface CalibrationBin {
  readonly rows: number;
  /** Mean of the highest probability. */
  readonly confidence: number;
  /** Share of rows whose likeliest class is right. */
  readonly accuracy: number;
}

/** Rows by the probability of their likeliest class, in bins of equal width; empty ones are left out. */
export function calibrationBins(
  target: ArrayLike<number>,
  probabilities: Float64Array,
  classes: number,
  bins = 10,
): CalibrationBin[] {
  const predicted = likeliest(probabilities, classes);
  const sums = Array.from({ length: bins }, () => ({ rows: 0, confidence: 0, hits: 0 }));
  predicted.forEach((k, row) => {
    const p = probabilities[row * classes + k]!;
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(p * bins) - 1))]!;
    bin.rows++;
    bin.confidence += p;
    if (k === target[row]) bin.hits++;
  });
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ rows, confidence, hits }) => ({ rows, confidence: confidence / rows, accuracy: hits / rows }));
}

/** A bin of one class's reliability curve. */
export interface ReliabilityPoint {
  readonly rows: number;
  /** Mean probability of the class. */
  readonly predicted: number;
  /** Share of the rows that are of the class. */
  readonly observed: number;
}

/** Rows by the probability of class `k`, in bins of equal width; empty ones are left out. As scikit-learn's `calibration_curve`. */
export function reliabilityCurve(
  target: ArrayLike<number>,
  probabilities: Float64Array,
  classes: number,
  k: number,
  bins = 10,
): ReliabilityPoint[] {
  const sums = Array.from({ length: bins }, () => ({ rows: 0, predicted: 0, observed: 0 }));
  for (let row = 0; row < target.length; row++) {
    const p = probabilities[row * classes + k]!;
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(p * bins) - 1))]!;
    bin.rows++;
    bin.predicted += p;
    if (target[row] === k) bin.observed++;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ rows, predicted, observed }) => ({
      rows,
      predicted: predicted / rows,
      observed: observed / rows,
    }));
}

/** Mean gap between confidence and accuracy over the bins, by their rows. @see Guo et al. (2017) */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { rows }) => sum + rows, 0);
  return bins.reduce((sum, bin) => sum + (bin.rows / total) * Math.abs(bin.confidence - bin.accuracy), 0);
}

/** Every number of a classification, by the names of the report; areas are NaN where a class has no rows. */
export function classificationMetrics(
  target: ArrayLike<number>,
  probabilities: Float64Array,
  names: readonly string[],
): Record<string, number> {
  const classes = names.length;
  const confusion = confusionMatrix(target, likeliest(probabilities, classes), classes);
  const reports = classReports(confusion, names);
  const rows = target.length;
  const mean = (of: (report: ClassReport) => number): number =>
    reports.reduce((sum, report) => sum + of(report), 0) / classes;
  const weighted = (of: (report: ClassReport) => number): number =>
    reports.reduce((sum, report) => sum + of(report) * report.support, 0) / rows;
  const judged = classes === 2 ? [1] : names.map((_, k) => k);
  const curves = judged.map((k) => binaryCurves(target, probabilities, classes, k));
  const area = (of: (curve: (typeof curves)[number]) => number): number =>
    curves.reduce((sum, curve) => sum + of(curve), 0) / curves.length;
  return {
    accuracy: confusion.reduce((sum, row, k) => sum + row[k]!, 0) / rows,
    precision_macro: mean(({ precision }) => precision),
    recall_macro: mean(({ recall }) => recall),
    f1_macro: mean(({ f1 }) => f1),
    precision_weighted: weighted(({ precision }) => precision),
    recall_weighted: weighted(({ recall }) => recall),
    f1_weighted: weighted(({ f1 }) => f1),
    roc_auc: area(({ rocAuc }) => rocAuc),
    pr_auc: area(({ averagePrecision }) => averagePrecision),
    log_loss: logLoss(target, probabilities, classes),
    brier: brierScore(target, probabilities, classes),
    calibration_error: expectedCalibrationError(calibrationBins(target, probabilities, classes)),
  };
}

function checkCounts(metric: string, actual: number, forecast: number): void {
  if (actual !== forecast) throw evaluationError("evaluation.length-mismatch", { actual, forecast });
  if (actual === 0) throw evaluationError("evaluation.empty", { metric });
}
