import type { TableSample } from "../core/ports.ts";
import { columnShape, isDateText, type ColumnShape } from "./column-shape.ts";
import type { ImportKind } from "./dataset.ts";
import { guessDateOrder } from "./date-order.ts";
import { isScientific } from "./cell-text.ts";
import { guessMapping } from "./guess-mapping.ts";
import { headerFit } from "./header-words.ts";
import { COLUMN_ROLES, type ColumnMapping, type DecimalSign, type ImportPlan } from "./import-plan.ts";
import { isbn13Of } from "./isbn.ts";
import { commonWidth, usedWidth } from "./row-width.ts";

const PREVIEW_ROWS = 50;
/** The header is looked for in so many first rows: exports put names of shops and dates of reports above it. */
const HEADER_SEARCH = 30;

/** How a file is to be read, and what a person should look at before it is. */
export interface PlanGuess {
  readonly plan: ImportPlan;
  readonly columns: readonly string[];
  /** The first rows below the header, at most 50. */
  readonly rows: readonly (readonly string[])[];
  readonly doubts: readonly string[];
}

/**
 * Guess how a table is to be read.
 * @param chosen what a person has decided already; it is taken as it is
 */
export function guessPlan(sample: TableSample, chosen: Partial<ImportPlan>): PlanGuess {
  const header = headerRow(sample, chosen);
  const below = sample.rows.slice(header + 1);
  const headers = header < 0 ? null : sample.rows[header]!;
  const width = headers === null ? commonWidth(below) : usedWidth(headers);
  const data = [...below, ...sample.laterRows].filter(
    (row) => row.length >= width && usedWidth(row) <= width,
  );
  const cells = Array.from({ length: width }, (_, column) => data.map((row) => row[column]!));
  const shapes = cells.map(columnShape);

  const kind = chosen.kind ?? guessKind(headers, shapes);
  const mapping = chosen.mapping ?? guessMapping(kind, headers, shapes);
  const dates = guessDateOrder(mapping.date === undefined ? [] : (cells[mapping.date] ?? []));
  const decimal = guessDecimal(cells, shapes, sample);
  const isFirstRow = header <= 0;
  const headerLine = chosen.headerLine ?? (isFirstRow ? undefined : sample.lines[header]);
  const plan: ImportPlan = {
    kind,
    mapping,
    encoding: sample.encoding,
    delimiter: sample.delimiter,
    hasHeader: header >= 0,
    ...(headerLine === undefined ? {} : { headerLine }),
    dateOrder: chosen.dateOrder ?? dates.order,
    decimal: chosen.decimal ?? decimal.sign,
    identicalLines: chosen.identicalLines ?? "keep",
  };
  return {
    plan,
    columns: Array.from({ length: width }, (_, i) => headers?.[i]?.trim() || `Column ${i + 1}`),
    rows: below.slice(0, PREVIEW_ROWS),
    doubts: [
      ...sample.doubts,
      ...(chosen.dateOrder === undefined ? dates.doubts : []),
      ...(chosen.decimal === undefined ? decimal.doubts : []),
      ...itemDoubts(mapping, cells),
      ...(header > 0 && chosen.headerLine === undefined
        ? [
            `The ${header === 1 ? "row" : `${header} rows`} above the header on line ${sample.lines[header]} will be skipped.`,
          ]
        : []),
    ],
  };
}

/** Index of the header among the sample's rows, -1 when there is none. */
function headerRow(sample: TableSample, chosen: Partial<ImportPlan>): number {
  if (sample.namedColumns) return 0;
  if (chosen.hasHeader === false) return -1;
  if (chosen.headerLine !== undefined) return sample.lines.indexOf(chosen.headerLine);
  const width = commonWidth(sample.rows);
  let best = -1;
  let bestNames = 0;
  sample.rows.slice(0, HEADER_SEARCH).forEach((row, i) => {
    if (usedWidth(row) < Math.max(1, width - 1) || row.some(isValue)) return;
    const names = row.filter(isKnownHeader).length;
    if (names > bestNames) {
      best = i;
      bestNames = names;
    }
  });
  if (best >= 0) return best;
  // No known name anywhere: texts above numbers or dates are a header all the same.
  const [first, second] = sample.rows;
  const isHeader =
    chosen.hasHeader === true || (first && second && !first.some(isValue) && second.some(isValue));
  return isHeader ? 0 : -1;
}

const ALL_ROLES = [...new Set(Object.values(COLUMN_ROLES).flat())];

function isKnownHeader(cell: string): boolean {
  return cell.length <= 60 && ALL_ROLES.some((role) => headerFit(cell, role) >= 0.4);
}

/** A cell that no header has: a number or a date. */
function isValue(cell: string): boolean {
  const text = cell.trim();
  return text !== "" && (/^[-+(]?[£€$]?\s?\d[\d.,\s]*[-)]?$/.test(text) || isDateText(text));
}

function guessKind(headers: readonly string[] | null, shapes: readonly ColumnShape[]): ImportKind {
  const sales = guessMapping("sales", headers, shapes);
  if (headers === null) return "sales";
  const isDated =
    sales.date !== undefined &&
    (shapes[sales.date]!.dates > 0.3 || headerFit(headers[sales.date] ?? "", "date") >= 0.8);
  const stock = guessMapping("stock", headers, shapes);
  const catalogue = guessMapping("catalogue", headers, shapes);
  const books = ["authors", "genre", "description", "pages", "isbn", "year"] as const;
  const bookish = books.filter(
    (role) => catalogue[role] !== undefined && catalogue[role] !== catalogue.item,
  ).length;
  if (isDated && (sales.quantity !== undefined || bookish < 2)) return "sales";
  if (stock.onHand !== undefined && bookish < 3) return "stock";
  if (sales.date !== undefined && bookish < 2) return "sales";
  return "catalogue";
}

/** The decimal sign by the numbers that can only be meant one way: 12,50 or 1.234,5 against 12.50 or 1,234.5. */
function guessDecimal(
  cells: readonly (readonly string[])[],
  shapes: readonly ColumnShape[],
  sample: TableSample,
): { sign: DecimalSign; doubts: string[] } {
  let commas = 0;
  let dots = 0;
  let unclear: string | undefined;
  cells.forEach((column, c) => {
    if (shapes[c]!.dates > 0.5 || shapes[c]!.numbers < 0.5) return;
    for (const cell of column) {
      const number = /\d[\d.,]*/.exec(cell)?.[0] ?? "";
      if (/,\d{1,2}$|\d,\d{4,}$|\.\d{3},/.test(number)) commas++;
      else if (/\.\d{1,2}$|\d\.\d{4,}$|,\d{3}\./.test(number)) dots++;
      else if (/^\d{1,3}[.,]\d{3}$/.test(number)) unclear ??= number;
    }
  });
  const sign: DecimalSign = commas > dots ? "," : dots > commas ? "." : sample.delimiter === ";" ? "," : ".";
  const doubts: string[] = [];
  if (commas > 0 && dots > 0) {
    doubts.push(
      `Some numbers have a decimal comma, some a decimal point; "${sign}" is taken as the decimal sign.`,
    );
  } else if (commas + dots === 0 && unclear !== undefined) {
    const value = unclear.includes(sign) ? "a fraction" : "thousands";
    doubts.push(`"${unclear}" could be thousands or a fraction; it is read as ${value}.`);
  }
  return { sign, doubts };
}

function itemDoubts(mapping: ColumnMapping, cells: readonly (readonly string[])[]): string[] {
  const items =
    mapping.item === undefined ? [] : (cells[mapping.item] ?? []).filter((cell) => cell.trim() !== "");
  const doubts: string[] = [];
  const cut = items.find((item) => isScientific(item.trim()));
  if (cut !== undefined) {
    doubts.push(`A spreadsheet has cut item numbers short ("${cut.trim()}"); those rows cannot be imported.`);
  }
  const trimmed = items.filter((item) => /^\d{8}[\dXx]$/.test(item) && isbn13Of(`0${item}`) !== null);
  if (items.length >= 5 && trimmed.length > items.length / 2) {
    doubts.push(
      `Item numbers such as "${trimmed[0]!}" look like ISBNs that lost their leading zero in a spreadsheet.`,
    );
  }
  return doubts;
}
