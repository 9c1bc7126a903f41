import { AppError } from "../../core/errors.ts";
import type { TablePreset, TrainingConfig } from "../../domain/training-config.ts";
import { greedyEnsemble, type EnsembleWeights } from "../tuning/greedy-ensemble.ts";
import type { Choice } from "./choose-method.ts";
import type { Judge, Judged } from "./cross-validate.ts";
import { ensembleMethod } from "./ensemble-method.ts";
import { curveFits } from "./learning-curve.ts";
import { portfolio } from "./portfolio.ts";
import type { TableParts } from "./table-parts.ts";
import { tableLoss, type MakeMethod, type TableTask } from "./table-task.ts";
import type { ChoiceControl } from "./training-context.ts";

/** A method that was judged, and what that took. */
interface Tried {
  readonly judged: Judged;
  readonly spentMs: number;
}

/** Fits of each member after the choice: on the training part, on all but the test part, on all rows. */
const FINAL_FITS = 3;
/** What those take beside one cross-validation of five folds: (1 + 0.8/0.7 + 1/0.7) / (5 · 0.8). */
const FINAL_SHARE = 0.9;
/** Methods judged before the first look whether more of them still help. */
const TRIED_FIRST = 6;
/** So many in a row that lower the ensemble's loss by less than this share of it end the judging. */
const PATIENCE = 4;
const LEAST_GAIN = 0.003;

/**
 * Judge a preset's methods in their order until the time limit, or until more of them no longer help, and weight them
 * into an ensemble by their out-of-fold predictions, on which it is never worse than its best member. A method that
 * refuses the table is passed over.
 *
 * @throws `tabular.*`, `model.*` where every method refuses, `core.aborted`
 */
export async function chooseEnsemble(
  task: TableTask,
  config: TrainingConfig,
  preset: Exclude<TablePreset, "custom">,
  { train: { rows }, classes }: TableParts,
  makeMethod: MakeMethod,
  judge: Judge,
  { counter, spentMs, timeLimitMs, onJudged }: ChoiceControl,
): Promise<Choice> {
  const entries = portfolio(task, preset, rows);
  counter.plan(entries.length * (config.cross_validation_folds + FINAL_FITS + curveFits(config)));
  const tried: Tried[] = [];
  const candidates: { readonly method: string; readonly cross_validation_loss: number }[] = [];
  const losses: number[] = [];
  let weights: EnsembleWeights = { weights: [], loss: Infinity };
  let refusal: unknown = null;
  for (const { method: id, options } of entries) {
    if (tried.length > 0 && spentMs() + finalMs(tried, weights) + meanMs(tried) > timeLimitMs) break;
    if (isEnough(losses)) break;
    const method = await makeMethod(id, options);
    counter.phase(`Judging ${method.label}`);
    const begin = spentMs();
    // Its own final fits are to come, too.
    const isLate = (): boolean =>
      tried.length > 0 &&
      spentMs() + finalMs(tried, weights) + FINAL_SHARE * (spentMs() - begin) > timeLimitMs;
    try {
      const judged = await judge(method, { report: isLate });
      if (judged.stopped) {
        onJudged(`${described(id, options)}, given up for want of time`, judged.loss);
        break;
      }
      tried.push({ judged, spentMs: spentMs() - begin });
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind === "aborted") throw thrown;
      refusal ??= thrown;
      continue;
    }
    const { judged } = tried.at(-1)!;
    candidates.push({ method: described(id, options), cross_validation_loss: judged.loss });
    onJudged(described(id, options), judged.loss);
    weights = weigh(task, tried, classes.length);
    losses.push(weights.loss);
  }
  if (tried.length === 0) throw refusal;
  const members = tried
    .map(({ judged }, t) => ({ judged, weight: weights.weights[t]! }))
    .filter(({ weight }) => weight > 0);
  const [first, ...others] = members;
  if (others.length === 0) return { best: first!.judged, candidates, tuning: null };
  const method = ensembleMethod(members.map(({ judged, weight }) => ({ method: judged.method, weight })));
  const outputs = new Float64Array(first!.judged.outputs.length);
  for (const { judged, weight } of members) {
    for (let i = 0; i < outputs.length; i++) outputs[i]! += weight * judged.outputs[i]!;
  }
  const { target } = first!.judged;
  const loss = tableLoss(task, target, outputs, Math.max(1, classes.length));
  candidates.push({ method: `${method.id} of ${members.length}`, cross_validation_loss: loss });
  onJudged(method.label, loss);
  return { best: { method, target, outputs, loss, stopped: false }, candidates, tuning: null };
}

/** A member whose going costs less than this share of the loss goes: it would have to be fitted, kept and asked. */
const LEAST_SHARE = 0.001;

/** Weights of the methods tried, of as few as do nearly as well, and never worse than the best of them. */
function weigh(task: TableTask, tried: readonly Tried[], classes: number): EnsembleWeights {
  const { target } = tried[0]!.judged;
  const alone = tried.reduce((least, { judged }) => Math.min(least, judged.loss), Infinity);
  const predictions =
    task === "regression"
      ? tried.map(({ judged }) => judged.outputs)
      : // Log loss looks at the probability of each row's own class alone.
        tried.map(({ judged }) => target.map((k, row) => judged.outputs[row * classes + k]!));
  const wanted = task === "regression" ? target : new Float64Array(target.length);
  const lossOf = (blend: Float64Array): number => tableLoss(task, wanted, blend, 1);
  let best = greedyEnsemble(predictions, lossOf);
  const most = Math.min(alone, best.loss * (1 + LEAST_SHARE));
  for (;;) {
    const kept = best.weights.flatMap((weight, t) => (weight > 0 ? [t] : []));
    if (kept.length < 2) return best;
    const lightest = kept.reduce((least, t) => (best.weights[t]! < best.weights[least]! ? t : least));
    const others = kept.filter((t) => t !== lightest);
    const fewer = greedyEnsemble(
      others.map((t) => predictions[t]!),
      lossOf,
    );
    if (fewer.loss > most) return best;
    const weights = tried.map((_, t) => {
      const place = others.indexOf(t);
      return place < 0 ? 0 : fewer.weights[place]!;
    });
    best = { weights, loss: fewer.loss };
  }
}

/** What judging one more method and fitting it will take, if it is like those before. */
const meanMs = (tried: readonly Tried[]): number =>
  ((1 + FINAL_SHARE) * tried.reduce((sum, each) => sum + each.spentMs, 0)) / tried.length;

/** What the final fits of the members will take. */
function finalMs(tried: readonly Tried[], { weights }: EnsembleWeights): number {
  return FINAL_SHARE * tried.reduce((sum, each, t) => sum + (weights[t]! > 0 ? each.spentMs : 0), 0);
}

/** Whether the last methods have hardly helped. */
function isEnough(losses: readonly number[]): boolean {
  if (losses.length < TRIED_FIRST + PATIENCE) return false;
  const before = losses.at(-1 - PATIENCE)!;
  return before - losses.at(-1)! < LEAST_GAIN * Math.abs(before);
}

function described(method: string, options: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(options).map(([name, value]) => `${name} ${String(value)}`);
  return given.length === 0 ? method : `${method} (${given.join(", ")})`;
}
