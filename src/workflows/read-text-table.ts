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
  const sample = await reader.inspect(source);
  const layout = { encoding: sample.encoding, delimiter: sample.delimiter, decimal: "." } as const;
  let columns: string[] | null = null;
  let cells: string[][] = [];
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
    }
    const name = source.name;
    progress({
      phase: `Reading ${name}`,
      done: bytesRead,
      total: source.size,
      unit: "bytes",
      remainingMs: null,
    });
  }
  // Where cells are split at semicolons, the comma is free to be the decimal sign.
  return { fileName: source.name, columns: columns ?? [], cells, decimalComma: sample.delimiter === ";" };
}

/** Spreadsheets leave out empty cells at the end, or add some. */
function isPadded(row: readonly string[], width: number): boolean {
  return row.length > width && row.slice(width).every((cell) => cell.trim() === "");
}
