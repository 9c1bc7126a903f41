import { throwIfAborted } from "../../core/errors.ts";
import type { Clock, MetricSink } from "../../core/ports.ts";
import type { ProgressSink } from "../../core/progress.ts";
import type { TrainingConfig } from "../../domain/training-config.ts";
import type { TabularData } from "../../models/tabular.ts";
import { fitCalibrators } from "./calibrate.ts";
import { crossValidator, type Judge, type Judged } from "./cross-validate.ts";
import { fitCounter, type FitCounter } from "./fit-counter.ts";
import { alwaysAnew, type Once } from "./once.ts";
import { tableParts } from "./table-parts.ts";
import { evaluateTable, type TableReport } from "./table-report.ts";
import type { CellTable } from "./table-schema.ts";
import { methodIds, tableMethod, type TableMethod, type TableTask } from "./table-task.ts";
import type { TrainedTable } from "./trained-table.ts";
import { tuneMethod, type TuningReport } from "./tune-method.ts";

export interface TableTraining {
  readonly trained: TrainedTable;
  readonly report: TableReport;
}

export interface TableTrainingContext {
  readonly progress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For the time that is left. */
  readonly clock?: Clock | undefined;
  /** Time until no more is tried; asked before each trial. Default Infinity. */
  readonly leftMs?: (() => number) | undefined;
  /** Keeps what is finished; by default nothing is kept. */
  readonly once?: Once | undefined;
  /** Told what the fit of the chosen method measures as it goes. */
  readonly metrics?: MetricSink | undefined;
  /** Told what was judged, and the loss. */
  readonly onJudged?: ((what: string, loss: number) => void) | undefined;
}

/** What was chosen, and how. */
interface Choice {
  readonly best: Judged;
  readonly candidates: TableReport["candidates"];
  readonly tuning: TuningReport | null;
}

const INTERVAL_LEVEL = 0.9;
/** On the training part, and on all that may be learned from. */
const FINAL_FITS = 2;

/**
 * Train a model of a table's target: rows are held back, methods compared by cross-validation on the rest, the options
 * of the best one searched in the same way, the best one fitted, calibrated on out-of-fold predictions, and looked at
 * once on the rows held back.
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
  const { schema, classes, train, validation, test, learned, random } = parts;
  const { signal, once = alwaysAnew, leftMs = () => Infinity } = context;
  const counter = fitCounter(context.progress, context.clock, leftMs);
  const judge = crossValidator(task, parts, { once, onFold: counter.next, signal });
  const { best, candidates, tuning } = await chooseMethod(task, config, classes, judge, {
    counter,
    isOver: () => leftMs() <= 0,
    signal,
    onJudged: context.onJudged,
  });

  const { method } = best;
  const fitted = async (data: TabularData, what: string, metrics?: MetricSink): Promise<unknown> => {
    throwIfAborted(signal, "Training");
    counter.next();
    return once(JSON.stringify([method.id, method.options, what]), () =>
      method.fit(data, { random: random.fork("fit"), signal, metrics }),
    );
  };
  const calibrators =
    task === "classification" && config.calibration !== "none"
      ? fitCalibrators(config.calibration, best.target, best.outputs, classes.length)
      : [];
  const intervalHalf = task === "regression" ? errorQuantile(best.target, best.outputs) : 0;
  const common = { task, target, schema, method, classes, calibrators, intervalHalf };
  counter.phase(`Fitting ${method.label}`);
  const chosen = { ...common, state: await fitted(train, "train", context.metrics) };
  const trained = { ...common, state: await fitted(learned, "learned") };
  counter.phase("Evaluating");
  counter.next();
  const report = evaluateTable({
    trained,
    config,
    candidates,
    tuning,
    parts: {
      training: { data: train, by: chosen },
      validation: { data: validation, by: chosen },
      test: { data: test, by: trained },
    },
    random: random.fork("importance"),
  });
  return { trained, report };
}

/** Compare the methods, or take the one named, and search the options of the best. */
async function chooseMethod(
  task: TableTask,
  config: TrainingConfig,
  classes: readonly string[],
  judge: Judge,
  control: {
    readonly counter: FitCounter;
    readonly isOver: () => boolean;
  } & Pick<TableTrainingContext, "signal" | "onJudged">,
): Promise<Choice> {
  const { counter, signal, isOver, onJudged } = control;
  const isAuto = config.model === "auto";
  const compares = isAuto && config.hyperparameter_tuning;
  const wanted = isAuto ? (compares ? methodIds(task) : ["boosted-trees"]) : [config.model];
  const searches =
    config.hyperparameter_tuning &&
    config.tuning_trials > 0 &&
    Object.keys(config.model_options).length === 0;
  const trials = searches ? config.tuning_trials : 0;
  counter.plan((wanted.length + trials) * config.cross_validation_folds + FINAL_FITS);

  const candidates: { readonly method: string; readonly cross_validation_loss: number }[] = [];
  let best: Judged | null = null;
  for (const id of wanted) {
    const method = await tableMethod(task, id, isAuto ? {} : config.model_options, classes);
    counter.phase(`${compares ? "Comparing" : "Judging"} ${method.label}`);
    const judged = await judge(method);
    onJudged?.(method.label, judged.loss);
    candidates.push({ method: id, cross_validation_loss: judged.loss });
    if (best === null || judged.loss < best.loss) best = judged;
  }
  const { method } = best!;
  if (!searches) return { best: best!, candidates, tuning: null };
  const withOptions = (options: TableMethod["options"]): Promise<TableMethod> =>
    tableMethod(task, method.id, options, classes);
  counter.phase(`Tuning ${method.label}`);
  const tuned = await tuneMethod(
    method,
    async ({ number, options, resource, report }) => {
      const judged = await judge(await withOptions(options), { share: resource, report });
      onJudged?.(`${method.label}, trial ${number + 1}${judged.stopped ? ", given up" : ""}`, judged.loss);
      if (resource === 1 && !judged.stopped && judged.loss < best!.loss) best = judged;
      return judged.loss;
    },
    { method: config.tuning_method, trials, seed: config.random_state, isOver, signal },
  );
  if (tuned === null) return { best: best!, candidates, tuning: null };
  candidates.push({ method: `${method.id}, tuned`, cross_validation_loss: tuned.loss });
  return { best: best!, candidates, tuning: tuned.report };
}

/** The size below which 90 % of errors stay, as split conformal prediction takes it. @see Lei et al. (2018) */
function errorQuantile(target: Float64Array, outputs: Float64Array): number {
  const errors = target.map((y, i) => Math.abs(y - outputs[i]!)).sort();
  return errors[Math.min(errors.length, Math.ceil((errors.length + 1) * INTERVAL_LEVEL)) - 1]!;
}
