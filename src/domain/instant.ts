import { dayNumber, isoDate } from "./calendar.ts";

const DAY_MS = 86_400_000;

/** Milliseconds since 1970 of an ISO 8601 instant in UTC, as `Clock.isoNow` gives it; NaN of anything else. */
export function instantMs(iso: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z$/.exec(iso);
  if (match === null) return NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return dayNumber(year, month, day) * DAY_MS + (hour * 60 + minute) * 60_000 + Math.round(second * 1000);
}

/** The ISO 8601 instant in UTC, to the millisecond. */
export function isoInstant(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  const rest = Math.floor(ms - day * DAY_MS);
  const part = (unit: number, count: number): string =>
    String(Math.floor(rest / unit) % count).padStart(2, "0");
  const time = `${part(3_600_000, 24)}:${part(60_000, 60)}:${part(1000, 60)}`;
  return `${isoDate(day)}T${time}.${String(rest % 1000).padStart(3, "0")}Z`;
}
