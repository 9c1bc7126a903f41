import type { ColumnKind, TrainingConfig } from "./training-config.ts";

export type TableTask = "classification" | "regression";

/** What is seen of a table's column before anything is learned from it. */
export interface ColumnProfile {
  readonly name: string;
  /** As its cells suggest. */
  readonly kind: ColumnKind;
  /** The kinds in which every cell can be read. */
  readonly readable: readonly ColumnKind[];
  /** Cells without a value. */
  readonly missing: number;
  /** Different values among the others. */
  readonly distinct: number;
  /** Smallest and largest number; null where they are no numbers. */
  readonly range: readonly [number, number] | null;
  /** The first cells, as they stand in the file. */
  readonly first: readonly string[];
}

/** A table's file kept on the device, and what it looks like. */
export interface KeptTable {
  /** From the file's name and content: the same file again is the same table. */
  readonly tableId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly rows: number;
  /** ISO 8601 in UTC. */
  readonly keptAt: string;
  /** Of names and cells: what a training of it says it was trained on. */
  readonly dataSha256: string;
  readonly columns: readonly ColumnProfile[];
}

/** A training of a kept table. */
export interface TableTrainRequest {
  readonly tableId: string;
  readonly task: TableTask;
  readonly target: string;
  readonly config: TrainingConfig;
  /** After so long no trial begins; null: no limit. */
  readonly timeLimitMs: number | null;
}

const TARGET_NAMES = ["target", "label", "class", "outcome", "response", "y", "species", "diagnosis"];
/** Whole numbers that repeat among so few are taken for names of classes. */
const MOST_NUMBERED_CLASSES = 10;
const LEAST_ROWS_PER_CLASS = 5;
const MOST_CLASSES = 100;

/** The column that is most likely to be predicted: by its name, else the last one that can be; null where there is none. */
export function guessTarget(columns: readonly ColumnProfile[], rows: number): string | null {
  const fit = columns.filter((column) => guessTask(column, rows) !== null);
  const named = fit.findLast(({ name }) => TARGET_NAMES.includes(name.trim().toLowerCase()));
  return (named ?? fit.at(-1))?.name ?? null;
}

/** What a column as target asks for: classes or a number; null where it is neither. */
export function guessTask(column: ColumnProfile, rows: number): TableTask | null {
  const { distinct, missing, readable, range } = column;
  if (distinct < 2) return null;
  if (readable.includes("numeric") && range !== null) {
    const whole = column.first.every((text) => text === "" || !/[.,eE]\d*[1-9]/.test(text));
    const few =
      distinct === 2 ||
      (whole &&
        distinct <= MOST_NUMBERED_CLASSES &&
        distinct * LEAST_ROWS_PER_CLASS <= rows - missing &&
        range[1] - range[0] < 2 * MOST_NUMBERED_CLASSES);
    return few ? "classification" : "regression";
  }
  if (readable.includes("date")) return null;
  return distinct <= MOST_CLASSES && 2 * distinct <= rows - missing ? "classification" : null;
}

/** A name for the model of a target, as the artifact tree takes it. */
export function modelNameOf(target: string): string {
  const plain = target
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);
  return plain === "" ? "table" : plain;
}
