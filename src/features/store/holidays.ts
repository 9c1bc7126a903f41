import { dayNumber, weekday } from "../../domain/calendar.ts";
import type { DayNumber } from "../../domain/dataset.ts";
import type { HolidayCountry } from "./definition.ts";

/**
 * When a holiday falls. `weekday` counts 0 Monday to 6 Sunday; `nth` -1 is the last of its month; `only` is the one year
 * of a day that never came again, `except` are years in which it fell elsewhere.
 */
type HolidayRule =
  | { readonly month: number; readonly day: number; readonly from?: number; readonly only?: number }
  | { readonly afterEaster: number; readonly except?: readonly number[] }
  | {
      readonly month: number;
      readonly weekday: number;
      readonly nth: number;
      readonly except?: readonly number[];
    };

const EASTER_FRIDAY = { afterEaster: -2 };
const EASTER_MONDAY = { afterEaster: 1 };
const ASCENSION = { afterEaster: 39 };
const WHIT_MONDAY = { afterEaster: 50 };

/**
 * Holidays of the whole country (of the United Kingdom those of England and Wales), on their own day (not a substitute on
 * a working day), by the rules of 1991 and later; `from` is the first year of a younger one.
 *
 * @see Feiertagsgesetze der Länder; Code du travail L3133-1; 5 U.S.C. 6103; Banking and Financial Dealings Act 1971 and
 * its proclamations; golden case `public-holidays`
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
    { month: 10, day: 31, only: 2017 },
    { month: 12, day: 25 },
    { month: 12, day: 26 },
  ],
  FR: [
    { month: 1, day: 1 },
    EASTER_MONDAY,
    { month: 5, day: 1 },
    { month: 5, day: 8 },
    ASCENSION,
    // A day of solidarity, worked, in the three years after the heat wave of 2003.
    { ...WHIT_MONDAY, except: [2005, 2006, 2007] },
    { month: 7, day: 14 },
    { month: 8, day: 15 },
    { month: 11, day: 1 },
    { month: 11, day: 11 },
    { month: 12, day: 25 },
  ],
  GB: [
    { month: 1, day: 1 },
    EASTER_FRIDAY,
    EASTER_MONDAY,
    { month: 5, weekday: 0, nth: 1, except: [1995, 2020] },
    { month: 5, day: 8, only: 1995 },
    { month: 5, day: 8, only: 2020 },
    { month: 5, weekday: 0, nth: -1, except: [2002, 2012, 2022] },
    { month: 6, day: 3, only: 2002 },
    { month: 6, day: 4, only: 2002 },
    { month: 6, day: 4, only: 2012 },
    { month: 6, day: 5, only: 2012 },
    { month: 6, day: 2, only: 2022 },
    { month: 6, day: 3, only: 2022 },
    { month: 8, weekday: 0, nth: -1 },
    { month: 12, day: 25 },
    { month: 12, day: 26 },
    { month: 12, day: 31, only: 1999 },
    { month: 4, day: 29, only: 2011 },
    { month: 9, day: 19, only: 2022 },
    { month: 5, day: 8, only: 2023 },
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
      if (holds(rule, year)) days.push(holidayDay(rule, year));
    }
  }
  return days;
}

function holds(rule: HolidayRule, year: number): boolean {
  if ("day" in rule) return year >= (rule.from ?? year) && year === (rule.only ?? year);
  return rule.except?.includes(year) !== true;
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
