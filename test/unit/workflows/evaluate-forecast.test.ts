import { describe, expect, it } from "vitest";
import { evaluateForecastTable, type EvaluateRequest } from "../../../src/workflows/evaluate-forecast.ts";
import type { TextTable } from "../../../src/workflows/text-table.ts";

const csv = (fileName: string, text: string): TextTable => {
  const [header, ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(","));
  return { fileName, columns: header!, cells: header!.map((_, c) => rows.map((row) => row[c]!)) };
};

/** Series a: errors 1 and -2 on steps of size 2; series b: exact, on a history that never changes. */
const request = (more: Partial<EvaluateRequest> = {}): EvaluateRequest => ({
  forecast: csv(
    "forecast.csv",
    `id,time,mean,q0.1,q0.5,q0.9
     a,2011-05,11,8,11,12
     a,2011-06,6,5,6,7
     b,2011-05,3,3,3,3
     b,2011-06,3,3,3,3`,
  ),
  actual: csv(
    "actual.csv",
    `id,time,target
     b,2011-06,3
     b,2011-05,3
     a,2011-06,8
     a,2011-05,10`,
  ),
  train: csv(
    "train.csv",
    `id,time,target
     a,2011-02,3
     a,2011-01,1
     a,2011-04,7
     a,2011-03,5
     b,2011-01,3
     b,2011-02,3
     b,2011-03,3`,
  ),
  seasonLength: 1,
  fill: "auto",
  ...more,
});

describe("evaluateForecastTable", () => {
  it("gives the figures that come out by hand", () => {
    const { overall, levels, notices } = evaluateForecastTable(request());
    expect(levels).toEqual([0.1, 0.5, 0.9]);
    expect(overall.series).toBe(2);
    expect(overall.points).toBe(4);
    expect(overall.mae).toBeCloseTo(3 / 4, 12);
    expect(overall.rmse).toBeCloseTo(Math.sqrt(5 / 4), 12);
    // a: (200 · 1/21 + 200 · 2/14) / 2, b: 0
    expect(overall.smape).toBeCloseTo((200 / 21 + 400 / 14) / 4, 12);
    // a: MAE 1.5 / 2; b has no scale and is left out.
    expect(overall.mase).toBeCloseTo(0.75, 12);
    expect(overall.rmsse).toBeCloseTo(Math.sqrt(2.5 / 4), 12);
    expect(overall.wape).toBeCloseTo(3 / 24, 12);
    // Mean of 10, 8, 3, 3 is 6; squares 16 + 4 + 9 + 9.
    expect(overall.r2).toBeCloseTo(1 - 5 / 38, 12);
    // q0.1: .1·2 + .1·3; q0.5: .5·1 + .5·2; q0.9: .1·2 (12 over 10) + .9·1 (8 over 7)
    expect(overall.pinball).toBeCloseTo((0.5 + 1.5 + 1.1) / 3 / 4, 12);
    expect(overall.scaledPinball).toBeCloseTo((0.5 + 1.5 + 1.1) / 3 / 2 / 2, 12);
    expect(overall.coverage).toEqual([{ low: 0.1, high: 0.9, nominal: 0.8, share: 0.75 }]);
    expect(notices).toEqual([
      "1 of 2 series have a history that is too short or never changes; MASE, RMSSE and scaled pinball leave them out.",
    ]);
  });

  it("gives the figures of each series", () => {
    const { perSeries } = evaluateForecastTable(request());
    expect(perSeries.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(perSeries[0]!.mae).toBeCloseTo(1.5, 12);
    expect(perSeries[1]!.mae).toBe(0);
    expect(perSeries[1]!.mase).toBeNaN();
  });

  it("scales by the season asked for", () => {
    // Steps over two periods are 4.
    expect(evaluateForecastTable(request({ seasonLength: 2 })).overall.mase).toBeCloseTo(1.5 / 4, 12);
  });

  it("joins times that are written differently and columns that are named", () => {
    const { overall } = evaluateForecastTable(
      request({
        actual: csv("actual.csv", "book,day,sold\na,2011-05-01,10\nb,2011-06-01,3"),
        train: csv(
          "train.csv",
          "book,day,sold\na,2011-01-01,1\na,2011-02-01,3\nb,2011-01-01,1\nb,2011-02-01,1",
        ),
        id: "book",
        time: "day",
        target: "sold",
      }),
    );
    expect(overall.points).toBe(2);
    expect(overall.mae).toBeCloseTo(0.5, 12);
  });

  it("guesses usual column names", () => {
    const { overall } = evaluateForecastTable(
      request({ actual: csv("actual.csv", "unique_id,ds,y\na,2011-05,10") }),
    );
    expect(overall.points).toBe(1);
  });

  it("says which forecast rows have no actual value", () => {
    const { notices } = evaluateForecastTable(
      request({ actual: csv("actual.csv", "id,time,target\na,2011-05,10\na,2011-06,") }),
    );
    expect(notices[0]).toBe("3 of 4 forecast rows have no actual value and were left out.");
  });

  it("leaves out training rows that are not before the forecast", () => {
    const whole = csv(
      "all.csv",
      "id,time,target\na,2011-01,1\na,2011-02,3\na,2011-03,5\na,2011-04,7\na,2011-05,10\na,2011-06,8\nb,2011-04,3\nb,2011-05,3\nb,2011-06,3",
    );
    expect(evaluateForecastTable(request({ actual: whole, train: whole })).overall.mase).toBeCloseTo(
      0.75,
      12,
    );
  });

  it("fills the holes of a history when told its frequency", () => {
    const train = csv("train.csv", "id,time,target\na,2011-01,2\na,2011-04,2\nb,2011-01,1\nb,2011-04,2");
    const { perSeries } = evaluateForecastTable(request({ train, frequency: "M" }));
    // 2, 0, 0, 2: two steps of 2 in three.
    expect(perSeries[0]!.mase).toBeCloseTo(1.5 / (4 / 3), 12);
  });

  it("sums the till lines of a day with --freq, whatever their clock", () => {
    const lines = (rows: string): TextTable => csv("lines.csv", `id,time,target\n${rows}`);
    const till = {
      forecast: csv("forecast.csv", "id,time,mean\na,2011-01-04 00:00,3\na,2011-01-05 00:00,2"),
      actual: lines("a,2011-01-04 09:35,1\na,2011-01-04 17:10,3\na,2011-01-05 11:00,2"),
      train: lines("a,2011-01-01 09:30,1\na,2011-01-02 10:10,2\na,2011-01-03 12:00,4"),
      seasonLength: 1,
    };
    for (const fill of ["auto", "zero"] as const) {
      const { overall } = evaluateForecastTable({ ...till, fill, frequency: "D" });
      expect([overall.points, overall.mae]).toEqual([2, 0.5]);
    }
    // Without it no time of the forecast is one of the till: that is said, not counted as no sales at all.
    expect(() => evaluateForecastTable({ ...till, fill: "zero" })).toThrow("forecast.csv");
  });

  it("counts a period without an actual row as 0 when missing means nothing sold", () => {
    const actual = csv("actual.csv", "id,time,target\na,2011-05,4\na,2011-05,6");
    const { overall } = evaluateForecastTable(request({ actual, fill: "zero" }));
    expect(overall.points).toBe(4);
    expect(overall.mae).toBeCloseTo((1 + 6 + 3 + 3) / 4, 12);
  });

  it.each([
    [
      "a forecast without a mean",
      { forecast: csv("f.csv", "id,time,value\na,2011-05,1") },
      "f.csv has columns id, time, value; expected one called mean.",
    ],
    [
      "files that share no row",
      { actual: csv("actual.csv", "id,time,target\nz,2011-05,1") },
      "No row of forecast.csv (a at 2011-05, …) has an actual value in actual.csv (z at 2011-05, …).",
    ],
    ["a column that is not there", { target: "tarjet" }, 'actual.csv has no column "tarjet" (--target)'],
    [
      "an actual value twice",
      { actual: csv("actual.csv", "id,time,target\na,2011-05,1\na,2011-05,1") },
      'actual.csv has two rows for "a" at 2011-05',
    ],
    [
      "a forecast row twice",
      { forecast: csv("f.csv", "id,time,mean\na,2011-05,1\na,2011-05,1") },
      'f.csv has two rows for "a" at 2011-05',
    ],
    [
      "a series without history",
      { train: csv("train.csv", "id,time,target\nb,2011-01,1") },
      'train.csv has no row for "a"',
    ],
    [
      "a season longer than the history",
      { seasonLength: 4 },
      "The longest series of train.csv has 4 values; --season 4 needs more than 4.",
    ],
    [
      "an empty forecast",
      { forecast: csv("f.csv", "id,time,mean\na,2011-05,") },
      'f.csv, row 1: found an empty cell in column "mean"',
    ],
    ["a file without rows", { actual: csv("actual.csv", "id,time,target") }, "actual.csv has no rows"],
    [
      "a time that is none",
      { actual: csv("actual.csv", "id,time,target\na,soon,1") },
      'actual.csv, row 1, column "time": Found the time "soon"',
    ],
  ] as const)("refuses %s", (_, more, message) => {
    expect(() => evaluateForecastTable(request(more))).toThrow(message);
  });
});
