import { parquetMetadataAsync, parquetRead, parquetSchema, type FileMetaData } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { AppError } from "../../core/errors.ts";
import type { ByteSource, TableBatch, TableLayout, TableSample } from "../../core/ports.ts";
import { reasonOf } from "./byte-stream.ts";
import { isBlank } from "./csv-tokenizer.ts";
import { fileError } from "./errors.ts";
import { dateText } from "./cell-date.ts";

const SAMPLE_ROWS = 1000;
const BATCH_ROWS = 4096;
/** One row group is held in memory as a whole. */
const MAX_GROUP_BYTES = 1 << 30;

/** Look at a Parquet file: its column names as first row, then the first rows of its first and last group. */
export async function inspectParquet(source: ByteSource): Promise<TableSample> {
  const table = await openTable(source);
  const first = table.groups[0];
  const last = table.groups.at(-1);
  if (!first || !last) throw fileError("file.empty", { name: source.name });
  const rows = await readRows(table, first.start, Math.min(first.end, first.start + SAMPLE_ROWS - 1), ".");
  const later =
    table.groups.length > 1
      ? await readRows(table, last.start, Math.min(last.end, last.start + 100), ".")
      : [];
  return {
    format: "parquet",
    gzip: false,
    encoding: "utf-8",
    delimiter: ",",
    namedColumns: true,
    rows: [table.columns, ...rows],
    lines: [0, ...rows.map((_, i) => i + 1)],
    laterRows: later,
    doubts: [],
  };
}

/** The column names, then all rows, one row group at a time. */
export async function* parquetRows(source: ByteSource, layout: TableLayout): AsyncGenerator<TableBatch> {
  const table = await openTable(source);
  yield { rows: [table.columns], lines: [0], bytesRead: 0 };
  for (const group of table.groups) {
    const rows = await readRows(table, group.start, group.end, layout.decimal);
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      const batch: string[][] = [];
      const lines: number[] = [];
      for (let i = start; i < Math.min(rows.length, start + BATCH_ROWS); i++) {
        if (isBlank(rows[i]!)) continue;
        batch.push(rows[i]!);
        lines.push(group.start + i + 1);
      }
      const rowsRead = group.start + Math.min(rows.length, start + BATCH_ROWS);
      yield { rows: batch, lines, bytesRead: Math.round((source.size * rowsRead) / table.rowCount) };
    }
  }
}

interface ParquetTable {
  readonly source: ByteSource;
  readonly metadata: FileMetaData;
  readonly columns: string[];
  readonly rowCount: number;
  /** Row ranges [start, end) of the row groups that hold rows. */
  readonly groups: readonly { readonly start: number; readonly end: number }[];
}

async function openTable(source: ByteSource): Promise<ParquetTable> {
  const metadata = await guarded(source, () => parquetMetadataAsync(asyncBuffer(source)));
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  const groups: { start: number; end: number }[] = [];
  let start = 0;
  for (const group of metadata.row_groups) {
    const bytes = Number(group.total_byte_size);
    if (bytes > MAX_GROUP_BYTES) {
      const what = "bytes in one row group";
      throw fileError("file.too-large", { name: source.name, what, found: bytes, limit: MAX_GROUP_BYTES });
    }
    const end = start + Number(group.num_rows);
    if (end > start) groups.push({ start, end });
    start = end;
  }
  return { source, metadata, columns, rowCount: start, groups };
}

async function readRows(
  table: ParquetTable,
  rowStart: number,
  rowEnd: number,
  decimal: TableLayout["decimal"],
): Promise<string[][]> {
  let read: unknown[][] = [];
  await guarded(table.source, () =>
    parquetRead({
      file: asyncBuffer(table.source),
      metadata: table.metadata,
      compressors,
      parsers: {
        dateFromDays: (days) => dateText(days * 86400000),
        timestampFromMilliseconds: (value) => dateText(Number(value)),
        timestampFromMicroseconds: (value) => dateText(Number(value / 1000n)),
        timestampFromNanoseconds: (value) => dateText(Number(value / 1000000n)),
      },
      rowStart,
      rowEnd,
      rowFormat: "array",
      onComplete: (rows) => {
        read = rows;
      },
    }),
  );
  return read.map((row) => row.map((value) => valueText(value, decimal)));
}

/** A value as text; lists are joined by semicolons, other nested values are written as JSON. */
function valueText(value: unknown, decimal: TableLayout["decimal"]): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      if (Number.isNaN(value)) return "";
      return decimal === "," ? String(value).replace(".", ",") : String(value);
    case "bigint":
    case "boolean":
      return String(value);
    default:
      if (value === null || value === undefined) return "";
      if (Array.isArray(value)) return value.map((part) => valueText(part, decimal)).join("; ");
      return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
  }
}

function asyncBuffer(source: ByteSource) {
  return {
    byteLength: source.size,
    slice: async (start: number, end?: number): Promise<ArrayBuffer> => {
      const bytes = await source.slice(start, end);
      return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
    },
  };
}

async function guarded<T>(source: ByteSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw fileError(
      "file.damaged",
      { name: source.name, format: "Parquet", reason: reasonOf(cause) },
      { cause },
    );
  }
}
