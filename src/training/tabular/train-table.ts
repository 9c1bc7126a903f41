import { throwIfAborted } from "../../core/errors.ts";
import type { ProgressSink } from "../../core/progress.ts";
import { seededRandom } from "../../core/random.ts";
import type { TrainingConfig } from "../../domain/training-config.ts";
import { holdOut, kFolds, type SplitRule } from "../../evaluation/table-splits.ts";
import { dataRows, type TabularData } from "../../models/tabular.ts";
import type { Configuration } from "../tuning/search-space.ts";
import { fitCalibrators } from "./calibrate.ts";
import { tableTrainingError } from "./errors.ts";
import { evaluateTable, type TableReport } from "./table-report.ts";
import { categoriesIn, inferSchema, isMissing, numbersOf, tableFeatures, timesOf } from "./table-schema.ts";
import type { CellTable } from "./table-schema.ts";
import { tuneMethod } from "./tune-method.ts";
import { methodIds, tableLoss, tableMethod, type TableMethod, type TableTask } from "./table-task.ts";
import type { TrainedTable } from "./trained-table.ts";

export interface TableTraining {
  readonly trained: TrainedTable;
  readonly report: TableReport;
}

/** A method with its out-of-fold predictions. */
interface Judged {
  readonly method: TableMethod;
  readonly held: { readonly target: Float64Array; readonly outputs: Float64Array };
  readonly loss: number;
}

const LEAST_ROWS = 20;
const INTERVAL_LEVEL = 0.9;

/**
 * Train a model of a table's target: rows are held back, methods compared by cross-validation on the rest, the options
 * of the best one searched in the same way, the best one fitted, calibrated on out-of-fold predictions, and looked at once on the rows held back.
 *
 * @throws `table-training.*`, `tabular.*`, `model.*`, `evaluation.too-few-rows`, `core.aborted`
 */
export async function trainTable(
  task: TableTask,
  table: CellTable,
  target: string,
  config: TrainingConfig,
  context: {
    readonly progress?: ProgressSink | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Asked before each trial; true ends the search with the best so far. */
    readonly isOver?: (() => boolean) | undefined;
  },
): Promise<TableTraining> {
  const random = seededRandom(config.random_state, "table");
  const kept = withTarget(table, target);
  const rows = kept.cells[0]!.length;
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
  const all: TabularData = { ...tableFeatures(kept, schema), target: y };
  const train = dataRows(all, trainRows);
  const folds = kFolds(train.rows, config.cross_validation_folds, ruleFor(trainRows), random.fork("folds"));
  const { signal, progress } = context;

  const fitted = async (method: TableMethod, data: TabularData): Promise<unknown> => {
    throwIfAborted(signal, "Training");
    return method.fit(data, { random: random.fork("fit"), progress, signal });
  };
  const outputsPerRow = Math.max(1, classes.length);
  /**
   * Predictions of rows by fits that did not see them; by time the first stretch has none.
   *
   * @param share of each fold's rows to fit on, taken evenly
   */
  const outOfFold = async (method: TableMethod, share = 1): Promise<Judged["held"]> => {
    const targets: number[] = [];
    const outputs: number[] = [];
    for (const fold of folds) {
      const state = await fitted(method, dataRows(train, evenShare(fold.train, share)));
      const part = dataRows(train, fold.test);
      for (const value of method.outputs(state, part)) outputs.push(value);
      for (const value of part.target) targets.push(value);
    }
    return { target: Float64Array.from(targets), outputs: Float64Array.from(outputs) };
  };

  const candidates: { readonly method: string; readonly cross_validation_loss: number }[] = [];
  const compares = config.model === "auto" && config.hyperparameter_tuning;
  const wanted = config.model === "auto" ? (compares ? methodIds(task) : ["boosted-trees"]) : [config.model];
  let best: Judged | null = null;
  for (const [i, id] of wanted.entries()) {
    const options = config.model === "auto" ? {} : config.model_options;
    const method = await tableMethod(task, id, options, classes);
    progress?.({
      phase: `Comparing ${method.label}`,
      done: i,
      total: wanted.length,
      unit: "methods",
      remainingMs: null,
    });
    const held = await outOfFold(method);
    const loss = tableLoss(task, held.target, held.outputs, outputsPerRow);
    candidates.push({ method: id, cross_validation_loss: loss });
    if (best === null || loss < best.loss) best = { method, held, loss };
  }
  let { method, held } = best!;
  const judged = async (options: Configuration, share: number): Promise<Judged> => {
    const tried = await tableMethod(task, method.id, options, classes);
    const outputs = await outOfFold(tried, share);
    return {
      method: tried,
      held: outputs,
      loss: tableLoss(task, outputs.target, outputs.outputs, outputsPerRow),
    };
  };
  const searches = config.hyperparameter_tuning && config.tuning_trials > 0;
  const tuned =
    searches && Object.keys(config.model_options).length === 0
      ? await tuneMethod(method, async (options, share) => (await judged(options, share)).loss, {
          method: config.tuning_method,
          trials: config.tuning_trials,
          seed: config.random_state,
          isOver: context.isOver,
          signal,
          onTrial: ({ number }) =>
            progress?.({
              phase: `Tuning ${method.label}`,
              done: number + 1,
              total: config.tuning_trials,
              unit: "trials",
              remainingMs: null,
            }),
        })
      : null;
  if (tuned !== null) {
    candidates.push({ method: `${method.id}, tuned`, cross_validation_loss: tuned.loss });
    if (tuned.loss < best!.loss) ({ method, held } = await judged(tuned.options, 1));
  }
  const calibrators =
    task === "classification" && config.calibration !== "none"
      ? fitCalibrators(config.calibration, held.target, held.outputs, classes.length)
      : [];
  const intervalHalf = task === "regression" ? errorQuantile(held.target, held.outputs) : 0;

  const common = { task, target, schema, method, classes, calibrators, intervalHalf };
  const chosen = { ...common, state: await fitted(method, train) };
  const trained = { ...common, state: await fitted(method, dataRows(all, outer.train)) };
  const report = evaluateTable({
    trained,
    config,
    candidates,
    tuning: tuned?.report ?? null,
    parts: {
      training: { data: train, by: chosen },
      validation: { data: dataRows(all, validationRows), by: chosen },
      test: { data: dataRows(all, outer.test), by: trained },
    },
    random: random.fork("importance"),
  });
  return { trained, report };
}

/** A share of rows, spread evenly over them. */
function evenShare(rows: ArrayLike<number>, share: number): number[] {
  return Array.from(rows).filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share));
}

function withTarget(table: CellTable, target: string): CellTable {
  const cells = table.cells[table.columns.indexOf(target)]!;
  const rows = cells.flatMap((text, row) => (isMissing(text) ? [] : [row]));
  return { ...table, cells: table.cells.map((column) => rows.map((row) => column[row]!)) };
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

/** The size below which 90 % of errors stay, as split conformal prediction takes it. @see Lei et al. (2018) */
function errorQuantile(target: Float64Array, outputs: Float64Array): number {
  const errors = target.map((y, i) => Math.abs(y - outputs[i]!)).sort();
  return errors[Math.min(errors.length, Math.ceil((errors.length + 1) * INTERVAL_LEVEL)) - 1]!;
}
