import { civilDate } from "./calendar.ts";
import { dayOf, readDateTime } from "./date-text.ts";
import type { DateOrder } from "./import-plan.ts";

/** A guessed order of day and month, with what is unsure about it as sentences. */
export interface DateOrderGuess {
  readonly order: DateOrder;
  readonly doubts: readonly string[];
}

/**
 * The order of day, month and year in which most of the texts are dates.
 *
 * Where every text could be either, the order under which the dates run more steadily forwards wins: till files are
 * written day after day. Where that says nothing either, day first. Both are stated as doubts.
 *
 * @param texts cells of the date column in file order
 */
export function guessDateOrder(texts: readonly string[]): DateOrderGuess {
  const cells = texts.map((text) => text.trim()).filter((text) => text !== "");
  const readings = {
    YMD: readingsOf(cells, "YMD"),
    DMY: readingsOf(cells, "DMY"),
    MDY: readingsOf(cells, "MDY"),
  };
  const most = Math.max(readings.YMD.count, readings.DMY.count, readings.MDY.count);
  if (most === 0) return { order: "DMY", doubts: [] };
  // Texts that open with the year, or name the month, read the same in every order.
  if (readings.YMD.count === most && same(readings.YMD, readings.DMY) && same(readings.YMD, readings.MDY)) {
    return { order: "YMD", doubts: [] };
  }
  const isDayFirst = readings.DMY.count === most;
  const isMonthFirst = readings.MDY.count === most;
  if (!isDayFirst && !isMonthFirst) return { order: "YMD", doubts: [] };
  if (isDayFirst !== isMonthFirst) {
    const order = isDayFirst ? "DMY" : "MDY";
    const other = isDayFirst ? readings.MDY : readings.DMY;
    const only = cells.find(
      (_, i) => Number.isNaN(readings[order].days[i]!) && !Number.isNaN(other.days[i]!),
    );
    const doubts = only
      ? [
          `Most dates are ${isDayFirst ? "day/month" : "month/day"}, but "${only}" is only one the other way round.`,
        ]
      : [];
    return { order, doubts };
  }
  if (same(readings.DMY, readings.MDY)) return { order: "DMY", doubts: [] };
  const order = readings.MDY.stepsBack < readings.DMY.stepsBack ? "MDY" : "DMY";
  return { order, doubts: [bothOrders(cells, order, readings.DMY.days, readings.MDY.days)] };
}

/** What is unsure where as many texts are dates with the day first as with the month first, and not the same ones. */
function bothOrders(
  cells: readonly string[],
  order: DateOrder,
  dayFirst: readonly number[],
  monthFirst: readonly number[],
): string {
  const either = cells.findIndex(
    (_, i) => !Number.isNaN(dayFirst[i]!) && !Number.isNaN(monthFirst[i]!) && dayFirst[i] !== monthFirst[i],
  );
  if (either >= 0) {
    const asDayFirst = longDate(dayFirst[either]!);
    const asMonthFirst = longDate(monthFirst[either]!);
    const chosen = order === "DMY" ? asDayFirst : asMonthFirst;
    return `"${cells[either]!}" could be ${asDayFirst} or ${asMonthFirst}; it is read as ${chosen}.`;
  }
  const onlyDayFirst = cells.find((_, i) => Number.isNaN(monthFirst[i]!) && !Number.isNaN(dayFirst[i]!));
  const onlyMonthFirst = cells.find((_, i) => Number.isNaN(dayFirst[i]!) && !Number.isNaN(monthFirst[i]!));
  const chosen = order === "DMY" ? "day/month" : "month/day";
  return `Some dates are day/month, such as "${onlyDayFirst}", and some month/day, such as "${onlyMonthFirst}"; they are read as ${chosen}.`;
}

interface Readings {
  /** Day number of each text, NaN where it is none. */
  readonly days: readonly number[];
  readonly count: number;
  /** How often a date is followed by an earlier one. */
  readonly stepsBack: number;
}

function readingsOf(cells: readonly string[], order: DateOrder): Readings {
  const days = cells.map((cell) => dayOf(readDateTime(cell, order)));
  const readable = days.filter((day) => !Number.isNaN(day));
  const stepsBack = readable.filter((day, i) => i > 0 && day < readable[i - 1]!).length;
  return { days, count: readable.length, stepsBack };
}

function same(a: Readings, b: Readings): boolean {
  return a.days.every((day, i) => Object.is(day, b.days[i]));
}

const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function longDate(day: number): string {
  const date = civilDate(day);
  return `${date.day} ${MONTH_NAMES[date.month - 1]!} ${date.year}`;
}
