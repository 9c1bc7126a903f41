/**
 * Times of series as whole periods: hours, days, weeks, months, quarters, years, or steps of plain integers.
 *
 * A file writes its times in one way ("2011-03", "2011-W05", "05/03/2011", 1723). `detectPeriodScale` finds it;
 * the scale turns a text into a period number (consecutive periods differ by 1) and writes later periods the way
 * the file writes its own.
 */
import { civilDate, dayNumber, daysInMonth } from "./calendar.ts";
import { periodError } from "./period-errors.ts";

export const FREQUENCIES = ["H", "D", "W", "M", "Q", "Y"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** Steps in the season a frequency usually has: hours in a day, days in a week, months in a year. */
export const USUAL_SEASON: Readonly<Record<Frequency, number>> = { H: 24, D: 7, W: 52, M: 12, Q: 4, Y: 1 };

/** How the times of a file map to consecutive numbers, and back. */
export interface PeriodScale {
  /** A time of the file, for messages. */
  readonly example: string;
  /** Plain integers, whose distance says nothing about the calendar. */
  readonly integers: boolean;
  /** The period a text names. @throws `period.unreadable` when it is not written like the others */
  parse(text: string): number;
  /** The period as the file would write it. */
  format(period: number): string;
}

/** A day (days since 1970-01-01) with the hour of the clock, or a period of a coarser kind. */
interface Reading {
  readonly value: number;
  readonly hour: number;
}

type Kind = "integer" | "month" | "quarter" | "week" | "date" | "datetime";

/** One way to write times. `read` gives null for a text written in another way. */
interface Notation {
  readonly kind: Kind;
  read(text: string): Reading | null;
  write(reading: Reading): string;
}

const FREQUENCIES_OF: Readonly<Record<Kind, readonly Frequency[]>> = {
  integer: FREQUENCIES,
  month: ["M"],
  quarter: ["Q"],
  week: ["W"],
  date: ["D", "W", "M", "Q", "Y"],
  datetime: FREQUENCIES,
};

/**
 * Find how times are written and how they map to periods.
 *
 * Dates stand for the period they lie in; where in it (weekday, end of month, middle month of the quarter) is kept,
 * so that later dates lie there too.
 *
 * @param texts every time of the file, trimmed
 * @throws `period.unreadable` with the first text that is no time or is written unlike the first one
 * @throws `period.not-in-notation` when the texts name something coarser or other than the frequency
 */
export function detectPeriodScale(texts: readonly string[], frequency: Frequency): PeriodScale {
  const distinct = [...new Set(texts)];
  const example = distinct[0] ?? "";
  const notations = agreeingNotations(distinct);
  const suited = notations.filter((notation) => FREQUENCIES_OF[notation.kind].includes(frequency));
  if (suited.length === 0) {
    const kind = notations[0]!.kind;
    throw periodError("period.not-in-notation", {
      found: example,
      means: `a ${kind}`,
      frequency,
      allowed: FREQUENCIES_OF[kind].join(", "),
    });
  }
  const scales = suited.map((notation) => scaleOf(notation, distinct, frequency));
  return scales.reduce((best, scale) => (isMoreRegular(scale, best, distinct) ? scale : best));
}

/**
 * The first hour a text covers, in hours since 1970-01-01; plain integers as they are. It joins files that write
 * the same times in different ways ("2011-03" and "2011-03-01").
 *
 * @param frequency with it, clocks count only where periods are hours: till lines lie somewhere in their day
 * @throws `period.unreadable` with the first text that is no time or is written unlike the first one
 */
export function timeStarts(texts: readonly string[], frequency?: Frequency): Float64Array {
  if (texts.length === 0) return new Float64Array(0);
  const notation = agreeingNotations([...new Set(texts)])[0]!;
  const kind =
    notation.kind === "datetime" && frequency !== undefined && frequency !== "H" ? "date" : notation.kind;
  return Float64Array.from(texts, (text) => startOf(kind, notation.read(text)!));
}

function startOf(kind: Kind, { value, hour }: Reading): number {
  if (kind === "integer") return value;
  if (kind === "month") return dayNumber(floorDiv(value, 12), mod(value, 12) + 1, 1) * 24;
  if (kind === "quarter") return dayNumber(floorDiv(value, 4), mod(value, 4) * 3 + 1, 1) * 24;
  if (kind === "week") return mondayOfWeek(value) * 24;
  return kind === "datetime" ? value * 24 + hour : value * 24;
}

/** The notations of the first text in which all the others can be read too, most likely first. */
function agreeingNotations(texts: readonly string[]): Notation[] {
  // Midnight may be written without its clock beside other hours that have theirs.
  const first = texts.find((text) => /\d[T ]\d/.test(text)) ?? texts[0] ?? "";
  let notations = notationsOf(first).filter((notation) => notation.read(first) !== null);
  if (notations.length === 0) {
    throw periodError("period.unreadable", {
      found: first,
      expected: "2011-03-05, 2011-03, 2011Q1, 2011-W05 or 17",
    });
  }
  for (const text of texts) {
    const agreeing = notations.filter((notation) => notation.read(text) !== null);
    if (agreeing.length === 0)
      throw periodError("period.unreadable", { found: text, expected: `"${first}"` });
    notations = agreeing;
  }
  return notations;
}

/** Of two readings of the same texts (3 April or 4 March) the better one keeps more periods apart, closer together. */
function isMoreRegular(a: PeriodScale, b: PeriodScale, texts: readonly string[]): boolean {
  if (a === b) return false;
  const spread = (scale: PeriodScale): readonly [number, number] => {
    const periods = texts.map((text) => scale.parse(text));
    const { low, high } = rangeOf(periods);
    return [new Set(periods).size, high - low];
  };
  const [countA, widthA] = spread(a);
  const [countB, widthB] = spread(b);
  return countA !== countB ? countA > countB : widthA < widthB;
}

function scaleOf(notation: Notation, texts: readonly string[], frequency: Frequency): PeriodScale {
  const read = (text: string): Reading => {
    const reading = notation.read(text);
    if (reading === null)
      throw periodError("period.unreadable", { found: text, expected: `"${texts[0] ?? ""}"` });
    return reading;
  };
  const example = texts[0] ?? "";
  if (notation.kind === "date" || notation.kind === "datetime") {
    const readings = texts.map(read);
    const place = placeInPeriod(readings, frequency);
    const sameMinutes = shared(texts.flatMap(minutesOf)) !== undefined;
    return {
      example,
      integers: false,
      parse: (text) => periodOfDate(read(text), frequency, place),
      format: (period) => {
        const text = notation.write(dateOfPeriod(period, frequency, place));
        return sameMinutes ? text : onTheHour(text);
      },
    };
  }
  if (notation.kind === "integer") {
    const values = texts.map((text) => read(text).value);
    const origin = rangeOf(values).low;
    const step = values.reduce((divisor, value) => greatestCommonDivisor(divisor, value - origin), 0) || 1;
    return {
      example,
      integers: true,
      parse: (text) => (read(text).value - origin) / step,
      format: (period) => notation.write({ value: origin + period * step, hour: 0 }),
    };
  }
  return {
    example,
    integers: false,
    parse: (text) => read(text).value,
    format: (period) => notation.write({ value: period, hour: 0 }),
  };
}

const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Every way in which this text might be meant, its separators and paddings kept; most likely first. */
function notationsOf(text: string): Notation[] {
  const notations: Notation[] = [];
  const add = (notation: Notation | null): void => {
    if (notation !== null) notations.push(notation);
  };
  add(dateNotation(text));
  add(compactDateNotation(text));
  for (const order of ["DMY", "MDY"] as const) add(dayFirstNotation(text, order));
  add(monthNotation(text));
  add(monthNameNotation(text));
  add(partNotation(text, "quarter", 4));
  add(partNotation(text, "week", 53));
  add(quarterFirstNotation(text));
  add(integerNotation(text));
  return notations;
}

const CLOCK = String.raw`([T ]\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?)?`;

/** 2011-03-05, 2011/3/5, 2011-03-05T08:00. */
function dateNotation(sample: string): Notation | null {
  const match = new RegExp(String.raw`^\d{4}([-/.])(\d{1,2})[-/.](\d{1,2})${CLOCK}$`).exec(sample);
  if (match === null) return null;
  const separator = match[1]!;
  const width = match[2]!.length === 1 || match[3]!.length === 1 ? 1 : 2;
  const clock = match[4] ?? "";
  const pattern = new RegExp(String.raw`^(\d{4})[${separator}](\d{1,2})[${separator}](\d{1,2})${CLOCK}$`);
  return {
    kind: clock === "" ? "date" : "datetime",
    read: (text) => readDate(pattern.exec(text), 1, 2, 3),
    write: ({ value, hour }) => {
      const { year, month, day } = civilDate(value);
      return [pad(year, 4), pad(month, width), pad(day, width)].join(separator) + writeClock(clock, hour);
    },
  };
}

/** 20110305, when it is a date between 1900 and 2100. */
function compactDateNotation(sample: string): Notation | null {
  const pattern = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
  if (!pattern.test(sample)) return null;
  return {
    kind: "date",
    read: (text) => readDate(pattern.exec(text), 1, 2, 3),
    write: ({ value }) => {
      const { year, month, day } = civilDate(value);
      return pad(year, 4) + pad(month, 2) + pad(day, 2);
    },
  };
}

/** 05/03/2011, in either order. */
function dayFirstNotation(sample: string, order: "DMY" | "MDY"): Notation | null {
  const match = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})[-/.]\d{4}${CLOCK}$`).exec(sample);
  if (match === null) return null;
  const separator = match[2]!;
  const width = match[1]!.length === 1 || match[3]!.length === 1 ? 1 : 2;
  const clock = match[4] ?? "";
  const pattern = new RegExp(String.raw`^(\d{1,2})[${separator}](\d{1,2})[${separator}](\d{4})${CLOCK}$`);
  return {
    kind: clock === "" ? "date" : "datetime",
    read: (text) =>
      order === "DMY" ? readDate(pattern.exec(text), 3, 2, 1) : readDate(pattern.exec(text), 3, 1, 2),
    write: ({ value, hour }) => {
      const { year, month, day } = civilDate(value);
      const parts = order === "DMY" ? [day, month] : [month, day];
      return (
        [...parts.map((part) => pad(part, width)), pad(year, 4)].join(separator) + writeClock(clock, hour)
      );
    },
  };
}

/** 2011-03, 2011/03, 2011M03, 201103. */
function monthNotation(sample: string): Notation | null {
  const match = /^\d{4}([-/.]|M| M)?(\d{1,2})$/.exec(sample);
  if (match === null) return null;
  const between = match[1] ?? "";
  const width = match[2]!.length;
  const compact = between === "";
  // Without a separator only six digits that look like a year and a month are one.
  const pattern = compact ? /^((?:19|20)\d{2})()(\d{2})$/ : /^(\d{4})([-/.]|M| M)(\d{1,2})$/;
  return {
    kind: "month",
    read: (text) => {
      const parts = pattern.exec(text);
      const month = Number(parts?.[3]);
      if (parts === null || parts[2] !== between || month < 1 || month > 12) return null;
      return { value: Number(parts[1]) * 12 + month - 1, hour: 0 };
    },
    write: ({ value }) => pad(floorDiv(value, 12), 4) + between + pad(mod(value, 12) + 1, width),
  };
}

/** "2011 Mar" and "Mar 2011", as R's tsibble and many reports write months. */
function monthNameNotation(sample: string): Notation | null {
  const yearFirst = /^\d{4}[ -][A-Z][a-z]{2}$/.test(sample);
  if (!yearFirst && !/^[A-Z][a-z]{2}[ -]\d{4}$/.test(sample)) return null;
  const separator = sample.includes(" ") ? " " : "-";
  return {
    kind: "month",
    read: (text) => {
      const cells = text.split(separator);
      const [year, name] = yearFirst ? cells : cells.reverse();
      const month = MONTH_NAMES.indexOf(name ?? "");
      return cells.length !== 2 || !/^\d{4}$/.test(year ?? "") || month < 0
        ? null
        : { value: Number(year) * 12 + month, hour: 0 };
    },
    write: ({ value }) => {
      const cells = [pad(floorDiv(value, 12), 4), MONTH_NAMES[mod(value, 12)]!];
      return (yearFirst ? cells : cells.reverse()).join(separator);
    },
  };
}

/** 2011Q1, 2011-Q1, 2011 Q1; 2011-W05, 2011W05, 2011-W05-1. */
function partNotation(sample: string, kind: "quarter" | "week", parts: number): Notation | null {
  const letter = kind === "quarter" ? "Qq" : "Ww";
  const pattern = new RegExp(String.raw`^(\d{4})([- ]?[${letter}])(\d{1,2})(-?1)?$`);
  const match = kind === "quarter" ? /^(\d{4})([- ]?[Qq])([1-4])$/.exec(sample) : pattern.exec(sample);
  if (match === null) return null;
  const between = match[2]!;
  const width = match[3]!.length;
  const suffix = match[4] ?? "";
  return {
    kind,
    read: (text) => {
      const cells = pattern.exec(text);
      if (cells === null || cells[2] !== between || (cells[4] ?? "") !== suffix) return null;
      const year = Number(cells[1]);
      const part = Number(cells[3]);
      if (part < 1 || part > parts) return null;
      if (kind === "quarter") return { value: year * 4 + part - 1, hour: 0 };
      const value = weekOfDay(mondayOfFirstWeek(year)) + part - 1;
      return isoWeekOf(value).year === year ? { value, hour: 0 } : null;
    },
    write: ({ value }) => {
      if (kind === "quarter") return pad(floorDiv(value, 4), 4) + between + String(mod(value, 4) + 1);
      const { year, week } = isoWeekOf(value);
      return pad(year, 4) + between + pad(week, width) + suffix;
    },
  };
}

/** Q1 2011, Q1-2011. */
function quarterFirstNotation(sample: string): Notation | null {
  const match = /^Q[1-4]([- /])\d{4}$/.exec(sample);
  if (match === null) return null;
  const separator = match[1]!;
  return {
    kind: "quarter",
    read: (text) => {
      const cells = /^Q([1-4])([- /])(\d{4})$/.exec(text);
      return cells === null || cells[2] !== separator
        ? null
        : { value: Number(cells[3]) * 4 + Number(cells[1]) - 1, hour: 0 };
    },
    write: ({ value }) => `Q${mod(value, 4) + 1}${separator}${pad(floorDiv(value, 4), 4)}`,
  };
}

/** Steps, years, seconds since 1970: whatever counts evenly. */
function integerNotation(sample: string): Notation | null {
  // Parquet columns of floating-point numbers may come as "17.0".
  const decimals = /^-?\d{1,15}(\.0+)?$/.exec(sample)?.[1] ?? "";
  const pattern = /^-?\d{1,15}(\.0+)?$/;
  if (!pattern.test(sample)) return null;
  return {
    kind: "integer",
    read: (text) => (pattern.test(text) ? { value: Number(text), hour: 0 } : null),
    write: ({ value }) => `${value}${decimals}`,
  };
}

function readDate(match: RegExpExecArray | null, y: number, m: number, d: number): Reading | null {
  if (match === null) return null;
  const year = Number(match[y]);
  const month = Number(match[m]);
  const day = Number(match[d]);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const hour = Number(/^[T ](\d{1,2})/.exec(match[4] ?? "")?.[1] ?? 0);
  return hour > 23 ? null : { value: dayNumber(year, month, day), hour };
}

/** The sample's clock with another hour: minutes, seconds and zone stay as the file writes them. */
function writeClock(sample: string, hour: number): string {
  return sample.replace(
    /^([T ])(\d{1,2})/,
    (_, lead: string, digits: string) => lead + pad(hour, digits.length),
  );
}

/** What stands behind the hour of a clock: ":35", ":35:00"; nothing where a text has no clock. */
function minutesOf(text: string): string[] {
  const match = /\d[T ]\d{1,2}([:\d.]*)/.exec(text);
  return match === null ? [] : [match[1]!];
}

/** The clock of till lines differs from one to the next: a whole period begins on the hour. */
function onTheHour(text: string): string {
  return text.replace(
    /(\d[T ]\d{1,2})(:[:\d.]*)/,
    (_, hour: string, rest: string) => hour + rest.replace(/\d/g, "0"),
  );
}

/** Where in their periods the dates lie. */
interface Place {
  /** 0 = Monday. */
  readonly weekday: number;
  /** Months after the first of the quarter or year. */
  readonly month: number;
  /** Day of the month; 31 for the last day, whatever its number. */
  readonly day: number;
  /** Hour of the clock, where the frequency is not hours. */
  readonly hour: number;
}

function placeInPeriod(readings: readonly Reading[], frequency: Frequency): Place {
  const dates = readings.map(({ value }) => civilDate(value));
  const monthsInPeriod = frequency === "Y" ? 12 : frequency === "Q" ? 3 : 1;
  const allMonthEnds = dates.every(({ year, month, day }) => day === daysInMonth(year, month));
  return {
    weekday: shared(readings.map(({ value }) => weekdayOf(value))) ?? 0,
    month: shared(dates.map(({ month }) => (month - 1) % monthsInPeriod)) ?? 0,
    day: allMonthEnds ? 31 : (shared(dates.map(({ day }) => day)) ?? 1),
    hour: shared(readings.map(({ hour }) => hour)) ?? 0,
  };
}

function periodOfDate({ value, hour }: Reading, frequency: Frequency, place: Place): number {
  if (frequency === "H") return value * 24 + hour;
  if (frequency === "D") return value;
  if (frequency === "W") return weekOfDay(value - place.weekday);
  const { year, month } = civilDate(value);
  if (frequency === "M") return year * 12 + month - 1;
  return frequency === "Q" ? year * 4 + floorDiv(month - 1, 3) : year;
}

function dateOfPeriod(period: number, frequency: Frequency, place: Place): Reading {
  if (frequency === "H") return { value: floorDiv(period, 24), hour: mod(period, 24) };
  if (frequency === "D") return { value: period, hour: place.hour };
  if (frequency === "W") return { value: mondayOfWeek(period) + place.weekday, hour: place.hour };
  const monthsInPeriod = frequency === "M" ? 1 : frequency === "Q" ? 3 : 12;
  const months = period * monthsInPeriod + place.month;
  const year = floorDiv(months, 12);
  const month = mod(months, 12) + 1;
  return { value: dayNumber(year, month, Math.min(place.day, daysInMonth(year, month))), hour: place.hour };
}

/** The value all share, or undefined. */
function shared<Value>(values: readonly Value[]): Value | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

function rangeOf(values: readonly number[]): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

const floorDiv = (a: number, b: number): number => Math.floor(a / b);
const mod = (a: number, b: number): number => a - b * Math.floor(a / b);
const pad = (value: number, width: number): string => String(value).padStart(width, "0");

// 1970-01-01 was a Thursday: day 0 is weekday 3, and the week of day -3 is week 0.
const weekdayOf = (day: number): number => mod(day + 3, 7);
const weekOfDay = (day: number): number => floorDiv(day + 3, 7);
const mondayOfWeek = (week: number): number => week * 7 - 3;

/** ISO 8601: the first week is the one that holds 4 January. */
function mondayOfFirstWeek(year: number): number {
  const fourth = dayNumber(year, 1, 4);
  return fourth - weekdayOf(fourth);
}

function isoWeekOf(week: number): { year: number; week: number } {
  const monday = mondayOfWeek(week);
  const { year } = civilDate(monday + 3);
  return { year, week: (monday - mondayOfFirstWeek(year)) / 7 + 1 };
}
