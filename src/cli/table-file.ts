import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteBuffer } from "hyparquet-writer";
import Papa from "papaparse";
import { nearestWord } from "../domain/nearest-word.ts";
import type { TextTable } from "../workflows/text-table.ts";
import { cliError } from "./errors.ts";

/**
 * Read a CSV, TSV (either also gzipped) or Parquet file as texts. What it is decides its content, not its name.
 *
 * @param option that named it, for messages: "--data"
 * @throws `cli.no-file`
 */
export async function readTable(option: string, path: string): Promise<TextTable> {
  checkFile(option, path);
  const bytes = readFileSync(path);
  const fileName = basename(path);
  if (bytes.toString("latin1", 0, 4) === "PAR1") return await readParquet(fileName, bytes);
  const unpacked = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  if (unpacked.includes(0)) unreadable(option, path, "which is neither text nor Parquet");
  return readDelimited(fileName, unpacked.toString("utf8").replace(/^\uFEFF/, ""));
}

/** @throws `cli.no-file` with the nearest name in its folder */
export function checkFile(option: string, path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) unreadable(option, path, "which does not exist");
  if (status.isDirectory()) unreadable(option, path, "which is a folder");
  if (status.size === 0) unreadable(option, path, "which is empty");
}

function unreadable(option: string, path: string, why: string): never {
  const folder = dirname(path);
  const beside = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  const near = existsSync(path) ? undefined : nearestWord(basename(path), beside);
  throw cliError("cli.no-file", { option, path, why, nearest: near === undefined ? "" : join(folder, near) });
}

function readDelimited(fileName: string, text: string): TextTable {
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: "greedy" });
  const columns = (data[0] ?? []).map((name) => name.trim());
  const cells = columns.map((_, c) => {
    const column = new Array<string>(data.length - 1);
    for (let r = 1; r < data.length; r++) column[r - 1] = (data[r]![c] ?? "").trim();
    return column;
  });
  return { fileName, columns, cells };
}

async function readParquet(fileName: string, bytes: Buffer): Promise<TextTable> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const rows = await parquetReadObjects({ file: file as ArrayBuffer, compressors });
  const columns = Object.keys(rows[0] ?? {});
  const cells = columns.map((name) => {
    const values = rows.map((row): unknown => row[name]);
    const dates = values.filter((value) => value instanceof Date);
    const wholeDays = dates.every((date) => date.getTime() % 86_400_000 === 0);
    return values.map((value) => textOf(value, wholeDays));
  });
  return { fileName, columns, cells };
}

function textOf(value: unknown, wholeDays: boolean): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString().slice(0, wholeDays ? 10 : 19);
  return typeof value === "string" ? value.trim() : String(value as number | bigint | boolean);
}

/** One column to write. */
export type OutputColumn =
  | { readonly name: string; readonly type: "text" | "integer"; readonly data: readonly string[] }
  | { readonly name: string; readonly type: "number"; readonly data: Float64Array };

/** Files that can be written, by their ending. */
export const OUTPUT_ENDINGS = [".csv", ".parquet"] as const;

/** Check where the result is to go before any work is done. @throws `cli.bad-value`, `cli.no-folder` */
export function checkOutput(path: string): void {
  const ending = extname(path).toLowerCase();
  if (!OUTPUT_ENDINGS.some((known) => known === ending)) {
    const expected = `a file name that ends in ${OUTPUT_ENDINGS.join(" or ")}`;
    throw cliError("cli.bad-value", { option: "--out", found: path, expected, example: "forecast.csv" });
  }
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw cliError("cli.no-folder", { path, folder: dirname(path) });
}

/**
 * Write a table as CSV or Parquet. The file appears whole or not at all.
 *
 * @throws `cli.write-failed`
 */
export function writeTable(path: string, columns: readonly OutputColumn[]): void {
  const bytes = path.toLowerCase().endsWith(".parquet") ? parquetBytes(columns) : csvText(columns);
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw cliError("cli.write-failed", { path, reason }, { cause });
  }
}

function parquetBytes(columns: readonly OutputColumn[]): Uint8Array {
  const columnData = columns.map((column) => {
    switch (column.type) {
      case "text":
        return { name: column.name, data: [...column.data], type: "STRING" as const };
      case "integer":
        return { name: column.name, data: column.data.map((text) => BigInt(text)), type: "INT64" as const };
      case "number":
        return { name: column.name, data: column.data, type: "DOUBLE" as const };
    }
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function csvText(columns: readonly OutputColumn[]): string {
  const lines = [columns.map(({ name }) => quoted(name)).join(",")];
  const rows = columns[0]?.data.length ?? 0;
  for (let r = 0; r < rows; r++) {
    lines.push(columns.map((c) => (c.type === "number" ? shortest(c.data[r]!) : quoted(c.data[r]!))).join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** Ten significant digits: more would pretend, fewer could be felt. */
const shortest = (value: number): string => String(Number(value.toPrecision(10)));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
