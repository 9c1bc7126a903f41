import { AppError } from "../core/errors.ts";
import { detectPeriodScale, type Frequency, type PeriodScale } from "../domain/period.ts";
import { tableError } from "./table-errors.ts";
import { columnNamed, numberInCell, type TextTable } from "./text-table.ts";

/** What stands in a period without a row. */
export type Fill = "auto" | "zero" | "interpolate" | "error";

/** Which columns hold what, and how their times run. */
export interface SeriesColumns {
  readonly id: string;
  readonly time: string;
  readonly target: string;
  /** Checked to be numbers; the methods of this release are univariate and do not use it. */
  readonly price?: string | undefined;
  readonly frequency: Frequency;
  readonly fill: Fill;
}

/** The series of a table, each regular and without holes. */
export interface SeriesPanel {
  /** In the order of first appearance. */
  readonly ids: readonly string[];
  /** Oldest first, shape [nIds][length of that series]. */
  readonly series: readonly Float64Array[];
  /** Period of each series' last value. */
  readonly lastPeriod: readonly number[];
  readonly scale: PeriodScale;
  /** What was done to the rows, as sentences for the reader. */
  readonly notices: readonly string[];
}

/** More periods than any series of hours holds; beyond it a time is mistyped. */
const LONGEST_SPAN = 400_000;

/**
 * Build regular series from rows of id, time and target.
 *
 * - Rows may come in any order; several rows of one id and time are summed.
 * - A period without a row, or with an empty target, is missing. With `auto`, missing periods count as zero where
 *   the values are counts and some series has holes (sales files leave out the days without a sale): then every
 *   series also runs to the last period of the file. Otherwise holes are interpolated linearly. Counts are whole
 *   numbers of 0 or more; a till file's few days on which more came back than was sold do not change that.
 * - A series starts at its first value.
 *
 * @throws `table.*` for columns, cells, frequencies and gaps that do not suit; the message names the row
 */
export function seriesFromTable(table: TextTable, columns: SeriesColumns): SeriesPanel {
  const idCells = columnNamed(table, columns.id, "--id");
  const timeCells = columnNamed(table, columns.time, "--time");
  const targetCells = columnNamed(table, columns.target, "--target");
  if (timeCells.length === 0) throw tableError("table.no-rows", { file: table.fileName });
  const notices: string[] = [];
  if (columns.price !== undefined) notices.push(checkPrice(table, columns.price));

  const scale = scaleOfTable(table, columns, timeCells);
  const periods = periodsOf(scale, timeCells);
  const targets = Float64Array.from(targetCells, (text, row) =>
    numberInCell(table, columns.target, row, text),
  );
  const rows = rowsByIdAndPeriod(table, columns, idCells, periods);
  checkFrequency(table, columns, scale, rows, timeCells, periods);

  const observed = rows.map((group) => observe(table, group, timeCells, periods, targets));
  const summed = observed.reduce((count, { repeats }) => count + repeats, 0);
  if (summed > 0) {
    notices.push(
      `${plural(summed, "row")} repeated an id and time: the values of one id and time were summed.`,
    );
  }
  const ids = rows.map((group) => idCells[group[0]!]!);
  return closeHoles(table, ids, observed, columns.fill, scale, notices);
}

/** Values of one series by period, holes as NaN. */
interface ObservedSeries {
  readonly first: number;
  readonly values: Float64Array;
  /** Rows beyond the first of their period. */
  readonly repeats: number;
}

function checkPrice(table: TextTable, column: string): string {
  let known = 0;
  columnNamed(table, column, "--price").forEach((text, row) => {
    if (!Number.isNaN(numberInCell(table, column, row, text))) known++;
  });
  return (
    `Column "${column}" (--price) was checked (${plural(known, "price")}) and not used: ` +
    "the methods of this release forecast from the target alone."
  );
}

function scaleOfTable(table: TextTable, columns: SeriesColumns, timeCells: readonly string[]): PeriodScale {
  try {
    return detectPeriodScale(timeCells, columns.frequency);
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== "period.unreadable") throw cause;
    const found = String(cause.details["found"]);
    throw tableError(
      "table.bad-time",
      { file: table.fileName, column: columns.time, row: timeCells.indexOf(found) + 1, says: cause.message },
      { cause },
    );
  }
}

function periodsOf(scale: PeriodScale, texts: readonly string[]): Float64Array {
  const known = new Map<string, number>();
  return Float64Array.from(texts, (text) => {
    const period = known.get(text) ?? scale.parse(text);
    known.set(text, period);
    return period;
  });
}

/** Row numbers of each id, in the order of ids' first appearance, each sorted by period. */
function rowsByIdAndPeriod(
  table: TextTable,
  columns: SeriesColumns,
  idCells: readonly string[],
  periods: Float64Array,
): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  idCells.forEach((id, row) => {
    if (id === "")
      throw tableError("table.empty-cell", { file: table.fileName, column: columns.id, row: row + 1 });
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  });
  for (const group of groups.values()) group.sort((a, b) => periods[a]! - periods[b]! || a - b);
  return [...groups.values()];
}

/** Coarser frequencies and the least number of periods of the finer one in them. */
const COARSER: Readonly<Record<Frequency, readonly (readonly [Frequency, number])[]>> = {
  H: [
    ["Y", 8760],
    ["Q", 2160],
    ["M", 672],
    ["W", 168],
    ["D", 24],
  ],
  D: [
    ["Y", 365],
    ["Q", 90],
    ["M", 28],
    ["W", 7],
  ],
  W: [
    ["Y", 52],
    ["Q", 12],
    ["M", 4],
  ],
  M: [
    ["Y", 12],
    ["Q", 3],
  ],
  Q: [["Y", 4]],
  Y: [],
};

/** So many times on the same weekday or day of the month are no accident. */
const ENOUGH_TIMES = 6;

/** Times that fall together, or that all are whole months or weeks apart, mean another frequency. */
function checkFrequency(
  table: TextTable,
  columns: SeriesColumns,
  scale: PeriodScale,
  rows: readonly (readonly number[])[],
  timeCells: readonly string[],
  periods: Float64Array,
): void {
  const { frequency } = columns;
  const idCells = columnNamed(table, columns.id, "--id");
  let shortest = Infinity;
  let example: readonly [string, string] = ["", ""];
  for (const group of rows) {
    for (let k = 1; k < group.length; k++) {
      const before = group[k - 1]!;
      const row = group[k]!;
      const step = periods[row]! - periods[before]!;
      // Clock times within a day or an hour are till lines: they are summed. Days within a month are not.
      if (step === 0 && timeCells[row] !== timeCells[before] && frequency !== "D" && frequency !== "H") {
        throw tableError("table.frequency-too-coarse", {
          file: table.fileName,
          id: idCells[row]!,
          first: timeCells[before]!,
          second: timeCells[row]!,
          frequency,
          fits: finerFrequency(timeCells[before]!, timeCells[row]!),
        });
      }
      if (step > 0 && step < shortest) {
        shortest = step;
        example = [timeCells[before]!, timeCells[row]!];
      }
    }
  }
  const distinct = [...new Set(timeCells)];
  if (scale.integers || shortest === Infinity || distinct.length < ENOUGH_TIMES) return;
  const coarser = COARSER[frequency].find(([, least]) => shortest >= least);
  if (coarser === undefined || !isRegular(distinct, coarser[0])) return;
  throw tableError("table.frequency-too-fine", {
    file: table.fileName,
    first: example[0],
    second: example[1],
    frequency,
    fits: coarser[0],
  });
}

/** True when all times lie at the same place of their period: each is what the frequency itself would write. */
function isRegular(texts: readonly string[], frequency: Frequency): boolean {
  const scale = detectPeriodScale(texts, frequency);
  return texts.every((text) => scale.format(scale.parse(text)) === text);
}

function finerFrequency(first: string, second: string): Frequency {
  const days = detectPeriodScale([first, second], "D");
  const apart = Math.abs(days.parse(second) - days.parse(first));
  return apart === 0 ? "H" : apart < 7 ? "D" : apart < 28 ? "W" : apart < 90 ? "M" : "Q";
}

function observe(
  table: TextTable,
  group: readonly number[],
  timeCells: readonly string[],
  periods: Float64Array,
  targets: Float64Array,
): ObservedSeries {
  const known = group.filter((row) => !Number.isNaN(targets[row]!));
  const firstRow = known[0];
  const lastRow = known.at(-1);
  if (firstRow === undefined || lastRow === undefined)
    return { first: 0, values: new Float64Array(0), repeats: 0 };
  const first = periods[firstRow]!;
  const length = periods[lastRow]! - first + 1;
  checkSpan(table, timeCells[firstRow]!, timeCells[lastRow]!, length);
  const values = new Float64Array(length).fill(NaN);
  let repeats = 0;
  for (const row of known) {
    const at = periods[row]! - first;
    const before = values[at]!;
    if (!Number.isNaN(before)) repeats++;
    values[at] = Number.isNaN(before) ? targets[row]! : before + targets[row]!;
  }
  return { first, values, repeats };
}

function checkSpan(table: TextTable, first: string, last: string, periods: number): void {
  if (periods <= LONGEST_SPAN) return;
  throw tableError("table.span-too-long", {
    file: table.fileName,
    first,
    last,
    periods,
    limit: LONGEST_SPAN,
  });
}

function closeHoles(
  table: TextTable,
  ids: readonly string[],
  observed: readonly ObservedSeries[],
  fill: Fill,
  scale: PeriodScale,
  notices: string[],
): SeriesPanel {
  const holes = observed.reduce((count, { values }) => count + values.filter(Number.isNaN).length, 0);
  const chosen = fill !== "auto" ? fill : holes > 0 && areCounts(observed) ? "zero" : "interpolate";
  const end = observed.reduce(
    (latest, { first, values }) => Math.max(latest, first + values.length - 1),
    -Infinity,
  );
  const panel = { ids: [] as string[], series: [] as Float64Array[], lastPeriod: [] as number[] };
  let added = 0;
  observed.forEach(({ first, values }, i) => {
    const id = ids[i]!;
    if (values.length === 0) {
      notices.push(`"${id}" has no value in any row and was left out.`);
      return;
    }
    let series = values;
    if (chosen === "zero") {
      const length = end - first + 1;
      checkSpan(table, scale.format(first), scale.format(end), length);
      series = new Float64Array(length);
      values.forEach((y, t) => (series[t] = Number.isNaN(y) ? 0 : y));
      added += length - values.length;
    } else if (chosen === "interpolate") interpolate(values);
    else failOnHole(table, id, first, values, scale);
    panel.ids.push(id);
    panel.series.push(series);
    panel.lastPeriod.push(first + series.length - 1);
  });
  if (holes + added > 0) {
    const how =
      chosen === "zero"
        ? `counted as 0, up to ${scale.format(end)}, the last time of the file`
        : "interpolated between their neighbours";
    const other = chosen === "zero" ? "interpolate" : "zero";
    notices.push(`${plural(holes + added, "missing period")} ${how} (--fill ${other} would do otherwise).`);
  }
  return { ...panel, scale, notices };
}

/** Share of values below 0 that returns may make of counts. */
const MOST_RETURNS = 0.05;

function areCounts(observed: readonly ObservedSeries[]): boolean {
  let known = 0;
  let negative = 0;
  for (const { values } of observed) {
    for (const y of values) {
      if (Number.isNaN(y)) continue;
      if (!Number.isInteger(y)) return false;
      known++;
      if (y < 0) negative++;
    }
  }
  return negative <= MOST_RETURNS * known;
}

/** Straight lines over the holes, in place; the first and last values are known. */
function interpolate(values: Float64Array): void {
  for (let start = 0; start < values.length; start++) {
    if (!Number.isNaN(values[start]!)) continue;
    let end = start;
    while (Number.isNaN(values[end]!)) end++;
    const from = values[start - 1]!;
    const slope = (values[end]! - from) / (end - start + 1);
    for (let t = start; t < end; t++) values[t] = from + slope * (t - start + 1);
    start = end;
  }
}

function failOnHole(
  table: TextTable,
  id: string,
  first: number,
  values: Float64Array,
  scale: PeriodScale,
): void {
  const start = values.findIndex(Number.isNaN);
  if (start < 0) return;
  let end = start;
  while (Number.isNaN(values[end]!)) end++;
  throw tableError("table.gap", {
    file: table.fileName,
    id,
    after: scale.format(first + start - 1),
    before: scale.format(first + end),
    missing: end - start,
  });
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
