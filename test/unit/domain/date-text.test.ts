import { describe, expect, it } from "vitest";
import { isoDate } from "../../../src/domain/calendar.ts";
import { guessDateOrder } from "../../../src/domain/date-order.ts";
import { dayOf, explainDate, minuteOf, readDateTime, shortened } from "../../../src/domain/date-text.ts";
import type { DateOrder } from "../../../src/domain/import-plan.ts";

/** "2011-04-03 08:26", without the time where there is none, or "no date". */
function read(text: string, order: DateOrder = "DMY"): string {
  const packed = readDateTime(text, order);
  if (Number.isNaN(packed)) return "no date";
  const minute = minuteOf(packed);
  const time = ` ${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  return isoDate(dayOf(packed)) + (minute < 0 ? "" : time);
}

describe("dates as text", () => {
  it.each([
    ["2011-04-03", "2011-04-03"],
    ["2011/4/3", "2011-04-03"],
    ["2011.04.03", "2011-04-03"],
    ["2011-04-03 08:26:00", "2011-04-03 08:26"],
    ["2011-04-03 8:26", "2011-04-03 08:26"],
    ["2011-04-03T08:26:00Z", "2011-04-03 08:26"],
    ["2011-04-03T08:26:59.123+02:00", "2011-04-03 08:26"],
    ["2011-04-03 00:00:00", "2011-04-03 00:00"],
    ["20110403", "2011-04-03"],
    ["20110403 08:26", "2011-04-03 08:26"],
    ["201104030826", "2011-04-03 08:26"],
    ["20110403082659", "2011-04-03 08:26"],
    ["3 April 2011", "2011-04-03"],
    ["3rd Apr 2011 8:26 pm", "2011-04-03 20:26"],
    ["Sunday, 3 April 2011", "2011-04-03"],
    ["April 3, 2011", "2011-04-03"],
    ["Apr 3 2011 12:05 AM", "2011-04-03 00:05"],
    ["03-Apr-11", "2011-04-03"],
    ["3. März 2011", "2011-03-03"],
    ["3 août 2011", "2011-08-03"],
    ["1er févr. 2011", "2011-02-01"],
    ["3 de enero de 2011", "2011-01-03"],
    ["3 luglio 2011", "2011-07-03"],
    ["3 mei 2011", "2011-05-03"],
    ["2011 Dec 3", "2011-12-03"],
    ["40513", "2010-12-01"],
    ["40513.3513888889", "2010-12-01 08:26"],
    ["40513,3513888889", "2010-12-01 08:26"],
    ["40513.5", "2010-12-01 12:00"],
  ])("reads %s the same in every order", (text, expected) => {
    expect((["YMD", "DMY", "MDY"] as const).map((order) => read(text, order))).toEqual([
      expected,
      expected,
      expected,
    ]);
  });

  it.each([
    ["03/04/2011", "2011-04-03", "2011-03-04"],
    ["3.4.11", "2011-04-03", "2011-03-04"],
    ["3-4-2011 17:05", "2011-04-03 17:05", "2011-03-04 17:05"],
    ["3/4/69", "2069-04-03", "2069-03-04"],
    ["3/4/70", "1970-04-03", "1970-03-04"],
    ["13/04/2011", "2011-04-13", "no date"],
    ["04/13/2011", "no date", "2011-04-13"],
  ])("reads %s by the order of day and month", (text, dayFirst, monthFirst) => {
    expect([read(text, "DMY"), read(text, "MDY")]).toEqual([dayFirst, monthFirst]);
  });

  it("reads two-digit years in front only when the year is said to come first", () => {
    expect(read("11-04-03", "YMD")).toBe("2011-04-03");
    expect(read("11-04-03", "DMY")).toBe("2003-04-11");
    expect(read("03/04/2011", "YMD")).toBe("no date");
  });

  it.each([
    "",
    "Total",
    "2011-02-29",
    "2011-13-01",
    "1969-12-31",
    "2100-01-01",
    "2011-04",
    "2011-04-03 25:00",
    "2011-04-03 08:60",
    "2011-04-03 08:26:61",
    "2011-04-03 13:05 pm",
    "2011-04-03 noon",
    "2011-04-031",
    "111-04-03",
    "3/4-2011",
    "3/4/201",
    "9780141439518",
    "85123A",
    "201113030826",
    "3 Foo 2011",
    "30 February 2011",
    "99999",
    "40513.5.1",
  ])("does not take %j for a date", (text) => {
    expect(read(text)).toBe("no date");
  });

  it("explains a date of another order by naming that order", () => {
    expect(explainDate("04/13/2011", "DMY")).toBe(
      '"04/13/2011" is no date as day/month/year; it would be one as month/day/year.',
    );
    expect(explainDate("  ", "DMY")).toBe("The date is empty.");
    expect(explainDate("Total", "MDY")).toBe(
      '"Total" is no date between 1970 and 2099; expected month/day/year, such as 04/03/2011 or April 3, 2011.',
    );
  });

  it("shortens long cells in messages", () => {
    expect(shortened("x".repeat(50))).toBe(`${"x".repeat(39)}…`);
    expect(shortened("x".repeat(40))).toBe("x".repeat(40));
  });
});

describe("guessing the order of day and month", () => {
  it("has no doubt about ISO dates", () => {
    expect(guessDateOrder(["2011-04-03", "2011-04-04"])).toEqual({ order: "YMD", doubts: [] });
  });

  it("takes a day over 12 as evidence", () => {
    expect(guessDateOrder(["03/04/2011", "13/04/2011"])).toEqual({ order: "DMY", doubts: [] });
    expect(guessDateOrder(["03/04/2011", "04/13/2011"])).toEqual({ order: "MDY", doubts: [] });
  });

  it("states the doubt when every date could be either", () => {
    expect(guessDateOrder(["03/04/2011", "03/04/2011"])).toEqual({
      order: "DMY",
      doubts: ['"03/04/2011" could be 3 April 2011 or 4 March 2011; it is read as 3 April 2011.'],
    });
  });

  it("prefers the order in which an unclear file runs forwards", () => {
    const days = ["01/02/2011", "01/03/2011", "01/04/2011", "02/01/2011", "02/02/2011", "02/03/2011"];
    const guess = guessDateOrder(days);
    expect(guess.order).toBe("MDY");
    expect(guess.doubts).toEqual([
      '"01/02/2011" could be 1 February 2011 or 2 January 2011; it is read as 2 January 2011.',
    ]);
  });

  it("goes with the majority and names the exception", () => {
    expect(guessDateOrder(["13/04/2011", "14/04/2011", "04/15/2011", ""])).toEqual({
      order: "DMY",
      doubts: ['Most dates are day/month, but "04/15/2011" is only one the other way round.'],
    });
  });

  it("has no doubt where day and month are the same number", () => {
    expect(guessDateOrder(["04/04/2011"])).toEqual({ order: "DMY", doubts: [] });
  });

  it("knows two-digit years in front when nothing else fits", () => {
    expect(guessDateOrder(["99-12-31", "98-12-30"]).order).toBe("YMD");
  });

  it("says nothing where there are no dates", () => {
    expect(guessDateOrder(["", "Total"])).toEqual({ order: "DMY", doubts: [] });
  });
});
