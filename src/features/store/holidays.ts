import { dayNumber, weekday } from "../../domain/calendar.ts";
import type { DayNumber } from "../../domain/dataset.ts";
import type { HolidayCountry } from "./definition.ts";

/** When a holiday falls. `weekday` counts 0 Monday to 6 Sunday; `nth` -1 is the last of its month. */
type HolidayRule =
  | { readonly month: number; readonly day: number; readonly from?: number }
  | { readonly afterEaster: number }
  | { readonly month: number; readonly weekday: number; readonly nth: number };

const EASTER_FRIDAY = { afterEaster: -2 };
const EASTER_MONDAY = { afterEaster: 1 };
const ASCENSION = { afterEaster: 39 };
const WHIT_MONDAY = { afterEaster: 50 };

/**
 * Holidays of the whole country, on their own day (not a substitute on a working day), by the rules of 1991 and later;
 * `from` is the first year of a younger one.
 *
 * @see Feiertagsgesetze der Länder; Code du travail L3133-1; 5 U.S.C. 6103
 */
const HOLIDAY_RULES: Readonly<Record<HolidayCountry, readonly HolidayRule[]>> = {
  DE: [
    { month: 1, day: 1 },
    EASTER_FRIDAY,
    EASTER_MONDAY,
    { month: 5, day: 1 },
    ASCENSION,
    WHIT_MONDAY,
    { month: 10, day: 3 },
    { month: 12, day: 25 },
    { month: 12, day: 26 },
  ],
  FR: [
    { month: 1, day: 1 },
    EASTER_MONDAY,
    { month: 5, day: 1 },
    { month: 5, day: 8 },
    ASCENSION,
    WHIT_MONDAY,
    { month: 7, day: 14 },
    { month: 8, day: 15 },
    { month: 11, day: 1 },
    { month: 11, day: 11 },
    { month: 12, day: 25 },
  ],
  US: [
    { month: 1, day: 1 },
    { month: 1, weekday: 0, nth: 3 },
    { month: 2, weekday: 0, nth: 3 },
    { month: 5, weekday: 0, nth: -1 },
    { month: 6, day: 19, from: 2021 },
    { month: 7, day: 4 },
    { month: 9, weekday: 0, nth: 1 },
    { month: 10, weekday: 0, nth: 2 },
    { month: 11, day: 11 },
    { month: 11, weekday: 3, nth: 4 },
    { month: 12, day: 25 },
  ],
};

/** Day numbers of a country's holidays in the years given, both included; a day may stand twice. */
export function holidayDays(country: HolidayCountry, firstYear: number, lastYear: number): DayNumber[] {
  const days: DayNumber[] = [];
  for (let year = firstYear; year <= lastYear; year++) {
    for (const rule of HOLIDAY_RULES[country]) {
      if (!("from" in rule) || year >= rule.from) days.push(holidayDay(rule, year));
    }
  }
  return days;
}

function holidayDay(rule: HolidayRule, year: number): DayNumber {
  if ("afterEaster" in rule) return easterSunday(year) + rule.afterEaster;
  if ("day" in rule) return dayNumber(year, rule.month, rule.day);
  const { month, nth } = rule;
  if (nth < 0) {
    const last = dayNumber(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - 1;
    return last - ((weekday(last) - rule.weekday + 7) % 7);
  }
  const first = dayNumber(year, month, 1);
  return first + ((rule.weekday - weekday(first) + 7) % 7) + 7 * (nth - 1);
}

/** Easter Sunday of the Gregorian calendar. @see Meeus, "Astronomical Algorithms" (1991), chapter 8 */
function easterSunday(year: number): DayNumber {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor((b + 8) / 25);
  const e = Math.floor((b - d + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - e + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayNumber(year, Math.floor(n / 31), (n % 31) + 1);
}
