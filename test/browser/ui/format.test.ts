import { describe, expect, it } from "vitest";
import { bandPath, linePath, linearScale, niceTicks, spread } from "../../../src/ui/charts/scale.ts";
import { centralIntervals } from "../../../src/ui/charts/intervals.ts";
import { fullDay, isoDay, longDay, monthOf, weekdayDay } from "../../../src/ui/format/days.ts";
import { metricHelp, metricLabel, metricValue } from "../../../src/ui/format/metrics.ts";
import { money, roughMoney } from "../../../src/ui/format/money.ts";
import {
  bytes,
  copies,
  counted,
  duration,
  elapsed,
  exact,
  percent,
  score,
} from "../../../src/ui/format/numbers.ts";

describe("numbers in words", () => {
  it("says copies whole, slow movers with one decimal, the unknown as a dash", () => {
    expect([14.4, 1.2, 0.96, 0.4, 0, NaN, null].map(copies)).toEqual(["14", "1", "1", "0.4", "0", "–", "–"]);
    expect([13.62, null, NaN].map(exact)).toEqual(["13.6", "–", "–"]);
    expect([score(0.7254), score(NaN)]).toEqual(["0.725", "–"]);
    expect([percent(0.9), percent(NaN)]).toEqual(["90 %", "–"]);
    expect([counted(1, "copy", "copies"), counted(1200, "copy", "copies")]).toEqual([
      "1 copy",
      "1,200 copies",
    ]);
  });

  it("says bytes and times as a person would", () => {
    expect([999, 48_200_000, 2_400_000_000, 3.2e14].map(bytes)).toEqual([
      "999 B",
      "48.2 MB",
      "2.4 GB",
      "320 TB",
    ]);
    expect([900, 41_000, 200_000, 2e7].map(duration)).toEqual([
      "less than 5 seconds",
      "about 45 seconds",
      "about 3 minutes",
      "about 6 hours",
    ]);
    expect([8, 830, 42_300, 185_400].map(elapsed)).toEqual(["less than 0.1 s", "0.8 s", "42 s", "3 min 5 s"]);
  });

  it("writes money with its sign, without where the currency is unknown, as a dash where the amount is", () => {
    expect(money(129_900, "GBP")).toBe("£1,299.00");
    expect(money(129_900, null)).toBe("1,299.00");
    expect([money(null, "GBP"), money(NaN, "GBP"), roughMoney(null, null)]).toEqual(["–", "–", "–"]);
    expect([roughMoney(124_049, "EUR"), roughMoney(999, "EUR")]).toEqual(["€1,240", "€9.99"]);
  });

  it("writes days as dates in UTC", () => {
    expect(weekdayDay(20_729)).toBe("Sat 3 Oct");
    expect(longDay(20_724)).toBe("Monday 28 September 2026");
    expect(fullDay(0)).toBe("1 Jan 1970");
    expect(isoDay(20_724)).toBe("2026-09-28");
    expect(monthOf(20_724)).toEqual({ year: 2026, month: 8 });
  });

  it("names metrics by the field's terms, and unknown ones by their key", () => {
    expect([metricLabel("r2_score"), metricLabel("new_one"), metricHelp("new_one")]).toEqual([
      "R²",
      "new one",
      "",
    ]);
    expect([metricValue("titles", 1351), metricValue("mae", 0.5)]).toEqual(["1,351", "0.500"]);
  });
});

describe("chart geometry", () => {
  it("scales linearly, also over an empty domain", () => {
    expect([0, 5, 10].map(linearScale([0, 10], [100, 0]))).toEqual([100, 50, 0]);
    expect(linearScale([3, 3], [7, 9])(3)).toBe(7);
  });

  it("ticks in whole copies, in steps of 1, 2 and 5", () => {
    expect(niceTicks(0.4, 4)).toEqual([0, 1]);
    expect(niceTicks(9, 4)).toEqual([0, 5, 10]);
    expect(niceTicks(29, 4)).toEqual([0, 10, 20, 30]);
    expect(niceTicks(1800, 4)).toEqual([0, 500, 1000, 1500, 2000]);
  });

  it("draws lines with gaps, and bands that close", () => {
    expect(
      linePath([
        [0, 1],
        [1, NaN],
        [2, 3],
        [3, 4],
      ]),
    ).toBe("M0.0 1.0M2.0 3.0L3.0 4.0");
    expect(bandPath([0, 1], [5, 6], [1, 2])).toBe("M0.0 1.0L1.0 2.0L1.0 6.0L0.0 5.0Z");
    expect(bandPath([], [], [])).toBe("");
  });

  it("moves labels apart without changing their order", () => {
    expect(spread([10, 12, 50], 16)).toEqual([10, 26, 50]);
    expect(spread([12, 10], 16)).toEqual([26, 10]);
  });

  it("finds the central intervals whose quantiles are there, widest first", () => {
    expect(centralIntervals([0.1, 0.25, 0.5, 0.75, 0.9])).toEqual([
      { percent: 80, low: 0, high: 4 },
      { percent: 50, low: 1, high: 3 },
    ]);
  });
});
