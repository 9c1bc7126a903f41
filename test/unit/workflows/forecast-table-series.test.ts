import { describe, expect, it } from "vitest";
import type { Frequency } from "../../../src/domain/period.ts";
import {
  seriesFromTable,
  type Fill,
  type SeriesColumns,
  type SeriesPanel,
} from "../../../src/workflows/series-from-table.ts";
import type { TextTable } from "../../../src/workflows/text-table.ts";

type Row = readonly [id: string, time: string, target: string, price?: string];

const tableOf = (rows: readonly Row[]): TextTable => ({
  fileName: "sales.csv",
  columns: ["isbn", "date", "copies", "price"],
  cells: [0, 1, 2, 3].map((c) => rows.map((row) => row[c] ?? "")),
});

const panelOf = (
  rows: readonly Row[],
  frequency: Frequency,
  fill: Fill = "auto",
  more: Partial<SeriesColumns> = {},
): SeriesPanel =>
  seriesFromTable(tableOf(rows), { id: "isbn", time: "date", target: "copies", frequency, fill, ...more });

const valuesOf = (panel: SeriesPanel): number[][] => panel.series.map((y) => [...y]);

describe("seriesFromTable", () => {
  it("puts rows of any order into series by id and time", () => {
    const panel = panelOf(
      [
        ["b", "2011-02", "5.5"],
        ["a", "2011-03", "3"],
        ["b", "2011-01", "4"],
        ["a", "2011-01", "1"],
        ["a", "2011-02", "2"],
      ],
      "M",
    );
    expect(panel.ids).toEqual(["b", "a"]);
    expect(valuesOf(panel)).toEqual([
      [4, 5.5],
      [1, 2, 3],
    ]);
    expect(panel.lastPeriod.map((period) => panel.scale.format(period))).toEqual(["2011-02", "2011-03"]);
    expect(panel.notices).toEqual([]);
  });

  it("sums rows of the same id and time and says how many", () => {
    const panel = panelOf(
      [
        ["a", "2011-01-01", "1"],
        ["a", "2011-01-02", "2"],
        ["a", "2011-01-01", "4"],
        ["a", "2011-01-01", "8"],
      ],
      "D",
    );
    expect(valuesOf(panel)).toEqual([[13, 2]]);
    expect(panel.notices[0]).toContain("2 rows repeated an id and time");
  });

  it("sums the till lines of one day whatever their clock", () => {
    const panel = panelOf(
      [
        ["a", "2011-01-01 09:30", "1"],
        ["a", "2011-01-01 10:30", "2"],
        ["a", "2011-01-02 09:30", "2"],
      ],
      "D",
    );
    expect(valuesOf(panel)).toEqual([[3, 2]]);
  });

  it("takes missing periods of whole counts as 0, up to the last time of the file", () => {
    const panel = panelOf(
      [
        ["a", "2011-01-01", "1"],
        ["a", "2011-01-03", "2"],
        ["b", "2011-01-02", "7"],
        ["b", "2011-01-05", "1"],
      ],
      "D",
    );
    expect(valuesOf(panel)).toEqual([
      [1, 0, 2, 0, 0],
      [7, 0, 0, 1],
    ]);
    expect(panel.notices).toEqual([
      "5 missing periods counted as 0, up to 2011-01-05, the last time of the file (--fill interpolate would do otherwise).",
    ]);
  });

  it("leaves series of counts without holes as long as they are", () => {
    const rows: Row[] = [
      ["a", "1", "1"],
      ["a", "2", "2"],
      ["b", "1", "7"],
      ["b", "2", "1"],
      ["b", "3", "1"],
    ];
    expect(valuesOf(panelOf(rows, "D"))).toEqual([
      [1, 2],
      [7, 1, 1],
    ]);
    expect(valuesOf(panelOf(rows, "D", "zero"))[0]).toEqual([1, 2, 0]);
  });

  it("interpolates holes of measurements between their neighbours", () => {
    const rows: Row[] = [
      ["a", "1", "1.5"],
      ["a", "2", ""],
      ["a", "4", "4.5"],
      ["a", "5", "NaN"],
    ];
    const panel = panelOf(rows, "D");
    expect(valuesOf(panel)).toEqual([[1.5, 2.5, 3.5, 4.5]]);
    expect(panel.notices[0]).toContain("2 missing periods interpolated");
  });

  it("takes counts with a rare day of more returns than sales for counts", () => {
    const days = Array.from({ length: 20 }, (_, i): Row => ["a", String(i + 1), i === 7 ? "-1" : "3"]);
    const values = valuesOf(panelOf([...days, ["a", "22", "3"]], "D"))[0]!;
    expect(values.slice(-3)).toEqual([3, 0, 3]);
    expect(values[7]).toBe(-1);
  });

  it("interpolates negative whole numbers too: they are no counts", () => {
    expect(
      valuesOf(
        panelOf(
          [
            ["a", "1", "-2"],
            ["a", "3", "2"],
          ],
          "D",
          "auto",
        ),
      ),
    ).toEqual([[-2, 2]]);
    expect(
      valuesOf(
        panelOf(
          [
            ["a", "1", "-2"],
            ["a", "2", "4"],
            ["a", "4", "2"],
          ],
          "D",
        ),
      ),
    ).toEqual([[-2, 4, 3, 2]]);
  });

  it("refuses holes when asked to, naming where they are", () => {
    const rows: Row[] = [
      ["a", "2011-01", "1"],
      ["a", "2011-02", "1"],
      ["a", "2011-05", "2"],
    ];
    expect(() => panelOf(rows, "M", "error")).toThrow(
      'sales.csv misses 2 periods of "a" between 2011-02 and 2011-05; --fill error expects none.',
    );
    expect(valuesOf(panelOf(rows.slice(0, 2), "M", "error"))).toEqual([[1, 1]]);
  });

  it("leaves out a series without any value and says so", () => {
    const panel = panelOf(
      [
        ["a", "1", ""],
        ["b", "1", "3"],
      ],
      "D",
    );
    expect(panel.ids).toEqual(["b"]);
    expect(panel.notices).toEqual(['"a" has no value in any row and was left out.']);
  });

  it("checks the price column and says that it is not used", () => {
    const rows: Row[] = [
      ["a", "1", "3", "9.99"],
      ["a", "2", "3", ""],
    ];
    expect(panelOf(rows, "D", "auto", { price: "price" }).notices[0]).toContain(
      'Column "price" (--price) was checked (1 price) and not used',
    );
    expect(() => panelOf([["a", "1", "3", "cheap"]], "D", "auto", { price: "price" })).toThrow(
      'sales.csv, row 1: found "cheap" in column "price", expected a number.',
    );
  });

  const daily: Row[] = Array.from({ length: 8 }, (_, i) => ["a", `2011-01-0${i + 1}`, "1"]);
  const monthly: Row[] = Array.from({ length: 8 }, (_, i) => ["a", `2011-0${i + 1}-01`, "1"]);
  const weekly: Row[] = Array.from({ length: 8 }, (_, i) => [
    "a",
    `2011-0${1 + Math.floor(i / 4)}-${String(2 + (i % 4) * 7 + (i > 3 ? 4 : 0)).padStart(2, "0")}`,
    "1",
  ]);

  it.each([
    [
      "a column that is not there",
      () => panelOf(daily, "D", "auto", { target: "copis" }),
      'no column "copis" (--target); its columns are isbn, date, copies, price.',
      'Did you mean "copies"?',
    ],
    [
      "a table without rows",
      () => panelOf([], "D"),
      "sales.csv has no rows",
      "Check that the file is the right one.",
    ],
    [
      "a target that is no number",
      () =>
        panelOf(
          [
            ["a", "1", "3"],
            ["a", "2", "many"],
          ],
          "D",
        ),
      'sales.csv, row 2: found "many" in column "copies"',
      "Mend or remove",
    ],
    [
      "an empty id",
      () =>
        panelOf(
          [
            ["a", "1", "3"],
            ["", "2", "3"],
          ],
          "D",
        ),
      'sales.csv, row 2: found an empty cell in column "isbn"',
      "Mend",
    ],
    [
      "a time that is none",
      () =>
        panelOf(
          [
            ["a", "2011-01-01", "3"],
            ["a", "later", "3"],
          ],
          "D",
        ),
      'sales.csv, row 2, column "date": Found the time "later"; expected a time like "2011-01-01".',
      "Write every time",
    ],
    [
      "days for months",
      () => panelOf(daily, "M"),
      'has 2011-01-01 and 2011-01-02 for "a", two times in one period of --freq M.',
      "Use --freq D,",
    ],
    [
      "months for days",
      () => panelOf(monthly, "D"),
      "steps from 2011-02-01 to 2011-03-01 and never by less; --freq D",
      "Use --freq M.",
    ],
    ["weeks for days", () => panelOf(weekly, "D"), "steps from 2011-01-02 to 2011-01-09", "Use --freq W."],
    [
      "quarters' notation for months",
      () => panelOf([["a", "2011Q1", "3"]], "M"),
      'Found times like "2011Q1", which name a quarter',
      "Use --freq Q",
    ],
    [
      "a mistyped year",
      () =>
        panelOf(
          [
            ["a", "2011-01-01 05:00", "1"],
            ["a", "3011-01-01 05:00", "1"],
          ],
          "H",
        ),
      "spans 8765809 periods, from 2011-01-01 05:00 to 3011-01-01 05:00",
      "mistyped",
    ],
  ] as const)("refuses %s", (_, run, message, remedy) => {
    let thrown: unknown;
    try {
      run();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });

  it("does not take a few sales on the same weekday for weekly data", () => {
    expect(
      valuesOf(
        panelOf(
          [
            ["a", "2011-01-01", "1"],
            ["a", "2011-01-08", "1"],
          ],
          "D",
        ),
      ),
    ).toEqual([[1, 0, 0, 0, 0, 0, 0, 1]]);
  });
});
