import { civilDate, dayNumber, daysInMonth, weekday } from "../../domain/calendar.ts";
import type { DayNumber } from "../../domain/dataset.ts";
import type { DayRange, FeatureFormula } from "./definition.ts";
import { holidayDays } from "./holidays.ts";

const DAY_KINDS = ["calendar", "holiday", "days-to-payday", "marked-days"] as const;

/** A formula that needs no sale: the day alone decides. */
type DayFormula = Extract<FeatureFormula, { kind: (typeof DAY_KINDS)[number] }>;

/** Whether the day alone decides. */
export function isDayFormula(formula: FeatureFormula): formula is DayFormula {
  return DAY_KINDS.some((kind) => kind === formula.kind);
}

/** The value of a day. */
export function dayFeature(formula: DayFormula): (day: DayNumber) => number {
  switch (formula.kind) {
    case "holiday":
      return holidayFeature(formula.country);
    case "marked-days":
      return markedFeature(formula.ranges, formula.known);
    case "days-to-payday":
      return (day) => {
        const date = civilDate(day);
        const wait = formula.dayOfMonth - date.day;
        return wait >= 0 ? wait : wait + daysInMonth(date.year, date.month);
      };
    case "calendar": {
      const { part } = formula;
      if (part === "weekday") return (day) => weekday(day) + 1;
      if (part === "quarter") return (day) => Math.floor((civilDate(day).month - 1) / 3) + 1;
      return (day) => civilDate(day)[part];
    }
  }
}

function holidayFeature(country: Extract<DayFormula, { kind: "holiday" }>["country"]) {
  const holidays = new Map<number, ReadonlySet<DayNumber>>();
  return (day: DayNumber): number => {
    const { year } = civilDate(day);
    let days = holidays.get(year);
    if (days === undefined) {
      days = new Set(holidayDays(country, year, year));
      holidays.set(year, days);
    }
    return days.has(day) ? 1 : 0;
  };
}

function markedFeature(ranges: readonly DayRange[], known: DayRange | null) {
  const bounds = ranges.map(dayNumbers);
  const [first, last] = known === null ? [-Infinity, Infinity] : dayNumbers(known);
  return (day: DayNumber): number => {
    if (day < first || day > last) return NaN;
    return bounds.some(([from, to]) => day >= from && day <= to) ? 1 : 0;
  };
}

function dayNumbers(range: DayRange): [first: DayNumber, last: DayNumber] {
  const [first, last] = range.map((text) => {
    const [year, month, day] = text.split("-").map(Number);
    return dayNumber(year!, month!, day!);
  });
  return [first!, last!];
}
