import type { ParquetWriter } from "hyparquet-writer";
import { cliError } from "./errors.ts";
import { lineWriter } from "./line-writer.ts";
import { abandonFile, finishFile, unfinishedName } from "./unfinished-files.ts";

/** One column to write. "json" holds a JSON text in each cell, "integer" whole numbers. */
export type OutputColumn =
  | { readonly name: string; readonly type: "text" | "integer" | "json"; readonly data: readonly string[] }
  | { readonly name: string; readonly type: "number"; readonly data: Float64Array | Int32Array | Uint8Array };

/** Writes a table some rows at a time, so that its length does not matter. */
export interface TableWriter {
  /** @param columns the same names and types each time @throws `cli.write-failed` */
  add(columns: readonly OutputColumn[]): Promise<void>;
  /** Make the file appear, whole. @throws `cli.write-failed` */
  finish(): Promise<void>;
  /** Leave nothing behind. */
  abandon(): void;
}

/** A table as its file's ending says: .csv, .jsonl or .parquet. @throws `cli.write-failed` */
export function tableWriter(path: string): TableWriter {
  if (/\.parquet$/i.test(path)) return parquetWriter(path);
  return textWriter(path, /\.jsonl$/i.test(path) ? jsonLines : csvLines);
}

/** @param linesOf the rows of some columns as lines; before the first of a file also what stands above them */
function textWriter(
  path: string,
  linesOf: (columns: readonly OutputColumn[], isFirst: boolean) => Iterable<string>,
): TableWriter {
  const writer = lineWriter(path);
  let isFirst = true;
  return {
    add: (columns) => {
      for (const line of linesOf(columns, isFirst)) writer.add(line);
      isFirst = false;
      return Promise.resolve();
    },
    finish: () => Promise.resolve(writer.finish()),
    abandon: writer.abandon,
  };
}

const rowsOf = (columns: readonly OutputColumn[]): number => columns[0]?.data.length ?? 0;

function* csvLines(columns: readonly OutputColumn[], isFirst: boolean): Iterable<string> {
  if (isFirst) yield columns.map(({ name }) => quoted(name)).join(",");
  for (let r = 0; r < rowsOf(columns); r++) {
    yield columns.map((c) => (c.type === "number" ? shortest(c.data[r]!) : quoted(c.data[r]!))).join(",");
  }
}

/** Ten significant digits: more would pretend, fewer could be felt. */
const shortest = (value: number): string => String(Number(value.toPrecision(10)));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function* jsonLines(columns: readonly OutputColumn[]): Iterable<string> {
  const names = columns.map(({ name }) => JSON.stringify(name));
  for (let r = 0; r < rowsOf(columns); r++) {
    yield `{${columns.map((c, i) => `${names[i]}:${jsonCell(c, r)}`).join(",")}}`;
  }
}

function jsonCell({ type, data }: OutputColumn, row: number): string {
  if (type === "text") return JSON.stringify(data[row]!);
  if (type !== "number") return data[row]!;
  return Number.isFinite(data[row]!) ? shortest(data[row]!) : "null";
}

/** Rows of a Parquet group: what is held until it is written. */
const GROUP_ROWS = 65_536;

function parquetWriter(path: string): TableWriter {
  const unfinished = unfinishedName(path);
  let writer: ParquetWriter | null = null;
  let held: OutputColumn[][] = [];
  let rows = 0;
  const failing = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      abandonFile(unfinished);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw cliError("cli.write-failed", { path, reason }, { cause });
    }
  };
  const writeHeld = async (): Promise<void> => {
    const columnData = (held[0] ?? []).map((first, c) =>
      parquetColumn(
        first,
        held.map((columns) => columns[c]!),
      ),
    );
    held = [];
    rows = 0;
    const { fileWriter, ParquetWriter: Writer, schemaFromColumnData } = await import("hyparquet-writer");
    writer ??= new Writer({ writer: fileWriter(unfinished), schema: schemaFromColumnData({ columnData }) });
    await writer.write({ columnData, rowGroupSize: GROUP_ROWS });
  };
  return {
    add: (columns) =>
      failing(async () => {
        held.push([...columns]);
        rows += rowsOf(columns);
        if (rows >= GROUP_ROWS) await writeHeld();
      }),
    finish: () =>
      failing(async () => {
        if (rows > 0 || writer === null) await writeHeld();
        await writer!.finish();
        finishFile(unfinished, path);
      }),
    abandon: () => abandonFile(unfinished),
  };
}

function parquetColumn({ name, type }: OutputColumn, parts: readonly OutputColumn[]) {
  if (type === "number") {
    const [first] = parts;
    if (first?.type === "number" && parts.length === 1) {
      return { name, data: first.data, type: "DOUBLE" as const };
    }
    const data = new Float64Array(parts.reduce((sum, part) => sum + part.data.length, 0));
    let at = 0;
    for (const part of parts) {
      data.set(part.data as Float64Array | Int32Array | Uint8Array, at);
      at += part.data.length;
    }
    return { name, data, type: "DOUBLE" as const };
  }
  const texts = parts.flatMap((part) => part.data as readonly string[]);
  return type === "integer"
    ? { name, data: texts.map(BigInt), type: "INT64" as const }
    : { name, data: texts, type: "STRING" as const };
}
