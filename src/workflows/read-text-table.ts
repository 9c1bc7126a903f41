import type { ByteSource, TableReader } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import { tableError } from "./table-errors.ts";
import type { TextTable } from "./text-table.ts";

/**
 * Read a CSV, TSV (either also gzipped), XLSX or Parquet file as texts; its first row names the columns.
 *
 * @throws `table.ragged-row`, `file.*`
 */
export async function readTextTable(
  reader: TableReader,
  source: ByteSource,
  progress: ProgressSink,
): Promise<TextTable> {
  let whole: TextTable | null = null;
  let cells: string[][] = [];
  for await (const part of textBatches(reader, source, progress)) {
    if (whole === null) {
      cells = part.columns.map(() => []);
      whole = { ...part, cells };
    }
    part.cells.forEach((column, c) => {
      const own = cells[c]!;
      for (const cell of column) own.push(cell);
    });
  }
  return whole ?? { fileName: source.name, columns: [], cells: [] };
}

/**
 * The same file as parts of at most so many rows, none of which is held once the next is asked for. A file of a header
 * alone gives one part without rows.
 *
 * @throws `table.ragged-row`, `file.*`
 */
export async function* textBatches(
  reader: TableReader,
  source: ByteSource,
  progress: ProgressSink,
  atMost = Infinity,
): AsyncGenerator<TextTable> {
  const sample = await reader.inspect(source);
  const layout = { encoding: sample.encoding, delimiter: sample.delimiter, decimal: "." } as const;
  let columns: string[] | null = null;
  let cells: string[][] = [];
  let firstRow = 0;
  const taken = (): TextTable => {
    // Where cells are split at semicolons, the comma is free to be the decimal sign.
    const decimalComma = sample.delimiter === ";";
    const part = { fileName: source.name, columns: columns ?? [], cells, decimalComma, firstRow };
    firstRow += cells[0]?.length ?? 0;
    cells = part.columns.map(() => []);
    return part;
  };
  for await (const { rows, lines, bytesRead } of reader.rows(source, layout)) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (columns === null) {
        columns = row.map((name) => name.trim());
        cells = columns.map(() => []);
        continue;
      }
      if (row.length !== columns.length && !isPadded(row, columns.length)) {
        const details = { file: source.name, line: lines[i]!, found: row.length, expected: columns.length };
        throw tableError("table.ragged-row", details);
      }
      for (let c = 0; c < columns.length; c++) cells[c]!.push((row[c] ?? "").trim());
      if (cells[0]!.length >= atMost) yield taken();
    }
    progress({
      phase: `Reading ${source.name}`,
      done: bytesRead,
      total: source.size,
      unit: "bytes",
      remainingMs: null,
    });
  }
  if (firstRow === 0 || (cells[0]?.length ?? 0) > 0) yield taken();
}

/**
 * A text file of which each line is a row of one column; blank lines are left out.
 *
 * @throws `file.*`
 */
export async function* lineBatches(
  reader: TableReader,
  source: ByteSource,
  column: string,
  atMost: number,
): AsyncGenerator<TextTable> {
  const { encoding } = await reader.inspect(source);
  const decoder = new TextDecoder(encoding);
  let firstRow = 0;
  let lines: string[] = [];
  let rest = "";
  const taken = (): TextTable => {
    const part = { fileName: source.name, columns: [column], cells: [lines], firstRow };
    firstRow += lines.length;
    lines = [];
    return part;
  };
  const take = (text: string): void => {
    const pieces = (rest + text).split(/\r\n|[\r\n]/);
    rest = pieces.pop()!;
    for (const piece of pieces) if (piece.trim() !== "") lines.push(piece.trim());
  };
  for await (const bytes of source.chunks()) {
    take(decoder.decode(bytes, { stream: true }));
    while (lines.length >= atMost) {
      const later = lines.splice(atMost);
      yield taken();
      lines = later;
    }
  }
  take(`${decoder.decode()}\n`);
  if (lines.length > 0) yield taken();
}

/** Spreadsheets leave out empty cells at the end, or add some. */
function isPadded(row: readonly string[], width: number): boolean {
  return row.length > width && row.slice(width).every((cell) => cell.trim() === "");
}
