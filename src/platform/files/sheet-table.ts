import readWorkbook from "read-excel-file/universal";
import { AppError } from "../../core/errors.ts";
import type { ByteSource, TableBatch, TableLayout, TableSample } from "../../core/ports.ts";
import { reasonOf, unreadable } from "./byte-stream.ts";
import { isBlank } from "./csv-tokenizer.ts";
import { fileError } from "./errors.ts";
import { dateText } from "./cell-date.ts";
import { requireWorkbook } from "./zip-directory.ts";

/** A workbook is held in memory as a whole, several times over while it is read. */
const MAX_BYTES = 64 << 20;
const MAX_UNPACKED_BYTES = 400 << 20;
const SAMPLE_ROWS = 1000;
const BATCH_ROWS = 4096;

type Cell = string | number | boolean | Date | null;

/** Look at a workbook: the sheet with the most rows is the table. */
export async function inspectSheet(source: ByteSource): Promise<TableSample> {
  const { rows, doubts } = await readTable(source);
  const table = nonBlank(rows, ".");
  if (table.rows.length === 0) throw fileError("file.empty", { name: source.name });
  const later = table.rows.slice(SAMPLE_ROWS);
  const step = Math.max(1, Math.floor(later.length / SAMPLE_ROWS));
  return {
    format: "xlsx",
    gzip: false,
    encoding: "utf-8",
    delimiter: ",",
    namedColumns: false,
    rows: table.rows.slice(0, SAMPLE_ROWS),
    lines: table.lines.slice(0, SAMPLE_ROWS),
    laterRows: later.filter((_, i) => i % step === 0),
    doubts,
  };
}

/** All rows of a workbook's table. */
export async function* sheetRows(source: ByteSource, layout: TableLayout): AsyncGenerator<TableBatch> {
  const { rows } = await readTable(source);
  for (let start = 0; start < rows.length; start += BATCH_ROWS) {
    const batch = nonBlank(rows.slice(start, start + BATCH_ROWS), layout.decimal, start);
    yield {
      ...batch,
      bytesRead: Math.round((source.size * Math.min(rows.length, start + BATCH_ROWS)) / rows.length),
    };
  }
}

async function readTable(source: ByteSource): Promise<{ rows: Cell[][]; doubts: string[] }> {
  if (source.size > MAX_BYTES) {
    throw fileError("file.too-large", {
      name: source.name,
      what: "bytes",
      found: source.size,
      limit: MAX_BYTES,
    });
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await source.slice(0);
  } catch (cause) {
    throw unreadable(source, cause);
  }
  requireWorkbook(source.name, bytes, MAX_UNPACKED_BYTES);
  const sheets = await readSheets(source, bytes);
  const largest = sheets.reduce((best, sheet) => (sheet.data.length > best.data.length ? sheet : best));
  const filled = sheets.filter((sheet) => sheet.data.length > 0);
  const doubts =
    filled.length > 1
      ? [`The workbook has ${filled.length} sheets with rows; only "${largest.sheet}", the longest, is read.`]
      : [];
  return { rows: largest.data as Cell[][], doubts };
}

async function readSheets(source: ByteSource, bytes: Uint8Array<ArrayBuffer>) {
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  try {
    const sheets = await readWorkbook(whole, { trim: false });
    if (sheets.length === 0) throw fileError("file.empty", { name: source.name });
    return sheets;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw fileError(
      "file.damaged",
      { name: source.name, format: "XLSX", reason: reasonOf(cause) },
      { cause },
    );
  }
}

function nonBlank(
  sheet: readonly (readonly Cell[])[],
  decimal: TableLayout["decimal"],
  offset = 0,
): { rows: string[][]; lines: number[] } {
  const rows: string[][] = [];
  const lines: number[] = [];
  sheet.forEach((cells, i) => {
    const row = cells.map((cell) => cellText(cell, decimal));
    if (isBlank(row)) return;
    rows.push(row);
    lines.push(offset + i + 1);
  });
  return { rows, lines };
}

/** A sheet's cell as text: dates as ISO 8601, a time of day only where it is not midnight. */
function cellText(cell: Cell, decimal: TableLayout["decimal"]): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return decimal === "," ? String(cell).replace(".", ",") : String(cell);
  if (typeof cell === "boolean") return String(cell);
  return dateText(cell.getTime());
}
