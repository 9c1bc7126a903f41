import { describe, expect, it } from "vitest";
import {
  bias,
  meanAbsoluteError,
  meanAbsoluteScaledError,
  meanSquaredError,
  overallWeightedAverage,
  r2Score,
  rootMeanSquaredError,
  rootMeanSquaredScaledError,
  symmetricMape,
  weightedApe,
} from "../../../src/evaluation/point-metrics.ts";
import { coverage, pinballLoss, scaledPinballLoss } from "../../../src/evaluation/quantile-metrics.ts";
import { evaluateForecasts } from "../../../src/evaluation/report.ts";

// Golden numbers: scikit-learn 1.9.1 (mean_absolute_error, mean_squared_error, r2_score, mean_pinball_loss) and
// numpy 2.4.6 written out from the formulas; 12 decimals because only the order of summation may differ.
const y = [3, 0, 2, 7, 1, 0, 4, 5];
const f = [2.5, 1, 2, 5, 1.5, 0, 3.25, 6.5];
const train = [1, 4, 0, 2, 6, 3, 3, 1, 0, 5];

describe("point metrics", () => {
  it("agree with scikit-learn and numpy", () => {
    expect(meanAbsoluteError(y, f)).toBeCloseTo(0.78125, 12);
    expect(meanSquaredError(y, f)).toBeCloseTo(1.0390625, 12);
    expect(rootMeanSquaredError(y, f)).toBeCloseTo(Math.sqrt(1.0390625), 12);
    expect(r2Score(y, f)).toBeCloseTo(0.8089080459770115, 12);
    expect(symmetricMape(y, f)).toBeCloseTo(42.28647040116306, 12);
    expect(weightedApe(y, f)).toBeCloseTo(0.2840909090909091, 12);
    expect(bias(y, f)).toBeCloseTo(-0.03125, 12);
    expect(meanAbsoluteScaledError(y, f, train, 1)).toBeCloseTo(0.29296875, 12);
    expect(rootMeanSquaredScaledError(y, f, train, 1)).toBeCloseTo(0.3336586953759785, 12);
    expect(meanAbsoluteScaledError(y, f, train, 3)).toBeCloseTo(0.32169117647058826, 12);
    expect(rootMeanSquaredScaledError(y, f, train, 3)).toBeCloseTo(0.3704519804391937, 12);
  });

  it("average the relative sMAPE and MASE into OWA, so that Naive2 scores 1", () => {
    const naive2 = { smape: 9.161, mase: 2.777 };
    expect(overallWeightedAverage(naive2, naive2)).toBe(1);
    // Theta on M4 weekly, as published: .971
    expect(overallWeightedAverage({ smape: 9.093, mase: 2.637 }, naive2)).toBeCloseTo(0.971, 3);
  });

  it("give R² of constant actuals as scikit-learn does", () => {
    expect(r2Score([2, 2], [2, 2])).toBe(1);
    expect(r2Score([2, 2], [2, 3])).toBe(0);
    expect(r2Score([2], [2])).toBeNaN();
  });

  it("leave the percentage of nothing undefined", () => {
    expect(weightedApe([0, 0], [1, 0])).toBeNaN();
    expect(symmetricMape([0, 0], [0, 0])).toBe(0);
    expect(symmetricMape([0], [5])).toBe(200);
  });

  it("refuse lists of unequal length, empty lists and too short a training series", () => {
    expect(() => meanAbsoluteError([1, 2], [1])).toThrow("There are 2 actual values and 1 forecasts");
    expect(() => meanSquaredError([], [])).toThrow("MSE was asked of 0 values");
    expect(() => meanAbsoluteScaledError([1], [1], [1, 2, 3], 3)).toThrow(
      "The training series has 3 values; a scaled error needs at least 4.",
    );
  });
});

describe("quantile metrics", () => {
  it("agree with scikit-learn", () => {
    expect(pinballLoss(y, f, 0.9)).toBeCloseTo(0.403125, 12);
    expect(pinballLoss(y, f, 0.25)).toBeCloseTo(0.3828125, 12);
    expect(scaledPinballLoss(y, [f, f], [0.9, 0.25], 2)).toBeCloseTo((0.403125 + 0.3828125) / 4, 12);
  });

  it("count both ends of an interval as covered", () => {
    expect(coverage([1, 2, 3, 4], [1, 0, 3.5, 0], [5, 2, 9, 3])).toBe(0.5);
  });
});

describe("evaluateForecasts", () => {
  const outcome = {
    train: Float64Array.from(train),
    actual: Float64Array.from(y),
    mean: Float64Array.from(f),
    levels: [0.9, 0.1],
    quantiles: [Float64Array.from(y), Float64Array.from(y.map(() => 1))],
  };

  it("pools points and averages scaled errors over series, leaving constant training series out", () => {
    const flat = { ...outcome, train: new Float64Array(10).fill(3) };
    const report = evaluateForecasts([outcome, flat], 1);
    expect(report.series).toBe(2);
    expect(report.points).toBe(16);
    expect(report.mae).toBeCloseTo(0.78125, 12);
    expect(report.mase).toBeCloseTo(0.29296875, 12);
    expect(report.rmsse).toBeCloseTo(0.3336586953759785, 12);
    expect(report.nominalCoverage).toBeCloseTo(0.8, 12);
    // the low end is 1, the high end the actual itself: the two zeros fall outside
    expect(report.coverage).toBe(0.75);
    const lowLoss = pinballLoss(
      y,
      y.map(() => 1),
      0.1,
    );
    expect(report.pinball).toBeCloseTo(lowLoss / 2 / (24 / 9), 12);
  });

  it("has no coverage and no pinball loss without quantiles", () => {
    const report = evaluateForecasts([{ ...outcome, levels: [], quantiles: [] }], 1);
    expect(report.coverage).toBeNaN();
    expect(report.nominalCoverage).toBeNaN();
    expect(report.pinball).toBeNaN();
  });
});
