import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { AppError } from "../core/errors.ts";
import type { ProgressSink } from "../core/progress.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import { fileTableReader } from "../platform/files/table-reader.ts";
import { fileSource } from "../platform/node/file-source.ts";
import { readTextTable } from "../workflows/read-text-table.ts";
import type { TextTable } from "../workflows/text-table.ts";
import { cliError } from "./errors.ts";
import { tableWriter, type OutputColumn } from "./table-writer.ts";
import { abandonFile, finishFile, unfinishedName } from "./unfinished-files.ts";

/**
 * Read a CSV, TSV (either also gzipped), XLSX or Parquet file as texts; its first row names the columns.
 *
 * @param option that named it, for messages: "--data"
 * @throws `cli.no-file`, `table.ragged-row`, `file.*`
 */
export async function readTable(option: string, path: string, progress: ProgressSink): Promise<TextTable> {
  checkFile(option, path);
  return readTextTable(fileTableReader(), await fileSource(path), progress);
}

/** @throws `cli.no-file` with the nearest name in its folder */
export function checkFile(option: string, path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) refuse(option, path, "which does not exist");
  if (status.isDirectory()) refuse(option, path, "which is a folder");
  if (status.size === 0) refuse(option, path, "which is empty");
  try {
    accessSync(path, constants.R_OK);
  } catch {
    refuse(option, path, "which may not be read");
  }
}

function refuse(option: string, path: string, why: string): never {
  const folder = dirname(path);
  const beside = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  const near = existsSync(path) ? undefined : nearestWord(basename(path), beside);
  throw cliError("cli.no-file", { option, path, why, nearest: near === undefined ? "" : join(folder, near) });
}

/** Files that every command can write, by their ending. */
const OUTPUT_ENDINGS: readonly string[] = [".csv", ".parquet"];

/**
 * Check where a table is to go before any work is done.
 *
 * @param option that named it, for messages: "--out"
 * @param others as `checkPlace`
 * @throws `cli.bad-value`, `cli.no-folder`, `cli.same-file`
 */
export function checkOutput(
  option: string,
  path: string,
  others: OtherFiles,
  endings: readonly string[] = OUTPUT_ENDINGS,
): void {
  if (!endings.includes(extname(path).toLowerCase())) {
    const expected = `a file name that ends in ${endings.join(" or ")}`;
    throw cliError("cli.bad-value", { option, found: path, expected, example: "forecast.csv" });
  }
  checkPlace(option, path, others, "forecast.csv");
}

/** The other files of a command by the option that names them; undefined where it is not given. */
export type OtherFiles = Readonly<Record<string, string | undefined>>;

/**
 * Check where a file is to go before any work is done.
 *
 * @param others what is read, which it must not replace, and what else is written
 * @throws `cli.bad-value`, `cli.no-folder`, `cli.same-file`
 */
export function checkPlace(option: string, path: string, others: OtherFiles, example: string): void {
  const folder = dirname(resolve(path));
  const why = existsSync(folder) ? "is a file" : "does not exist";
  if (!isFolder(folder)) throw cliError("cli.no-folder", { option, path, folder: dirname(path), why });
  if (isFolder(path)) {
    throw cliError("cli.bad-value", { option, found: path, expected: "a file, and it is a folder", example });
  }
  for (const [other, otherPath] of Object.entries(others)) {
    if (otherPath !== undefined && isSameFile(path, otherPath)) {
      throw cliError("cli.same-file", { option, other, path });
    }
  }
}

function isSameFile(path: string, other: string): boolean {
  if (resolve(path) === resolve(other)) return true;
  return existsSync(path) && existsSync(other) && realpathSync(path) === realpathSync(other);
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/**
 * Make a folder, and those above it, where it does not exist.
 *
 * @param option that named it, for messages: "--folder"
 * @throws `cli.bad-value` where a file has its name, `cli.write-failed`
 */
export function makeFolder(option: string, path: string, example: string): void {
  if (isFolder(path)) return;
  if (existsSync(path))
    throw cliError("cli.bad-value", { option, found: path, expected: "a folder", example });
  try {
    makeMissing(resolve(path));
  } catch (cause) {
    throw writeFailed(path, cause);
  }
}

/** One level after the other: Node's own recursive way never returns where the system refuses (below /proc). */
function makeMissing(path: string): void {
  if (existsSync(path)) return;
  makeMissing(dirname(path));
  mkdirSync(path);
}

/** Write a table as its file's ending says. @throws `cli.write-failed` */
export async function writeTable(path: string, columns: readonly OutputColumn[]): Promise<void> {
  const writer = tableWriter(path);
  try {
    await writer.add(columns);
    await writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/**
 * Write a file that appears whole or not at all.
 *
 * @throws `cli.write-failed`
 */
export function replaceFile(path: string, bytes: string | Uint8Array): void {
  const unfinished = unfinishedName(path);
  try {
    writeFileSync(unfinished, bytes);
    finishFile(unfinished, path);
  } catch (cause) {
    abandonFile(unfinished);
    throw writeFailed(path, cause);
  }
}

function writeFailed(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return cliError("cli.write-failed", { path, reason }, { cause });
}
