import { describe, expect, it } from "vitest";
import {
  civilDate,
  dayNumber,
  daysInMonth,
  isCivilDate,
  isoDate,
  weekday,
} from "../../../src/domain/calendar.ts";

describe("calendar", () => {
  it("counts days from 1970-01-01", () => {
    expect(dayNumber(1970, 1, 1)).toBe(0);
    expect(dayNumber(1969, 12, 31)).toBe(-1);
    expect(dayNumber(2000, 2, 29)).toBe(11016);
    expect(dayNumber(2010, 12, 1)).toBe(14944);
  });

  it("agrees with the platform's calendar on every day from 1900 to 2100", () => {
    for (let day = dayNumber(1900, 1, 1); day <= dayNumber(2100, 12, 31); day++) {
      const date = new Date(day * 86400000);
      const { year, month, day: dayOfMonth } = civilDate(day);
      if (
        year !== date.getUTCFullYear() ||
        month !== date.getUTCMonth() + 1 ||
        dayOfMonth !== date.getUTCDate() ||
        dayNumber(year, month, dayOfMonth) !== day ||
        weekday(day) !== (date.getUTCDay() + 6) % 7
      ) {
        expect.fail(`day ${day}`);
      }
    }
  });

  it("knows leap years of all three rules", () => {
    expect([1900, 2000, 2023, 2024].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29]);
    expect([1, 4, 6, 9, 11, 12].map((month) => daysInMonth(2023, month))).toEqual([31, 30, 30, 30, 30, 31]);
  });

  it("tells days that exist from those that do not", () => {
    expect(isCivilDate(2023, 2, 29)).toBe(false);
    expect(isCivilDate(2023, 13, 1)).toBe(false);
    expect(isCivilDate(2023, 0, 1)).toBe(false);
    expect(isCivilDate(2023, 1, 0)).toBe(false);
    expect(isCivilDate(2024, 2, 29)).toBe(true);
  });

  it("writes ISO dates with zeros in front", () => {
    expect(isoDate(dayNumber(2010, 3, 4))).toBe("2010-03-04");
    expect(isoDate(dayNumber(987, 3, 4))).toBe("0987-03-04");
  });

  it("starts the week on Monday", () => {
    expect(weekday(dayNumber(2026, 11, 23))).toBe(0);
    expect(weekday(dayNumber(1969, 12, 28))).toBe(6);
  });
});
