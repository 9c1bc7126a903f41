import { civilDate, daysInMonth, weekday } from "../../domain/calendar.ts";
import type { DayNumber } from "../../domain/dataset.ts";
import type { FeatureFormula } from "./definition.ts";
import { holidayDays } from "./holidays.ts";

/** A formula that needs no sale: the day alone decides. */
export type DayFormula = Extract<FeatureFormula, { kind: "calendar" | "holiday" | "days-to-payday" }>;

/** Whether the day alone decides. */
export function isDayFormula(formula: FeatureFormula): formula is DayFormula {
  return formula.kind === "calendar" || formula.kind === "holiday" || formula.kind === "days-to-payday";
}

/** The value of a day. */
export function dayFeature(formula: DayFormula): (day: DayNumber) => number {
  const holidays = new Map<number, ReadonlySet<DayNumber>>();
  return (day) => {
    const date = civilDate(day);
    if (formula.kind === "holiday") {
      let days = holidays.get(date.year);
      if (days === undefined) {
        days = new Set(holidayDays(formula.country, date.year, date.year));
        holidays.set(date.year, days);
      }
      return days.has(day) ? 1 : 0;
    }
    if (formula.kind === "days-to-payday") {
      const wait = formula.dayOfMonth - date.day;
      return wait >= 0 ? wait : wait + daysInMonth(date.year, date.month);
    }
    if (formula.part === "weekday") return weekday(day) + 1;
    return formula.part === "quarter" ? Math.floor((date.month - 1) / 3) + 1 : date[formula.part];
  };
}
