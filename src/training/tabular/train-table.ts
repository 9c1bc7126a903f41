import { throwIfAborted } from "../../core/errors.ts";
import type { MetricSink } from "../../core/ports.ts";
import type { TrainingConfig } from "../../domain/training-config.ts";
import type { TabularData } from "../../models/tabular.ts";
import { fitCalibrators } from "./calibrate.ts";
import { chooseEnsemble } from "./choose-ensemble.ts";
import { chooseMethod } from "./choose-method.ts";
import { crossValidator } from "./cross-validate.ts";
import type { ColumnEncodings } from "./encode-categories.ts";
import { encodedMethod } from "./encoded-method.ts";
import { isEnsemble } from "./ensemble-method.ts";
import { fitCounter } from "./fit-counter.ts";
import { learningCurve } from "./learning-curve.ts";
import { alwaysAnew } from "./once.ts";
import { tableParts } from "./table-parts.ts";
import { evaluateTable, type TableReport } from "./table-report.ts";
import type { CellTable, TableSchema } from "./table-schema.ts";
import { tableMethod, type MakeMethod, type TableMethod, type TableTask } from "./table-task.ts";
import { testPredictions, type TestPredictions } from "./test-predictions.ts";
import { tableOutputs, type TrainedTable } from "./trained-table.ts";
import type { TableTrainingContext } from "./training-context.ts";

export interface TableTraining {
  readonly trained: TrainedTable;
  readonly report: TableReport;
  /** Of the rows held back, before any refit. */
  readonly tested: TestPredictions;
}

const INTERVAL_LEVEL = 0.9;

/**
 * Train a model of a table's target: rows are held back, methods judged by cross-validation on the rest, and the best
 * one, or with a preset an ensemble of them, fitted, calibrated on out-of-fold predictions, and looked at once on the
 * rows held back. What is returned was fitted on all rows but those of the test part; or, with a preset or where the
 * configuration says so, on all rows, anew after that look.
 *
 * @throws `table-training.*`, `tabular.*`, `model.*`, `evaluation.too-few-rows`, `core.aborted`
 */
export async function trainTable(
  task: TableTask,
  table: CellTable,
  target: string,
  config: TrainingConfig,
  context: TableTrainingContext,
): Promise<TableTraining> {
  const parts = tableParts(task, table, target, config);
  const { schema, classes, train, validation, test, learned, all, random } = parts;
  const { signal, nets, once = alwaysAnew, spentMs = () => 0, timeLimitMs = Infinity } = context;
  const counter = fitCounter(context.progress, spentMs, timeLimitMs);
  const judge = crossValidator(task, parts, { once, onFold: counter.next, signal, nets });
  const encodings = encodingsOf(schema, config);
  const makeMethod: MakeMethod = async (id, options) => {
    const own = await tableMethod(task, id, options, classes);
    return Object.keys(encodings).length === 0 ? own : encodedMethod(own, encodings, classes.length);
  };
  const onJudged = context.onJudged ?? (() => {});
  const control = { counter, spentMs, timeLimitMs, signal, onJudged };
  const { best, candidates, tuning } =
    config.preset === "custom"
      ? await chooseMethod(task, config, makeMethod, judge, control)
      : await chooseEnsemble(task, config, config.preset, parts, makeMethod, judge, control);

  const { method } = best;
  const fitted = async (
    own: TableMethod,
    data: TabularData,
    what: string,
    metrics?: MetricSink,
  ): Promise<unknown> => {
    if (isEnsemble(own)) {
      const states: unknown[] = [];
      for (const member of own.members) states.push(await fitted(member.method, data, what));
      return states;
    }
    throwIfAborted(signal, "Training");
    counter.next();
    return once(JSON.stringify([own.id, own.options, what]), () =>
      own.fit(data, { random: random.fork("fit"), signal, nets, metrics }),
    );
  };
  const calibrators =
    task === "classification" && config.calibration !== "none"
      ? fitCalibrators(config.calibration, best.target, best.outputs, classes.length)
      : [];
  const intervalHalf = task === "regression" ? errorQuantile(best.target, best.outputs) : 0;
  const common = { task, target, schema, method, classes, calibrators, intervalHalf };
  counter.phase(`Fitting ${method.label}`);
  const chosen = { ...common, state: await fitted(method, train, "train", context.metrics) };
  const tested = { ...common, state: await fitted(method, learned, "learned") };
  const refits = config.refit || config.preset !== "custom";
  const trained = refits ? { ...common, state: await fitted(method, all, "all") } : tested;
  counter.phase("Drawing the learning curve");
  const curve = await learningCurve(
    task,
    method,
    parts,
    chosen.state,
    (data, what) => fitted(method, data, what),
    () => !config.learning_curve || spentMs() > timeLimitMs,
  );
  counter.phase("Evaluating");
  counter.next();
  throwIfAborted(signal, "Training");
  const report = evaluateTable({
    trained: tested,
    config,
    candidates,
    tuning,
    parts: {
      training: { data: train, by: chosen },
      validation: { data: validation, by: chosen },
      test: { data: test, by: tested },
    },
    learningCurve: curve,
    source: { table, testRows: parts.testRows },
    random: random.fork("importance"),
    signal,
  });
  const unitColumn = [config.group_column, config.time_column].find((name) => name !== "");
  const unitCells = unitColumn === undefined ? null : table.cells[table.columns.indexOf(unitColumn)]!;
  const outputs = tableOutputs(tested, test);
  return { trained, report, tested: testPredictions(parts.testRows, test.target, outputs, unitCells) };
}

/** The columns of categories that no method is to read in its own way. */
function encodingsOf(schema: TableSchema, config: TrainingConfig): ColumnEncodings {
  const wanted = schema.flatMap(({ name, kind }) => {
    const encoding = config.column_encodings[name] ?? config.category_encoding;
    return kind === "category" && encoding !== "native" ? [[name, encoding] as const] : [];
  });
  return Object.fromEntries(wanted);
}

/** The size below which 90 % of errors stay, as split conformal prediction takes it. @see Lei et al. (2018) */
function errorQuantile(target: Float64Array, outputs: Float64Array): number {
  const errors = target.map((y, i) => Math.abs(y - outputs[i]!)).sort();
  return errors[Math.min(errors.length, Math.ceil((errors.length + 1) * INTERVAL_LEVEL)) - 1]!;
}
