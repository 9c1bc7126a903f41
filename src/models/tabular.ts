import { throwIfAborted } from "../core/errors.ts";
import type { FitContext } from "./model.ts";
import { tabularError } from "./tabular-errors.ts";

/** A feature with a value in each row. */
export type TabularColumn =
  | {
      readonly kind: "numeric";
      readonly name: string;
      /** NaN where missing. Shape [rows]. */
      readonly values: Float64Array;
    }
  | {
      readonly kind: "category";
      readonly name: string;
      /** Index into `categories`; -1 where missing or not among them. Shape [rows]. */
      readonly values: Int32Array;
      readonly categories: readonly string[];
    };

/** Rows to predict: the features alone. */
export interface TabularTable {
  readonly columns: readonly TabularColumn[];
  readonly rows: number;
}

/** Rows with what is to be predicted of them. */
export interface TabularData extends TabularTable {
  /** A number, or a class number. Shape [rows]. */
  readonly target: Float64Array;
  /** How much each row counts, >= 0; 1 each where left out. Shape [rows]. */
  readonly weights?: Float64Array;
}

/**
 * How much each column moves each row's scores away from what is expected of a row of which nothing is known; with the
 * expectation they sum to the score.
 */
export interface Contributions {
  /** What scores are in: the target's unit, the log of odds (of classes: before they are made to sum to 1), a probability. */
  readonly unit: "value" | "log-odds" | "probability";
  /** 1 a row (of two classes: of class 1), or one a class. */
  readonly scores: number;
  /** Shape [scores]. */
  readonly expected: Float64Array;
  /** Shape [rows, scores, columns]. */
  readonly values: Float64Array;
}

/** What a model can tell exactly of its own predictions. */
export interface Explainer<TState> {
  readonly method: "tree" | "linear";
  /** About how many steps a row takes. */
  stepsPerRow(state: TState): number;
  /** @throws `tabular.other-columns`, `tabular.bad-column`, `core.aborted` */
  contributions(state: TState, table: TabularTable, signal?: AbortSignal): Contributions;
}

/** What a fitted model keeps of a column, to check a table against. */
export interface ColumnShape {
  readonly name: string;
  /** Number of categories; 0 for a numeric column. */
  readonly categories: number;
}

/** The columns' names and sizes. */
export function columnShapes({ columns }: TabularTable): ColumnShape[] {
  return columns.map((column) => ({
    name: column.name,
    categories: column.kind === "category" ? column.categories.length : 0,
  }));
}

/**
 * Check a table before a fit.
 *
 * @param targetFault what is wrong with one row's target, or null
 * @throws `core.aborted`, `tabular.empty`, `tabular.bad-column`, `tabular.bad-target`
 */
export function checkTabularData(
  data: TabularData,
  { signal }: FitContext,
  targetFault: (target: number) => string | null,
): void {
  throwIfAborted(signal, "Training");
  const { columns, rows, target, weights } = data;
  if (!(rows >= 2) || columns.length === 0) {
    throw tabularError("tabular.empty", { rows, columns: columns.length });
  }
  checkColumns(data);
  for (const [column, values] of [["target", target] as const, ["weights", weights] as const]) {
    if (values !== undefined && values.length !== rows) {
      throw tabularError("tabular.bad-column", {
        column,
        found: `${values.length} values`,
        expected: `one for each of ${rows} rows`,
      });
    }
  }
  const bad = weights?.findIndex((weight) => !(weight >= 0 && weight < Infinity)) ?? -1;
  if (bad >= 0 || weights?.every((weight) => weight === 0)) {
    const found = bad >= 0 ? `${weights![bad]!} in row ${bad}` : "nothing but 0";
    throw tabularError("tabular.bad-column", {
      column: "weights",
      found,
      expected: "finite weights of 0 or more, not all 0",
    });
  }
  for (let row = 0; row < rows; row++) {
    const expected = targetFault(target[row]!);
    if (expected !== null)
      throw tabularError("tabular.bad-target", { row, found: `${target[row]!}`, expected });
  }
}

/** Check rows to predict against the columns that a model was trained with. @throws `tabular.other-columns`, `tabular.bad-column` */
export function checkTabularTable(table: TabularTable, expected: readonly ColumnShape[]): void {
  const found = columnShapes(table);
  const says = (shapes: readonly ColumnShape[]): string =>
    shapes.length === 0
      ? "no columns"
      : shapes
          .map(({ name, categories }) =>
            categories > 0 ? `"${name}" (${categories} categories)` : `"${name}"`,
          )
          .join(", ");
  if (says(found) !== says(expected)) {
    throw tabularError("tabular.other-columns", { found: says(found), expected: says(expected) });
  }
  checkColumns(table);
}

function checkColumns({ columns, rows }: TabularTable): void {
  for (const column of columns) {
    const refuse = (found: string, expected: string): Error =>
      tabularError("tabular.bad-column", { column: column.name, found, expected });
    if (column.values.length !== rows) {
      throw refuse(`${column.values.length} values`, `one for each of ${rows} rows`);
    }
    if (column.kind === "numeric") {
      const row = column.values.findIndex((value) => value === Infinity || value === -Infinity);
      if (row >= 0) throw refuse(`${column.values[row]!} in row ${row}`, "finite numbers, NaN where missing");
    } else {
      const most = column.categories.length - 1;
      const row = column.values.findIndex((value) => value < -1 || value > most);
      if (row >= 0) {
        throw refuse(`category ${column.values[row]!} in row ${row}`, `numbers from -1 (missing) to ${most}`);
      }
    }
  }
}

/** Some rows of a table, in the order given. */
export function tableRows(table: TabularTable, rows: ArrayLike<number>): TabularTable {
  return {
    rows: rows.length,
    columns: table.columns.map((column) =>
      column.kind === "numeric"
        ? { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }
        : { ...column, values: Int32Array.from(rows, (row) => column.values[row]!) },
    ),
  };
}

/** Some rows with their targets and weights, in the order given. */
export function dataRows<D extends TabularData>(data: D, rows: ArrayLike<number>): D {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  return {
    ...data,
    ...tableRows(data, rows),
    target: pick(data.target),
    ...(data.weights === undefined ? {} : { weights: pick(data.weights) }),
  };
}
