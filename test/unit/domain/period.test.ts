import { describe, expect, it } from "vitest";
import { detectPeriodScale, timeStarts, type Frequency } from "../../../src/domain/period.ts";

/** The texts that follow `texts`, written in the same way. */
function following(texts: readonly string[], frequency: Frequency, count: number): string[] {
  const scale = detectPeriodScale(texts, frequency);
  const last = Math.max(...texts.map((text) => scale.parse(text)));
  return Array.from({ length: count }, (_, i) => scale.format(last + 1 + i));
}

describe("later periods are written the way the file writes its own", () => {
  const cases: readonly (readonly [string, readonly string[], Frequency, readonly string[]])[] = [
    ["days", ["2012-02-27", "2012-02-28"], "D", ["2012-02-29", "2012-03-01"]],
    [
      "days with a clock",
      ["2011-12-30T00:00:00", "2011-12-31T00:00:00"],
      "D",
      ["2012-01-01T00:00:00", "2012-01-02T00:00:00"],
    ],
    [
      "days of till lines, from midnight",
      ["2011-12-30 09:35", "2011-12-31 10:02"],
      "D",
      ["2012-01-01 00:00", "2012-01-02 00:00"],
    ],
    ["days with slashes", ["31/01/2011", "30/01/2011"], "D", ["01/02/2011", "02/02/2011"]],
    ["days, month first", ["01/30/2011", "01/31/2011"], "D", ["02/01/2011", "02/02/2011"]],
    ["days without padding", ["2011/9/30"], "D", ["2011/10/1", "2011/10/2"]],
    ["days without separators", ["20110228"], "D", ["20110301", "20110302"]],
    ["days with dots", ["28.02.2011"], "D", ["01.03.2011", "02.03.2011"]],
    ["hours", ["2011-12-31 22:00", "2011-12-31 23:00"], "H", ["2012-01-01 00:00", "2012-01-01 01:00"]],
    [
      "hours whose midnight has no clock",
      ["2011-12-31", "2011-12-31 23:00:00"],
      "H",
      ["2012-01-01 00:00:00", "2012-01-01 01:00:00"],
    ],
    [
      "hours with seconds and zone",
      ["2011-03-05T08:30:00Z"],
      "H",
      ["2011-03-05T09:30:00Z", "2011-03-05T10:30:00Z"],
    ],
    ["ISO weeks over a year of 53", ["2020-W52", "2020-W51"], "W", ["2020-W53", "2021-W01"]],
    ["ISO weeks over a year of 52", ["2011W51", "2011W52"], "W", ["2012W01", "2012W02"]],
    ["ISO weeks with a day", ["2011-W05-1"], "W", ["2011-W06-1", "2011-W07-1"]],
    ["weeks by their Sunday", ["2011-01-02", "2011-01-09"], "W", ["2011-01-16", "2011-01-23"]],
    [
      "weeks whose weekday moves, by their Monday",
      ["2011-01-04", "2011-01-12"],
      "W",
      ["2011-01-17", "2011-01-24"],
    ],
    ["months", ["2011-11", "2011-10"], "M", ["2011-12", "2012-01"]],
    ["months with a slash", ["2011/11"], "M", ["2011/12", "2012/01"]],
    ["months with M", ["2011M12"], "M", ["2012M01", "2012M02"]],
    ["months without separator", ["201112"], "M", ["201201", "201202"]],
    ["months by name", ["2011 Nov", "2011 Dec"], "M", ["2012 Jan", "2012 Feb"]],
    ["months by name first", ["Nov-2011"], "M", ["Dec-2011", "Jan-2012"]],
    ["months by their first day", ["2011-11-01", "2011-12-01"], "M", ["2012-01-01", "2012-02-01"]],
    ["months by their last day", ["2011-12-31", "2011-11-30"], "M", ["2012-01-31", "2012-02-29"]],
    ["quarters", ["2011Q3", "2011Q4"], "Q", ["2012Q1", "2012Q2"]],
    ["quarters with a dash", ["2011-Q4"], "Q", ["2012-Q1", "2012-Q2"]],
    ["quarters, quarter first", ["Q4 2011"], "Q", ["Q1 2012", "Q2 2012"]],
    ["quarters by their last day", ["2011-03-31", "2011-06-30"], "Q", ["2011-09-30", "2011-12-31"]],
    ["quarters by their middle month", ["2011-02-01", "2011-05-01"], "Q", ["2011-08-01", "2011-11-01"]],
    ["years", ["2010", "2011"], "Y", ["2012", "2013"]],
    ["years by their last day", ["2010-12-31", "2011-12-31"], "Y", ["2012-12-31", "2013-12-31"]],
    ["integers", ["0", "1", "2"], "W", ["3", "4"]],
    ["integers that count in sevens", ["7", "14", "28"], "D", ["35", "42"]],
    ["negative integers", ["-2", "-1"], "D", ["0", "1"]],
    ["integers written as decimals", ["3.0", "4.0"], "D", ["5.0", "6.0"]],
  ];
  it.each(cases)("%s", (_, texts, frequency, expected) => {
    expect(following(texts, frequency, 2)).toEqual(expected);
  });
});

describe("detectPeriodScale", () => {
  it("numbers consecutive periods one apart", () => {
    const scale = detectPeriodScale(["2011-12", "2012-01", "2012-04"], "M");
    const first = scale.parse("2011-12");
    expect(scale.parse("2012-01") - first).toBe(1);
    expect(scale.parse("2012-04") - first).toBe(4);
  });

  it("reads days and months in the order that all texts allow", () => {
    const scale = detectPeriodScale(["03/04/2011", "25/04/2011"], "D");
    expect(scale.parse("25/04/2011") - scale.parse("03/04/2011")).toBe(22);
  });

  it("reads doubtful monthly dates as the first of each month", () => {
    const european = detectPeriodScale(["01/02/2011", "01/03/2011"], "M");
    expect(european.parse("01/03/2011") - european.parse("01/02/2011")).toBe(1);
    const american = detectPeriodScale(["02/01/2011", "03/01/2011"], "M");
    expect(american.parse("03/01/2011") - american.parse("02/01/2011")).toBe(1);
  });

  it("names the first text that is no time", () => {
    expect(() => detectPeriodScale(["soon"], "D")).toThrow('Found the time "soon"');
  });

  it("names the first text that is written unlike the first", () => {
    expect(() => detectPeriodScale(["2011-03", "2011-13"], "M")).toThrow(
      '"2011-13"; expected a time like "2011-03"',
    );
    expect(() => detectPeriodScale(["2011-02-28", "2011-02-29"], "D")).toThrow('"2011-02-29"');
    expect(() => detectPeriodScale(["2020-W53", "2021-W53"], "W")).toThrow('"2021-W53"');
    expect(() => detectPeriodScale(["2011-01-01 23:00", "2011-01-01 24:00"], "H")).toThrow(
      '"2011-01-01 24:00"',
    );
  });

  it("refuses a frequency that the texts cannot hold and names the one they can", () => {
    let thrown: unknown;
    try {
      detectPeriodScale(["2011Q1"], "D");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: "period.not-in-notation",
      remedy: "Use --freq Q for this file.",
    });
  });
});

describe("timeStarts", () => {
  it("gives one instant to the same time written in different ways", () => {
    const hours = (text: string): number => timeStarts([text])[0]!;
    expect(hours("1970-01-02")).toBe(24);
    expect(hours("1970-01-02T05:00")).toBe(29);
    expect(hours("2011-03")).toBe(hours("2011-03-01"));
    expect(hours("2011Q2")).toBe(hours("2011-04-01"));
    expect(hours("2011-W05")).toBe(hours("2011-01-31"));
    expect(hours("17")).toBe(17);
    expect(timeStarts([]).length).toBe(0);
  });
});
