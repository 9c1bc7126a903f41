import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource } from "../core/ports.ts";
import type { RejectedRow } from "../domain/dataset.ts";
import { REQUIRED_ROLES, type ImportPlan } from "../domain/import-plan.ts";
import { commonWidth, usedWidth } from "../domain/row-width.ts";
import type { ImportContext } from "./import-context.ts";
import { importError } from "./import-errors.ts";

/** With so many unreadable rows the plan is wrong, not the file; they would fill the memory. */
const MAX_REJECTS = 1_000_000;
const REPORT_EVERY_MS = 100;

/** What came of reading a whole table. */
export interface TableReading {
  /** Rows below the header that were not blank. */
  readonly rows: number;
  readonly header: readonly string[];
  readonly rejects: readonly RejectedRow[];
}

/** Takes one row; returns null, or why it was rejected. */
export type RowVisitor = (cells: readonly string[]) => string | null;

/**
 * Read a table to its end, row by row, with progress and rejects.
 *
 * Rows above the header are skipped. A row with fewer cells than the header, or with text beyond it, is rejected.
 *
 * @throws `import.*` when the plan does not fit the file, `file.*` when the file cannot be read, `core.aborted`
 */
export async function readTable(
  context: ImportContext,
  source: ByteSource,
  plan: ImportPlan,
  visit: RowVisitor,
): Promise<TableReading> {
  requireRoles(plan);
  const rejects: RejectedRow[] = [];
  const report = progressReporter(context, source.size);
  let header: readonly string[] | null = null;
  let width = -1;
  let rows = 0;
  for await (const batch of context.tables.rows(source, plan)) {
    throwIfAborted(context.signal, "The import");
    let start = 0;
    if (width < 0 && plan.hasHeader) {
      start = plan.headerLine === undefined ? 0 : batch.lines.findIndex((line) => line >= plan.headerLine!);
      if (start < 0 || batch.rows.length === 0) continue;
      if (plan.headerLine !== undefined && batch.lines[start] !== plan.headerLine) {
        throw importError("import.no-header", { name: source.name, line: plan.headerLine });
      }
      header = batch.rows[start]!;
      width = usedWidth(header);
      start++;
    } else if (width < 0) {
      if (batch.rows.length === 0) continue;
      width = commonWidth(batch.rows);
    }
    if (start > 0 || rows === 0) requireColumns(plan, width);
    for (let i = start; i < batch.rows.length; i++) {
      const cells = batch.rows[i]!;
      rows++;
      const reason =
        cells.length === width ? visit(cells) : (widthProblem(cells, width, header) ?? visit(cells));
      if (reason === null) continue;
      rejects.push({ line: batch.lines[i]!, reason, cells });
      if (rejects.length >= MAX_REJECTS) {
        throw importError("import.too-many-rejects", { name: source.name, found: rejects.length, reason });
      }
    }
    report(batch.bytesRead);
  }
  throwIfAborted(context.signal, "The import");
  if (width < 0 && plan.hasHeader) {
    throw importError("import.no-header", { name: source.name, line: plan.headerLine ?? 1 });
  }
  return { rows, header: header ?? [], rejects };
}

/** The rejected rows that a report carries itself; the rest are looked up in the store. */
export function firstRejects(reading: TableReading): readonly RejectedRow[] {
  return reading.rejects.slice(0, 20);
}

/** Every role that the kind of file needs has a column. @throws `import.role-missing` */
function requireRoles(plan: ImportPlan): void {
  const missing = REQUIRED_ROLES[plan.kind].filter((role) => plan.mapping[role] === undefined);
  if (missing.length > 0) throw importError("import.role-missing", { kind: plan.kind, missing });
}

function requireColumns(plan: ImportPlan, columns: number): void {
  for (const [role, column] of Object.entries(plan.mapping)) {
    if (column < 0 || column >= columns || !Number.isInteger(column)) {
      throw importError("import.no-such-column", { role, column, columns });
    }
  }
}

function widthProblem(
  cells: readonly string[],
  width: number,
  header: readonly string[] | null,
): string | null {
  if (usedWidth(cells) <= width && cells.length > width) return null;
  return `The row has ${cells.length} ${cells.length === 1 ? "cell" : "cells"}; ${header ? "the header" : "most rows"} ${header ? "has" : "have"} ${width}.`;
}

function progressReporter(context: ImportContext, total: number): (bytesRead: number) => void {
  const start = context.clock.monotonicMs();
  let lastReport = -Infinity;
  return (bytesRead) => {
    const now = context.clock.monotonicMs();
    if (now - lastReport < REPORT_EVERY_MS) return;
    lastReport = now;
    const elapsed = now - start;
    // Storing comes after reading and takes about a tenth of its time.
    const remainingMs =
      bytesRead > 0 && elapsed > 200 ? (elapsed * (total * 1.1 - bytesRead)) / bytesRead : null;
    context.progress({
      phase: "Reading lines",
      done: Math.min(bytesRead, total),
      total,
      unit: "bytes",
      remainingMs: remainingMs === null ? null : Math.max(0, Math.round(remainingMs)),
    });
  };
}
