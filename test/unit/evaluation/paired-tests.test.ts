import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { bootstrapIntervals } from "../../../src/evaluation/bootstrap.ts";
import { mcNemar, wilcoxonSignedRank } from "../../../src/evaluation/paired-tests.ts";

const rows = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

describe("mcNemar", () => {
  it("counts the ways out while few rows differ, so that 0 against 5 has a chance of 2 in 32", () => {
    expect(mcNemar(0, 5)).toEqual({ statistic: 0, pValue: 2 / 32 });
    expect(mcNemar(5, 0)).toEqual({ statistic: 0, pValue: 2 / 32 });
  });

  it("takes χ² with its correction from 25 rows on", () => {
    expect(mcNemar(5, 20).statistic).toBe((14 * 14) / 25);
    expect(mcNemar(4, 20).statistic).toBe(4);
    expect(mcNemar(15, 15)).toEqual({ statistic: 0, pValue: 1 });
  });
});

describe("wilcoxonSignedRank", () => {
  it("leaves out zeros, and knows nothing where there is nothing else", () => {
    expect(wilcoxonSignedRank([0, 1, 0, 2, 3])).toEqual({ statistic: 0, pValue: 2 / 8 });
    expect(wilcoxonSignedRank([0, 0])).toEqual({ statistic: NaN, pValue: 1 });
  });

  it("does not depend on the order or on the side", () => {
    const found = wilcoxonSignedRank([3, -1, 2, 5, -4]);
    expect(wilcoxonSignedRank([5, 2, -4, -1, 3])).toEqual(found);
    expect(wilcoxonSignedRank([-3, 1, -2, -5, 4])).toEqual(found);
    expect(found.statistic).toBe(5);
  });

  it("gives equal sizes their mean rank", () => {
    // Ranks 1.5, 1.5, 3: below zero lies one of the first two.
    expect(wilcoxonSignedRank([1, -1, 2]).statistic).toBe(1.5);
  });
});

describe("bootstrapIntervals", () => {
  const plan = { level: 0.95, resamples: 2000 };

  it("comes to the mean ± 1.96 standard errors where rows are normal", () => {
    const random = seededRandom(3, "rows");
    const values = Float64Array.from({ length: 400 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400 / 400);
    const [interval] = bootstrapIntervals([values], (means) => [means[0]!], {
      ...plan,
      unitOf: rows(400),
      units: 400,
      random: seededRandom(1),
    });
    expect(Math.abs(interval!.low - (mean - 1.96 * spread))).toBeLessThan(0.15 * spread);
    expect(Math.abs(interval!.high - (mean + 1.96 * spread))).toBeLessThan(0.15 * spread);
  });

  it("pairs two models: a constant gap has an interval of no width", () => {
    const random = seededRandom(4, "rows");
    const first = Float64Array.from({ length: 50 }, () => random.normal());
    const second = first.map((value) => value + 0.25);
    const [interval] = bootstrapIntervals([first, second], ([a, b]) => [b! - a!], {
      ...plan,
      unitOf: rows(50),
      units: 50,
      random: seededRandom(1),
    });
    expect(interval!.low).toBeCloseTo(0.25, 12);
    expect(interval!.high).toBeCloseTo(0.25, 12);
  });

  it("draws units whole: rows that repeat each other do not make a mean surer", () => {
    const random = seededRandom(5, "rows");
    const own = Float64Array.from({ length: 40 }, () => random.normal());
    const many = Float64Array.from({ length: 400 }, (_, i) => own[i % 40]!);
    const width = (values: Float64Array, unitOf: Int32Array, units: number): number => {
      const random = seededRandom(1);
      const [interval] = bootstrapIntervals([values], (means) => [means[0]!], {
        ...plan,
        unitOf,
        units,
        random,
      });
      return interval!.high - interval!.low;
    };
    const whole = width(
      many,
      Int32Array.from({ length: 400 }, (_, i) => i % 40),
      40,
    );
    expect(whole).toBeCloseTo(width(own, rows(40), 40), 12);
    expect(width(many, rows(400), 400)).toBeLessThan(whole / 2);
  });

  it("stops when it is told to", () => {
    const signal = AbortSignal.abort();
    const values = Float64Array.of(1, 2);
    const asked = { ...plan, unitOf: rows(2), units: 2, random: seededRandom(1), signal };
    expect(() => bootstrapIntervals([values], (means) => means, asked)).toThrow(
      expect.objectContaining({ code: "core.aborted" }),
    );
  });
});
