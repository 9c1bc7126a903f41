import type { TrainingConfig } from "../../domain/training-config.ts";
import type { Judge, Judged } from "./cross-validate.ts";
import { curveFits } from "./learning-curve.ts";
import type { TableReport } from "./table-report.ts";
import { methodIds, type MakeMethod, type TableTask } from "./table-task.ts";
import type { ChoiceControl } from "./training-context.ts";
import { tuneMethod, type TuningReport } from "./tune-method.ts";

/** What was chosen, and how. */
export interface Choice {
  readonly best: Judged;
  readonly candidates: TableReport["candidates"];
  readonly tuning: TuningReport | null;
}

/** Fits after a choice: on the training part, and on all that may be learned from. */
const FINAL_FITS = 2;

/**
 * Compare the methods, or take the one named, and search the options of the best.
 *
 * @throws `tabular.*`, `model.*`, `tuning.*`, `core.aborted`
 */
export async function chooseMethod(
  task: TableTask,
  config: TrainingConfig,
  makeMethod: MakeMethod,
  judge: Judge,
  control: ChoiceControl,
): Promise<Choice> {
  const { counter, signal, onJudged } = control;
  const isOver = (): boolean => control.spentMs() > control.timeLimitMs;
  const isAuto = config.model === "auto";
  const compares = isAuto && config.hyperparameter_tuning;
  const wanted = isAuto ? (compares ? methodIds(task) : ["boosted-trees"]) : [config.model];
  const searches =
    config.hyperparameter_tuning &&
    config.tuning_trials > 0 &&
    Object.keys(config.model_options).length === 0;
  const trials = searches ? config.tuning_trials : 0;
  counter.plan(
    (wanted.length + trials) * config.cross_validation_folds +
      FINAL_FITS +
      curveFits(config) +
      Number(config.refit),
  );

  const candidates: { readonly method: string; readonly cross_validation_loss: number }[] = [];
  let best: Judged | null = null;
  for (const id of wanted) {
    const method = await makeMethod(id, isAuto ? {} : config.model_options);
    counter.phase(`${compares ? "Comparing" : "Judging"} ${method.label}`);
    const judged = await judge(method);
    onJudged(method.label, judged.loss);
    candidates.push({ method: id, cross_validation_loss: judged.loss });
    if (best === null || judged.loss < best.loss) best = judged;
  }
  const { method } = best!;
  if (!searches) return { best: best!, candidates, tuning: null };
  counter.phase(`Tuning ${method.label}`);
  const tuned = await tuneMethod(
    method,
    async ({ number, options, resource, report }) => {
      const judged = await judge(await makeMethod(method.id, options), { share: resource, report });
      onJudged(`${method.label}, trial ${number + 1}${judged.stopped ? ", given up" : ""}`, judged.loss);
      if (resource === 1 && !judged.stopped && judged.loss < best!.loss) best = judged;
      return judged.loss;
    },
    { method: config.tuning_method, trials, seed: config.random_state, isOver, signal },
  );
  if (tuned === null) return { best: best!, candidates, tuning: null };
  candidates.push({ method: `${method.id}, tuned`, cross_validation_loss: tuned.loss });
  return { best: best!, candidates, tuning: tuned.report };
}
