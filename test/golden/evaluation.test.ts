import { describe, expect, it } from "vitest";
import { mcNemar, wilcoxonSignedRank } from "../../src/evaluation/paired-tests.ts";
import {
  brierScore,
  calibrationBins,
  expectedCalibrationError,
  logLoss,
  reliabilityCurve,
} from "../../src/evaluation/classification-metrics.ts";
import { coverage, pinballLoss } from "../../src/evaluation/quantile-metrics.ts";
import { meanAbsolutePercentageError } from "../../src/evaluation/regression-metrics.ts";
import { binaryCurves, cheapestThreshold } from "../../src/evaluation/threshold-curves.ts";
import { calibrated, fitCalibrators } from "../../src/training/tabular/calibrate.ts";
import golden from "./evaluation.json" with { type: "json" };

const expectSame = (found: number, expected: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(golden.tolerance * Math.abs(expected));

function expectAll(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(golden.tolerance));
}
const p2 = Float64Array.from(golden.p2.flatMap((p) => [1 - p, p]));
const p3 = Float64Array.from(golden.p3);
const cases = [
  { classes: 2, k: 1, target: golden.binary, p: p2, curve: golden.curves2, reliability: golden.reliability2 },
  ...[0, 1, 2].map((k) => ({
    classes: 3,
    k,
    target: golden.three,
    p: p3,
    curve: golden.curves3[k]!,
    reliability: golden.reliability3[k]!,
  })),
];

describe("curves, calibration and thresholds beside scikit-learn and numpy", () => {
  it.each(cases)("ROC and precision curves, class $k of $classes", ({ classes, k, target, p, curve }) => {
    const found = binaryCurves(target, p, classes, k);
    const { positives, negatives, truePositives, falsePositives } = found;
    // Theirs starts where nothing is found.
    expectAll([0, ...falsePositives.map((count) => count / negatives)], curve.rocX);
    expectAll([0, ...truePositives.map((count) => count / positives)], curve.rocY);
    expectAll(
      truePositives.map((count) => count / positives),
      curve.recall,
    );
    expectAll(
      truePositives.map((count, i) => count / (count + falsePositives[i]!)),
      curve.precision,
    );
  });

  it.each(cases)("calibration_curve, class $k of $classes", ({ classes, k, target, p, reliability }) => {
    const found = reliabilityCurve(target, p, classes, k);
    expectAll(
      found.map(({ predicted }) => predicted),
      reliability.predicted,
    );
    expectAll(
      found.map(({ observed }) => observed),
      reliability.observed,
    );
    expect(found.reduce((sum, bin) => sum + bin.rows, 0)).toBe(target.length);
  });

  it("expected calibration error, by its formula", () => {
    const error = (target: number[], p: Float64Array, classes: number): number =>
      expectedCalibrationError(calibrationBins(target, p, classes));
    expectAll([error(golden.binary, p2, 2)], [golden.calibrationError2]);
    expectAll([error(golden.three, p3, 3)], [golden.calibrationError3]);
  });

  it.each(golden.thresholds)("the cheapest threshold where a miss costs $missCost", (expected) => {
    const curves = binaryCurves(golden.binary, p2, 2, 1);
    const found = cheapestThreshold(curves, { falsePositive: 1, falseNegative: expected.missCost });
    expect(found.threshold).toBe(expected.threshold ?? Infinity);
    expectAll([found.costPerRow], [expected.costPerRow]);
  });

  it("log loss, Brier score and areas of three classes", () => {
    expectAll([logLoss(golden.three, p3, 3)], [golden.logLoss3]);
    expectAll([brierScore(golden.three, p3, 3)], [golden.brier3]);
    const curves = [0, 1, 2].map((k) => binaryCurves(golden.three, p3, 3, k));
    expectAll(
      curves.map(({ averagePrecision }) => averagePrecision),
      golden.averagePrecision3,
    );
    expectAll(
      curves.map(({ rocAuc }) => rocAuc),
      golden.rocAuc3,
    );
  });

  it("pinball loss, coverage and MAPE", () => {
    const { y, low, high, ...expected } = golden.quantiles;
    expectAll(
      [pinballLoss(y, low, 0.05), pinballLoss(y, high, 0.95)],
      [expected.pinball05, expected.pinball95],
    );
    expectAll(
      [coverage(y, low, high), meanAbsolutePercentageError(y, low)],
      [expected.coverage, expected.mape],
    );
  });

  it("Platt's curve, to where both solvers end", () => {
    const found = calibrated(fitCalibrators("platt", Float64Array.from(golden.binary), p2, 2), p2, 2);
    golden.platt.forEach((p, row) => expect(Math.abs(found[2 * row + 1]! - p)).toBeLessThan(1e-5));
  });

  it("isotonic steps, kept a little from 0 and 1", () => {
    const calibrators = fitCalibrators("isotonic", Float64Array.from(golden.binary), p2, 2);
    const at = Float64Array.from(golden.isotonicAt.flatMap((p) => [1 - p, p]));
    const found = calibrated(calibrators, at, 2);
    const least = 1 / (golden.binary.length + 2);
    const expected = golden.isotonic.map((p) => Math.min(1 - least, Math.max(least, p)));
    expected.forEach((p, i) => expect(Math.abs(found[2 * i + 1]! - p)).toBeLessThan(0.01));
    // Where neither end of a step is kept away, they are the same.
    const whole = golden.isotonic.flatMap((p, i) => (p > 0.05 && p < 0.95 ? [i] : []));
    expect(whole.length).toBeGreaterThan(20);
    expectAll(
      whole.map((i) => found[2 * i + 1]!),
      whole.map((i) => golden.isotonic[i]!),
    );
  });
});

describe("tests between two models beside scipy and statsmodels", () => {
  it.each(golden.mcnemar)("McNemar's, $first against $second", ({ first, second, statistic, p }) => {
    const found = mcNemar(first, second);
    expectSame(found.statistic, statistic);
    expectSame(found.pValue, p);
  });

  it.each(golden.wilcoxon)(
    "Wilcoxon's signed ranks, statistic $statistic",
    ({ differences, statistic, p }) => {
      const found = wilcoxonSignedRank(differences);
      expectSame(found.statistic, statistic);
      expectSame(found.pValue, p);
    },
  );
});
