import { seededRandom, type Random } from "../../core/random.ts";
import { nearestWord } from "../../domain/nearest-word.ts";
import type { TrainingConfig } from "../../domain/training-config.ts";
import { holdOut, kFolds, type RowSplit, type SplitRule } from "../../evaluation/table-splits.ts";
import { dataRows, type TabularData } from "../../models/tabular.ts";
import { tableTrainingError } from "./errors.ts";
import { categoriesIn, inferSchema, isMissing, numbersOf, tableFeatures, timesOf } from "./table-schema.ts";
import type { CellTable, TableSchema } from "./table-schema.ts";
import type { TableTask } from "./table-task.ts";

/** A table's rows with a target, read as features and parted. */
export interface TableParts {
  readonly schema: TableSchema;
  /** Names of the classes; none for regression. */
  readonly classes: readonly string[];
  /** What is chosen by: neither in `validation` nor in `test`. */
  readonly train: TabularData;
  readonly validation: TabularData;
  readonly test: TabularData;
  /** Numbers of the table's rows in `test`. */
  readonly testRows: Int32Array;
  /** Training and validation together. */
  readonly learned: TabularData;
  readonly all: TabularData;
  /** Of `train`. */
  readonly folds: readonly RowSplit[];
  readonly random: Random;
}

const LEAST_ROWS = 20;

/**
 * Read a table's features and hold rows back as the configuration says.
 *
 * @throws `table-training.*`, `evaluation.too-few-rows`
 */
export function tableParts(
  task: TableTask,
  table: CellTable,
  target: string,
  config: TrainingConfig,
): TableParts {
  const random = seededRandom(config.random_state, "table");
  const { kept, known } = withTarget(table, target);
  const rows = known.length;
  if (rows < LEAST_ROWS)
    throw tableTrainingError("table-training.too-few-rows", { found: rows, needed: LEAST_ROWS });
  const targetCells = kept.cells[kept.columns.indexOf(target)]!;
  const classes = task === "classification" ? classNames(targetCells) : [];
  const numbers = new Map(classes.map((name, k) => [name, k]));
  const y =
    task === "classification"
      ? Float64Array.from(targetCells, (text) => numbers.get(text)!)
      : numbersOf(target, targetCells, kept.decimalComma === true);

  const ruleFor = splitRule(kept, config, task, y);
  const outer = holdOut(rows, config.test_size, ruleFor(null), random.fork("test"));
  const share = config.validation_size / (1 - config.test_size);
  const inner = holdOut(outer.train.length, share, ruleFor(outer.train), random.fork("validation"));
  const trainRows = inner.train.map((row) => outer.train[row]!);
  const validationRows = inner.test.map((row) => outer.train[row]!);

  const leftOut = [target, config.group_column].filter((name) => name !== "");
  const schema = inferSchema(kept, leftOut, config.column_types, outer.train);
  checkKnown("column_encodings", Object.keys(config.column_encodings), kept.columns);
  const weights = classWeights(config.class_weights, classes, y);
  const all: TabularData = {
    ...tableFeatures(kept, schema),
    target: y,
    ...(weights !== undefined && { weights }),
  };
  const train = dataRows(all, trainRows);
  return {
    schema,
    classes,
    train,
    validation: dataRows(all, validationRows),
    test: dataRows(all, outer.test),
    testRows: outer.test.map((row) => known[row]!),
    learned: dataRows(all, outer.train),
    all,
    folds: kFolds(train.rows, config.cross_validation_folds, ruleFor(trainRows), random.fork("folds")),
    random,
  };
}

function withTarget(
  table: CellTable,
  target: string,
): { readonly kept: CellTable; readonly known: readonly number[] } {
  const cells = table.cells[table.columns.indexOf(target)]!;
  const known = cells.flatMap((text, row) => (isMissing(text) ? [] : [row]));
  const kept = { ...table, cells: table.cells.map((column) => known.map((row) => column[row]!)) };
  return { kept, known };
}

/** The weight of each row by its class; undefined where all count alike. @throws `table-training.unknown-name` */
function classWeights(
  wanted: TrainingConfig["class_weights"],
  classes: readonly string[],
  y: Float64Array,
): Float64Array | undefined {
  if (wanted === "none" || classes.length === 0) return undefined;
  if (wanted !== "balanced") {
    checkKnown("class_weights", Object.keys(wanted), classes);
    return y.map((k) => wanted[classes[k]!] ?? 1);
  }
  const counts = new Float64Array(classes.length);
  for (const k of y) counts[k]!++;
  return y.map((k) => y.length / (classes.length * counts[k]!));
}

function checkKnown(key: string, names: readonly string[], known: readonly string[]): void {
  const found = names.find((name) => !known.includes(name));
  if (found === undefined) return;
  const nearest = nearestWord(found, known) ?? "";
  throw tableTrainingError("table-training.unknown-name", { key, found, known: known.join(", "), nearest });
}

/** In the order of numbers where all are, else of code units. */
function classNames(cells: readonly string[]): string[] {
  const names = categoriesIn(cells);
  return names.every((name) => Number.isFinite(Number(name)))
    ? names.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))
    : names;
}

/** The rule of the configuration over some of the rows, or all. @throws `table-training.missing-column` */
function splitRule(
  table: CellTable,
  config: TrainingConfig,
  task: TableTask,
  y: Float64Array,
): (rows: Int32Array | null) => SplitRule {
  const by =
    config.split !== "auto"
      ? config.split
      : config.group_column !== ""
        ? "group"
        : config.time_column !== ""
          ? "time"
          : task === "classification"
            ? "stratified"
            : "random";
  const cellsOf = (column: string): readonly string[] => {
    const index = table.columns.indexOf(column);
    if (index >= 0) return table.cells[index]!;
    throw tableTrainingError("table-training.missing-column", {
      column,
      found: table.columns.join(", "),
      nearest: "",
    });
  };
  const pick = <T>(values: ArrayLike<T>, rows: Int32Array | null): T[] =>
    rows === null ? Array.from(values) : Array.from(rows, (row) => values[row]!);
  if (by === "group") {
    const groups = cellsOf(config.group_column);
    return (rows) => ({ by, groups: pick(groups, rows) });
  }
  if (by === "time") {
    const times = timesOf(config.time_column, cellsOf(config.time_column), table.decimalComma === true);
    return (rows) => ({ by, times: pick(times, rows) });
  }
  if (by === "stratified" && task === "classification") return (rows) => ({ by, classes: pick(y, rows) });
  return () => ({ by: "random" });
}
