import type { Database, StoreChange } from "../core/ports.ts";
import { csvRow } from "../domain/csv-row.ts";
import type { RejectedRow } from "../domain/dataset.ts";

/** Rows in one stored part, so that looking at the first few reads only one. */
const REJECTS_A_PART = 5000;

/**
 * Rejected rows of one import from `offset` on, in file order.
 * @returns at most `limit` rows; none for an import that had none or is unknown
 */
export async function rejectedRows(
  database: Database,
  importId: string,
  offset: number,
  limit: number,
): Promise<RejectedRow[]> {
  const rows: RejectedRow[] = [];
  const start = Math.max(0, offset);
  for (let part = Math.floor(start / REJECTS_A_PART); rows.length < limit; part++) {
    const stored = (await database.read("rejects", partKey(importId, part))) as RejectedRow[] | undefined;
    if (!stored) break;
    const from = Math.max(0, start - part * REJECTS_A_PART);
    rows.push(...stored.slice(from, from + limit - rows.length));
  }
  return rows;
}

/**
 * All rejected rows as CSV, in pieces of text: line, reason, then the cells under the file's own header. UTF-8 with a
 * byte order mark, which spreadsheets need; cells that a spreadsheet would run as a formula are guarded, and the
 * import takes the guard off again, so that a mended file can be imported as it is.
 */
export async function* rejectedRowsCsv(database: Database, importId: string): AsyncGenerator<string> {
  const header = ((await database.read("rejects", headerKey(importId))) as string[] | undefined) ?? [];
  yield `\ufeff${csvRow(["line", "reason", ...header])}`;
  for (let part = 0; ; part++) {
    const stored = (await database.read("rejects", partKey(importId, part))) as RejectedRow[] | undefined;
    if (!stored) return;
    yield stored.map((row) => csvRow([String(row.line), row.reason, ...row.cells])).join("");
  }
}

/** The changes that store the rejected rows of an import. */
export function rejectChanges(
  importId: string,
  header: readonly string[],
  rows: readonly RejectedRow[],
): StoreChange[] {
  if (rows.length === 0) return [];
  const changes: StoreChange[] = [{ store: "rejects", key: headerKey(importId), value: [...header] }];
  for (let start = 0; start < rows.length; start += REJECTS_A_PART) {
    const value = rows.slice(start, start + REJECTS_A_PART);
    changes.push({ store: "rejects", key: partKey(importId, start / REJECTS_A_PART), value });
  }
  return changes;
}

/** The changes that remove the rejected rows of all imports of a dataset but those named. */
export async function forgetRejects(
  database: Database,
  datasetId: string,
  kept: readonly string[],
): Promise<StoreChange[]> {
  const keys = await database.keys("rejects", `${datasetId}.`);
  return keys
    .filter((key) => !kept.includes(key.slice(0, key.lastIndexOf("/"))))
    .map((key) => ({ store: "rejects", key }) as const);
}

/** An id that no import of the dataset has: the dataset's id, a dot, a number. */
export async function freshImportId(
  database: Database,
  datasetId: string,
  taken: readonly string[],
): Promise<string> {
  const keys = await database.keys("rejects", `${datasetId}.`);
  const used = [...taken, ...keys.map((key) => key.slice(0, key.lastIndexOf("/")))];
  const numbers = used.map((id) => Number(id.slice(datasetId.length + 1)));
  return `${datasetId}.${Math.max(0, ...numbers.filter((number) => Number.isInteger(number))) + 1}`;
}

function partKey(importId: string, part: number): string {
  return `${importId}/${String(part).padStart(6, "0")}`;
}

function headerKey(importId: string): string {
  return `${importId}/header`;
}
