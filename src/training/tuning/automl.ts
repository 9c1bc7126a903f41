import { log } from "../../core/elementary.ts";
import { throwIfAborted } from "../../core/errors.ts";
import { seededRandom } from "../../core/random.ts";
import {
  CLASSIFICATION_MODEL_IDS,
  loadClassificationModel,
  loadRegressionModel,
  REGRESSION_MODEL_IDS,
} from "../../models/catalog.ts";
import type { ClassificationData } from "../../models/classification/task.ts";
import type { OptionsSchema } from "../../models/model.ts";
import { modelOptions } from "../../models/options.ts";
import { dataRows, tableRows, type TabularData } from "../../models/tabular.ts";
import { greedyEnsemble } from "./greedy-ensemble.ts";
import { hyperband } from "./hyperband.ts";
import { optionImportance, type OptionImportance } from "./option-importance.ts";
import type { SearchControl, SearchOutcome } from "./run-trial.ts";
import { searchSpace, type Configuration, type SearchDimension, type SearchSpace } from "./search-space.ts";
import type { Objective, TrialRecord } from "./trial.ts";
import { tune, type SearchMethod } from "./tune.ts";

export type TabularTask =
  | { readonly kind: "classification"; readonly data: ClassificationData }
  | { readonly kind: "regression"; readonly data: TabularData };

export interface AutomlRequest extends SearchControl {
  readonly method: SearchMethod | "hyperband";
  /** Trials at most; Hyperband ends with its last bracket, or before. */
  readonly trials: number;
  readonly folds: number;
  /** Best trials that may be members of the ensemble. */
  readonly candidates: number;
}

export interface AutomlMember {
  readonly model: string;
  readonly options: Configuration;
  readonly weight: number;
  /** Out of fold. */
  readonly loss: number;
}

export interface AutomlOutcome extends SearchOutcome {
  /** Those that count, the heaviest first; fit each to all rows and blend by weight. */
  readonly members: readonly AutomlMember[];
  /** Of the blend, out of fold: log-loss of classes, root mean squared error of numbers. */
  readonly loss: number;
  readonly importance: readonly OptionImportance[];
}

/** Hyperband's full resource in units of the least: a ninth of the rows at first. */
const MOST = 9;
const ETA = 3;

/**
 * Search the models of a task and their options together, each judged out of fold, and weight the best into an ensemble
 * that is not worse than its best member on these rows. Numbers are functions of the request alone.
 *
 * @throws `tuning.*`, `tabular.*` of the data, `core.aborted`
 */
export async function automl(task: TabularTask, request: AutomlRequest): Promise<AutomlOutcome> {
  const models = await modelsOf(task);
  const space = jointSpace(models);
  const folds = foldsOf(task, request.folds, request.seed);
  const predicted = new Map<string, Float64Array>();
  const predict = async (options: Configuration, resource: number): Promise<Float64Array> => {
    const key = JSON.stringify([options, resource]);
    const known = predicted.get(key);
    if (known !== undefined) return known;
    const made = await outOfFold(task, models, options, folds, resource, request);
    if (resource === 1) predicted.set(key, made);
    return made;
  };
  const objective: Objective = async ({ options, resource }) =>
    lossOf(task, await predict(options, resource));

  const start = startOf(space, models);
  const { method } = request;
  let count = request.history?.length ?? 0;
  const outcome =
    method === "hyperband"
      ? await hyperband(space, objective, {
          ...request,
          start,
          most: MOST,
          eta: ETA,
          isOver: () => count >= request.trials || request.isOver?.() === true,
          onTrial: async (trial) => {
            count++;
            await request.onTrial?.(trial);
          },
        })
      : await tune(space, objective, { ...request, method, start });

  const best = distinctBest(outcome.trials, outcome.best.resource, request.candidates);
  const library: Float64Array[] = [];
  // Those of a history are made again.
  for (const { options, resource } of best) library.push(await predict(options, resource));
  const { weights, loss } = greedyEnsemble(library, (blend) => lossOf(task, blend));
  const members = best
    .map(({ options, loss: own }, m) => ({ ...ownOptions(options), weight: weights[m]!, loss: own! }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const importance = await optionImportance(space, outcome.trials, request.seed);
  return { ...outcome, members, loss, importance };
}

interface NamedModel {
  readonly id: string;
  readonly schema: OptionsSchema;
  /** Fit to some rows, predict others: classes' probabilities row by row, or numbers. */
  readonly predictRows: (
    fitted: readonly number[],
    others: readonly number[],
    options: Configuration,
    control: { readonly seed: number; readonly label: string; readonly signal: AbortSignal | undefined },
  ) => Promise<Float64Array>;
}

async function modelsOf(task: TabularTask): Promise<readonly NamedModel[]> {
  if (task.kind === "classification") {
    const { data } = task;
    const models = await Promise.all(CLASSIFICATION_MODEL_IDS.map(loadClassificationModel));
    return models.map((model) => ({
      id: model.id,
      schema: model.options,
      predictRows: async (fitted, others, options, { seed, label, signal }) => {
        const context = { random: seededRandom(seed, label), signal };
        const state = await model.fit(dataRows(data, fitted), modelOptions(model, options), context);
        return model.predict(state, tableRows(data, others)).probabilities;
      },
    }));
  }
  const { data } = task;
  const models = await Promise.all(REGRESSION_MODEL_IDS.map(loadRegressionModel));
  return models.map((model) => ({
    id: model.id,
    schema: model.options,
    predictRows: async (fitted, others, options, { seed, label, signal }) => {
      const context = { random: seededRandom(seed, label), signal };
      const state = await model.fit(dataRows(data, fitted), modelOptions(model, options), context);
      return model.predict(state, tableRows(data, others)).values;
    },
  }));
}

/** The model, and each model's options, which count where it is chosen. */
function jointSpace(models: readonly NamedModel[]): SearchSpace {
  const choice: SearchDimension = {
    kind: "list",
    name: "model",
    when: undefined,
    values: models.map(({ id }) => id),
  };
  const options = models.flatMap(({ id, schema }) =>
    searchSpace(schema).map((dimension) => ({
      ...dimension,
      name: `${id}.${dimension.name}`,
      when: { option: "model", is: [id] },
    })),
  );
  return [choice, ...options];
}

/** Boosted trees, which do well without tuning, with their defaults. */
function startOf(space: SearchSpace, models: readonly NamedModel[]): Configuration {
  const model = models.find(({ id }) => id === "boosted-trees") ?? models[0]!;
  const prefix = `${model.id}.`;
  const own = space
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => [name, model.schema[name.slice(prefix.length)]!.default] as const);
  return { model: model.id, ...Object.fromEntries(own) };
}

function ownOptions(configuration: Configuration): {
  readonly model: string;
  readonly options: Configuration;
} {
  const model = String(configuration["model"]);
  const options = Object.entries(configuration)
    .filter(([name]) => name.startsWith(`${model}.`))
    .map(([name, value]) => [name.slice(model.length + 1), value] as const);
  return { model, options: Object.fromEntries(options) };
}

/** The fold of each row: of each class, or of all numbers, as many in each as can be. Shape [rows]. */
function foldsOf({ kind, data }: TabularTask, folds: number, seed: number): Int32Array {
  const random = seededRandom(seed, "folds");
  const keys = Float64Array.from({ length: data.rows }, () => random.next());
  const order = Array.from({ length: data.rows }, (_, row) => row).sort(
    (a, b) => (kind === "classification" ? data.target[a]! - data.target[b]! : 0) || keys[a]! - keys[b]!,
  );
  const foldOf = new Int32Array(data.rows);
  order.forEach((row, place) => (foldOf[row] = place % folds));
  return foldOf;
}

/** Predictions of each row by a model that did not see its fold, fitted to a share of the other rows. */
async function outOfFold(
  task: TabularTask,
  models: readonly NamedModel[],
  configuration: Configuration,
  foldOf: Int32Array,
  resource: number,
  { folds, seed, signal }: AutomlRequest,
): Promise<Float64Array> {
  const { model, options } = ownOptions(configuration);
  const { predictRows } = models.find(({ id }) => id === model)!;
  const { rows } = task.data;
  const width = task.kind === "classification" ? task.data.classes.length : 1;
  const predictions = new Float64Array(rows * width);
  const all = Array.from({ length: rows }, (_, row) => row);
  for (let fold = 0; fold < folds; fold++) {
    throwIfAborted(signal, "The search");
    const others = all.filter((row) => foldOf[row] === fold);
    const random = seededRandom(seed, `rows/${fold}`);
    const chance = all.map(() => random.next());
    const fitted = all.filter((row) => foldOf[row] !== fold && chance[row]! < resource);
    const made = await predictRows(fitted, others, options, { seed, label: `fold/${fold}`, signal });
    others.forEach((row, i) => predictions.set(made.subarray(i * width, (i + 1) * width), row * width));
  }
  return predictions;
}

const LEAST_PROBABILITY = 1e-15;

function lossOf(task: TabularTask, predictions: Float64Array): number {
  const { target, rows } = task.data;
  let sum = 0;
  if (task.kind === "regression") {
    for (let row = 0; row < rows; row++) {
      const error = predictions[row]! - target[row]!;
      sum += error * error;
    }
    return Math.sqrt(sum / rows);
  }
  const width = task.data.classes.length;
  for (let row = 0; row < rows; row++) {
    sum -= log(Math.max(LEAST_PROBABILITY, predictions[row * width + target[row]!]!));
  }
  return sum / rows;
}

/** The best trials of the full resource, no configuration twice. */
function distinctBest(trials: readonly TrialRecord[], resource: number, count: number): TrialRecord[] {
  const sorted = trials
    .filter((trial) => trial.state === "complete" && trial.resource === resource)
    .sort((a, b) => a.loss! - b.loss! || a.number - b.number);
  const seen = new Set<string>();
  const distinct = sorted.filter(({ options }) => {
    const key = JSON.stringify(options);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return distinct.slice(0, count);
}
