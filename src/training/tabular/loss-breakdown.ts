import { civilDate, dayNumber, isoDate } from "../../domain/calendar.ts";
import { quantileOf } from "../../evaluation/bootstrap.ts";
import { isMissing, numbersOf, timesOf, type CellTable, type TableSchema } from "./table-schema.ts";

/** What one row costs: of a class -ln of its probability, of a number its absolute error. */
export type RowLoss = "log_loss" | "absolute_error";

/** How the rows of a stretch of time went. */
export interface TimeStretch {
  /** Its first day, or number. */
  readonly from: string;
  readonly rows: number;
  readonly loss: number;
  /** Numbers: mean of predicted - actual; above zero where predictions are too high. */
  readonly bias?: number;
  /** Classes: share that is right. */
  readonly accuracy?: number;
}

export interface LossOverTime {
  readonly column: string;
  readonly stretch: "day" | "week" | "month" | "quarter" | "year" | "step";
  readonly row_loss: RowLoss;
  readonly stretches: readonly TimeStretch[];
}

/** Rows that share a group, a word, or a quarter of a number's range. */
export interface Segment extends Omit<TimeStretch, "from"> {
  readonly column: string;
  readonly segment: string;
  /** Of the mean loss: its standard deviation over the root of the rows. */
  readonly standard_error: number;
  readonly loss_elsewhere: number;
}

/** What each row of the test part came to, in its order. */
export interface RowOutcomes {
  readonly loss: Float64Array;
  readonly kind: RowLoss;
  /** Numbers: predicted - actual. Classes: 1 where right. */
  readonly told: Float64Array;
}

const MOST_STRETCHES = 60;
const LEAST_SEGMENT_ROWS = 10;
const MOST_SEGMENTS = 20;
const QUARTERS = [0.25, 0.5, 0.75];
/** One-sided 95 %. */
const SURE = 1.645;

/**
 * Mean losses of a table's rows by stretches of time, the shortest of which there are no more than 60.
 *
 * @param column of days or numbers
 * @param rows of the table, as the outcomes are ordered
 * @throws `table-training.bad-number`
 */
export function lossOverTime(
  table: CellTable,
  column: string,
  rows: ArrayLike<number>,
  outcomes: RowOutcomes,
): LossOverTime {
  const all = table.cells[table.columns.indexOf(column)]!;
  const cells = Array.from(rows, (row) => all[row]!);
  const present = cells.flatMap((text, i) => (isMissing(text) ? [] : [i]));
  const found = timesOf(
    column,
    present.map((i) => cells[i]!),
    table.decimalComma === true,
  );
  const areDays = present.every((i) => /^\d{4}-\d{2}-\d{2}/.test(cells[i]!));
  const { stretch, start } = areDays ? calendarStretch(found) : numberStretch(found);
  const members = new Map<number, number[]>();
  present.forEach((i, p) => {
    const from = start(found[p]!);
    const own = members.get(from);
    if (own) own.push(i);
    else members.set(from, [i]);
  });
  const stretches = [...members].sort(([a], [b]) => a - b);
  return {
    column,
    stretch,
    row_loss: outcomes.kind,
    stretches: stretches.map(([from, own]) => ({
      from: areDays ? isoDate(from) : String(from),
      ...means(own, outcomes),
    })),
  };
}

function calendarStretch(days: Float64Array): {
  readonly stretch: LossOverTime["stretch"];
  readonly start: (day: number) => number;
} {
  const first = (day: number, months: number): number => {
    const { year, month } = civilDate(day);
    return dayNumber(year, months * Math.floor((month - 1) / months) + 1, 1);
  };
  const ways = [
    { stretch: "day", start: (day: number) => day },
    // Monday is the first of a week: 1970-01-05 was one.
    { stretch: "week", start: (day: number) => day - ((((day - 4) % 7) + 7) % 7) },
    { stretch: "month", start: (day: number) => first(day, 1) },
    { stretch: "quarter", start: (day: number) => first(day, 3) },
    { stretch: "year", start: (day: number) => first(day, 12) },
  ] as const;
  return ways.find(({ start }) => new Set(days.map(start)).size <= MOST_STRETCHES) ?? ways[4];
}

/** Equal steps between the least and the greatest number; the numbers themselves where they are few. */
function numberStretch(times: Float64Array): {
  readonly stretch: "step";
  readonly start: (time: number) => number;
} {
  if (new Set(times).size <= MOST_STRETCHES) return { stretch: "step", start: (time) => time };
  const least = times.reduce((low, time) => Math.min(low, time), Infinity);
  const width = (times.reduce((high, time) => Math.max(high, time), -Infinity) - least) / MOST_STRETCHES;
  const place = (time: number): number => Math.min(MOST_STRETCHES - 1, Math.floor((time - least) / width));
  return { stretch: "step", start: (time) => least + width * place(time) };
}

/**
 * Where the losses are worse than elsewhere: rows by group, by word of a column, by quarter of a number's range. First the
 * segment that is surely worst: by the lower bound of what it loses more, so that a few unlucky rows do not lead.
 *
 * @param group a column that is no feature, or ""
 */
export function worstSegments(
  table: CellTable,
  schema: TableSchema,
  group: string,
  rows: ArrayLike<number>,
  outcomes: RowOutcomes,
): Segment[] {
  const total = outcomes.loss.reduce((sum, loss) => sum + loss, 0);
  const count = outcomes.loss.length;
  const columns = [
    ...(group === "" ? [] : [{ name: group, kind: "category" as const }]),
    ...schema.filter(({ name }) => name !== group),
  ];
  const segments = columns.flatMap(({ name, kind }): Segment[] => {
    if (kind !== "category" && kind !== "numeric") return [];
    const cells = table.cells[table.columns.indexOf(name)]!;
    const own = Array.from(rows, (row) => cells[row]!);
    const labels = kind === "category" ? own : quarters(name, own, table.decimalComma === true);
    const members = new Map<string, number[]>();
    labels.forEach((label, i) => {
      const shown = isMissing(label) ? "(missing)" : label;
      const known = members.get(shown);
      if (known) known.push(i);
      else members.set(shown, [i]);
    });
    if (members.size < 2) return [];
    return [...members].flatMap(([segment, inside]): Segment[] => {
      if (inside.length < LEAST_SEGMENT_ROWS) return [];
      const mean = means(inside, outcomes);
      let squares = 0;
      for (const i of inside) squares += (outcomes.loss[i]! - mean.loss) * (outcomes.loss[i]! - mean.loss);
      return [
        {
          column: name,
          segment,
          ...mean,
          standard_error: Math.sqrt(squares / (inside.length - 1) / inside.length),
          loss_elsewhere: (total - mean.loss * inside.length) / (count - inside.length),
        },
      ];
    });
  });
  const bound = ({ loss, standard_error, loss_elsewhere }: Segment): number =>
    loss - loss_elsewhere - SURE * standard_error;
  return segments
    .filter(({ loss, loss_elsewhere }) => loss > loss_elsewhere)
    .map((segment, i) => ({ segment, i }))
    .sort((a, b) => bound(b.segment) - bound(a.segment) || a.i - b.i)
    .slice(0, MOST_SEGMENTS)
    .map(({ segment }) => segment);
}

/** "up to 12", "12 to 30", …: by the quartiles of the numbers present. */
function quarters(column: string, cells: readonly string[], decimalComma: boolean): string[] {
  const numbers = numbersOf(column, cells, decimalComma);
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const cuts = [...new Set(QUARTERS.map((level) => (sorted.length === 0 ? 0 : quantileOf(sorted, level))))];
  const shown = cuts.map((cut) => String(Number(cut.toPrecision(4))));
  return cells.map((text, i) => {
    if (isMissing(text)) return text;
    const value = numbers[i]!;
    const place = cuts.filter((cut) => value > cut).length;
    if (place === 0) return `up to ${shown[0]}`;
    return place === cuts.length ? `over ${shown.at(-1)}` : `${shown[place - 1]} to ${shown[place]}`;
  });
}

function means(own: readonly number[], { loss, told, kind }: RowOutcomes) {
  let losses = 0;
  let sum = 0;
  for (const i of own) {
    losses += loss[i]!;
    sum += told[i]!;
  }
  const rows = own.length;
  return {
    rows,
    loss: losses / rows,
    ...(kind === "log_loss" ? { accuracy: sum / rows } : { bias: sum / rows }),
  };
}
