import type { DayNumber } from "../../domain/dataset.ts";

const MS_A_DAY = 86_400_000;
const formatter = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const short = formatter({ day: "numeric", month: "short" });
const withWeekday = formatter({ weekday: "short", day: "numeric", month: "short" });
const full = formatter({ day: "numeric", month: "short", year: "numeric" });
const long = formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const monthOnly = formatter({ month: "short" });
const instant = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

const dateOf = (day: DayNumber): Date => new Date(day * MS_A_DAY);

/** "3 Oct". */
export const shortDay = (day: DayNumber): string => short.format(dateOf(day));
/** "Sat 3 Oct". */
export const weekdayDay = (day: DayNumber): string => withWeekday.format(dateOf(day)).replace(",", "");
/** "3 Oct 2026". */
export const fullDay = (day: DayNumber): string => full.format(dateOf(day));
/** "Monday 28 September 2026". */
export const longDay = (day: DayNumber): string => long.format(dateOf(day)).replace(",", "");
/** "2026-10-03". */
export const isoDay = (day: DayNumber): string => dateOf(day).toISOString().slice(0, 10);
/** "Oct". */
export const monthName = (day: DayNumber): string => monthOnly.format(dateOf(day));
/** Year and month of a day, for axis ticks. */
export const monthOf = (day: DayNumber): { readonly year: number; readonly month: number } => {
  const date = dateOf(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() };
};
/** An ISO instant in the reader's own time zone: "23 Nov 2026, 16:02". */
export const isoInstant = (iso: string): string => instant.format(new Date(iso));
const timeOfDay = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
/** The time of day of an instant, in the reader's own zone: "16:02:07". */
export const clockTime = (ms: number): string => timeOfDay.format(ms);
