import { log2 } from "../../core/elementary.ts";
import { throwIfAborted } from "../../core/errors.ts";
import { seededRandom, type Random } from "../../core/random.ts";
import * as layout from "../kernels/trees/layout.ts";
import { binTable, describeBins, findBins } from "./binning.ts";
import { boostingOptions, type BoostingOptions } from "./boosting-options.ts";
import { buildEnsemble, type FinishedTree } from "./ensemble-builder.ts";
import type { TreeEnsemble } from "./ensemble.ts";
import { iterationCount } from "./ensemble.ts";
import { predictRaw } from "./ensemble-predict.ts";
import { checkTable, chunksOf, matrixSteps, type FeatureMatrix } from "./feature-matrix.ts";
import {
  addToBag,
  addToOthers,
  configureSearch,
  growTree,
  Nursery,
  scratchBytes,
  type GrownTree,
  type GrowthOptions,
} from "./grow.ts";
import type { SharedThreads } from "./kernel-team.ts";
import { columnsOf, type LabelColumns, type LabelledRows } from "./labelled-rows.ts";
import { lambdaGradients, rankingMetric, type RankingOptions } from "./lambdarank.ts";
import { drawShare } from "./draw.ts";
import { checkLabels, lossOf, type Loss } from "./losses.ts";
import { orderFreeQuantile, powerOfTwoAbove } from "./order-free.ts";
import { TreeEngine } from "./tree-engine.ts";
import { treeTrainingError } from "./training-errors.ts";

export interface BoostingContext {
  readonly featureNames?: readonly string[];
  /** Rows whose loss is watched, for early stopping. */
  readonly validation?: LabelledRows;
  /** Trees to continue from (warm start); they are kept in front. */
  readonly initial?: TreeEnsemble;
  readonly threads?: SharedThreads;
  readonly signal?: AbortSignal;
  /** Called after each iteration, with the validation loss if there is one. */
  readonly onIteration?: (iteration: number, validationLoss: number | null) => void;
}

export interface BoostingResult {
  readonly ensemble: TreeEnsemble;
  /** Validation loss after each iteration; empty without validation rows. */
  readonly validationLosses: readonly number[];
  /** New iterations that were kept. */
  readonly iterations: number;
  /** Memory that the kernel held. */
  readonly memoryBytes: number;
}

/**
 * Train gradient-boosted trees on binned features.
 *
 * The same rows give the same trees, bit for bit, on any number of threads, and in any order of rows as long as there
 * are at most `binConstructSampleCnt` of them and none are drawn at random. Of equal splits the one of the lowest
 * feature wins, then the one with the lowest bin, missing values to the right before left.
 *
 * @throws `trees.*` for data, options and memory; `core.aborted`
 * @see Friedman (2001); Ke et al. (2017), LightGBM; Shi et al. (2022), quantised gradients
 */
export async function trainBoosting(
  data: LabelledRows,
  given: Partial<BoostingOptions>,
  context: BoostingContext = {},
): Promise<BoostingResult> {
  checkTable(data.matrix);
  const options = boostingOptions(given, data.matrix.features);
  const { validation } = context;
  if (validation) checkTable(validation.matrix);
  const train = columnsOf(data);
  const watched = validation ? columnsOf(validation) : null;
  const loss = lossOf(options, train.labels, train.weights);
  if (watched) {
    expectFeatures("A row of the validation rows", watched.matrix.features, data.matrix.features);
    checkLabels(options, watched.labels, "validation row");
  }
  if (context.featureNames) {
    expectFeatures("The list of feature names", context.featureNames.length, data.matrix.features);
  }
  const shape = {
    rows: data.matrix.rows + (validation?.matrix.rows ?? 0),
    trainRows: data.matrix.rows,
    features: data.matrix.features,
  };
  const engine = await TreeEngine.open(shape, context.threads);
  try {
    const bins = await findBins(engine, data.matrix, options);
    describeBins(engine, bins);
    await binTable(engine, data.matrix, bins, 0);
    if (validation) await binTable(engine, validation.matrix, bins, shape.trainRows);
    const boosting = new Boosting(engine, options, loss, train, watched);
    await boosting.start(context.initial ?? null);
    const trees = boosting.run(context);
    const featureNames =
      context.featureNames ?? context.initial?.featureNames ?? bins.map((_, f) => `Column_${f}`);
    const head = { featureNames, classCount: loss.classes, objective: loss.objective, averageOutput: false };
    return {
      ensemble: buildEnsemble(head, bins, trees, context.initial ?? null),
      validationLosses: boosting.validationLosses,
      iterations: trees.length / loss.classes,
      memoryBytes: engine.memoryBytes,
    };
  } finally {
    engine.close();
  }
}

function expectFeatures(what: string, found: number, expected: number): void {
  if (found !== expected) throw treeTrainingError("trees.shape", { what, found, expected });
}

/** One training at work. */
class Boosting {
  readonly validationLosses: number[] = [];
  readonly #engine: TreeEngine;
  readonly #options: BoostingOptions;
  readonly #loss: Loss;
  readonly #train: LabelColumns;
  readonly #watched: LabelColumns | null;
  readonly #nursery: Nursery;
  readonly #random: Random;
  readonly #wide: boolean;
  /** What the first new trees carry besides their own, per class. */
  #initial: number[];

  constructor(
    engine: TreeEngine,
    options: BoostingOptions,
    loss: Loss,
    train: LabelColumns,
    watched: LabelColumns | null,
  ) {
    this.#engine = engine;
    this.#options = options;
    this.#loss = loss;
    this.#train = train;
    this.#watched = watched;
    this.#random = seededRandom(options.seed, "boosting");
    this.#wide = !loss.unitHessian || train.weights !== null;
    const { rows, trainRows, features } = engine;
    engine.place(layout.LABEL, trainRows * 8);
    engine.floats64(engine.word(layout.LABEL), trainRows).set(train.labels);
    if (loss.rowWeights) {
      engine.place(layout.WEIGHT, trainRows * 4);
      engine.floats32(engine.word(layout.WEIGHT), trainRows).set(loss.rowWeights);
    }
    engine.place(layout.SCORES, loss.classes * rows * 8);
    engine.place(layout.GRADIENTS, loss.classes * trainRows * 4);
    if (this.#wide) engine.place(layout.HESSIANS, loss.classes * trainRows * 4);
    if (this.#bags()) engine.place(layout.BAG, rows);
    engine.setWord(layout.CLASSES, loss.classes);
    engine.setWord(layout.OBJECTIVE, loss.code);
    engine.setFloat(layout.PARAMETER_0, loss.parameters[0]);
    engine.setFloat(layout.PARAMETER_1, loss.parameters[1]);
    engine.placeOrders(this.#wide ? layout.MODE_WIDE : layout.MODE_NARROW, options.numLeaves);
    configureSearch(engine, this.#growth());
    engine.bytes(engine.word(layout.FEATURE_MASK), 2 * features).fill(1);
    this.#nursery = new Nursery(engine);
    this.#initial = Array.from({ length: loss.classes }, () => 0);
  }

  /** Write the starting scores of all rows: an earlier model's, or the best constant, which the first trees then carry. */
  async start(initial: TreeEnsemble | null): Promise<void> {
    const { rows, trainRows } = this.#engine;
    const scores = this.#scores();
    if (initial) {
      this.#checkInitial(initial);
      const parts = this.#watched ? [this.#train, this.#watched] : [this.#train];
      let first = 0;
      for (const { matrix } of parts) {
        for await (const { chunk, firstRow } of chunksOf(matrix)) {
          writeScores(initial, chunk, scores, rows, first + firstRow);
        }
        first = trainRows;
      }
    } else if (this.#options.boostFromAverage) {
      this.#initial = this.#loss.initialScores(this.#train.labels, this.#train.weights);
      this.#initial.forEach((score, k) => scores.fill(score, k * rows, (k + 1) * rows));
    }
  }

  #checkInitial(initial: TreeEnsemble): void {
    const compare = (what: string, found: string | number, expected: string | number): void => {
      if (found === expected) return;
      throw treeTrainingError("trees.other-shape", { what, found: `${found}`, expected: `${expected}` });
    };
    compare("features", initial.featureCount, this.#engine.features);
    compare("classes", initial.classCount, this.#loss.classes);
    compare("objective", initial.objective.name, this.#loss.objective.name);
    compare("square roots of labels", `${initial.objective.squareRoot ?? false}`, "false");
    compare("averaged trees", `${initial.averageOutput}`, "false");
    // The earlier model's loss is measured with the new one's parameters.
    compare(
      "whole iterations",
      initial.classCount * iterationCount(initial),
      initial.treeNodeStart.length - 1,
    );
  }

  run({ signal, onIteration }: BoostingContext): FinishedTree[] {
    const { numIterations, earlyStoppingRound } = this.#options;
    const trees: FinishedTree[] = [];
    let best = Infinity;
    let bestIterations = 0;
    let bestTrees = 0;
    for (let iteration = 0; iteration < numIterations; iteration++) {
      throwIfAborted(signal, "Training");
      const grown = this.#iterate(iteration);
      const stuck = grown.every(({ tree }) => tree.nodeCount === 0);
      if (!stuck || iteration === 0) trees.push(...grown);
      const validationLoss = this.#validationLoss();
      if (validationLoss !== null) this.validationLosses.push(validationLoss);
      onIteration?.(iteration, validationLoss);
      if (validationLoss !== null && validationLoss < best) {
        best = validationLoss;
        bestIterations = iteration + 1;
        bestTrees = trees.length;
      }
      const patience = earlyStoppingRound > 0 && validationLoss !== null;
      if (patience && iteration + 1 - bestIterations >= earlyStoppingRound) break;
      // Without chance, what could not be split now never will be.
      if (stuck && !this.#leavesToChance()) break;
    }
    // Iterations without a split have left no trees: what is kept is counted in trees.
    const stopsEarly = earlyStoppingRound > 0 && this.#watched;
    return stopsEarly ? trees.slice(0, Math.max(this.#loss.classes, bestTrees)) : trees;
  }

  /** One tree per class. */
  #iterate(iteration: number): FinishedTree[] {
    const engine = this.#engine;
    const { learningRate } = this.#options;
    if (this.#bags() && iteration % this.#options.baggingFreq === 0) this.#drawBag(iteration);
    const gradients = engine.word(layout.GRADIENTS);
    const hessians = engine.word(layout.HESSIANS);
    this.#selectClass(0);
    if (this.#loss.code === layout.GIVEN) this.#writeLambdas();
    engine.fork(layout.JOB_GRADIENTS);
    this.#chooseUnits();
    return Array.from({ length: this.#loss.classes }, (_, k) => {
      this.#selectClass(k);
      engine.setWord(layout.GRADIENT, gradients + k * engine.trainRows * 4);
      engine.setWord(layout.HESSIAN, this.#wide ? hessians + k * engine.trainRows * 4 : 0);
      engine.fork(layout.JOB_FILL);
      const random = this.#random.fork(`${iteration}/${k}`);
      const tree = this.#grow(random);
      if (this.#loss.renewAt !== null) this.#renewLeaves(tree, this.#loss.renewAt);
      const steps = tree.leafValues.map((value) => value * learningRate);
      if (tree.nodeCount === 0) steps.fill(0);
      const mark = engine.mark();
      const scratch = engine.allocate(scratchBytes(tree));
      addToBag(engine, tree, steps, scratch);
      if (this.#bags() || this.#watched) addToOthers(engine, tree, steps, scratch);
      engine.release(mark);
      const bias = iteration === 0 ? this.#initial[k]! : 0;
      return { tree, leafValues: steps.map((step) => step + bias), shrinkage: learningRate, bias };
    });
  }

  #grow(random: Random): GrownTree {
    const engine = this.#engine;
    const options = this.#options;
    engine.setWord(layout.RANDOM_SEED, options.extraTrees ? random.integer(2 ** 32 - 1) + 1 : 0);
    const features = engine.features;
    const chosen = drawShare(
      random,
      Array.from({ length: features }, (_, f) => f),
      options.featureFraction,
    );
    const write = (place: number, usable: readonly number[]): void => {
      const mask = engine.bytes(engine.word(layout.FEATURE_MASK) + place * features, features).fill(0);
      for (const f of usable) mask[f] = 1;
    };
    if (options.featureFraction < 1) for (const place of [0, 1]) write(place, chosen);
    const byNode = options.featureFractionBynode;
    return growTree(engine, this.#nursery, this.#growth(), {
      writeMask: byNode < 1 ? (place) => write(place, drawShare(random, chosen, byNode)) : null,
      draw: () => ({ features: byNode < 1 ? drawShare(random, chosen, byNode) : chosen, limit: features }),
      alwaysDirect: false,
      thresholdBin: null,
    });
  }

  #growth(): GrowthOptions {
    const options = this.#options;
    return { ...options, maxDepth: options.maxDepth ?? Infinity, minDataToSplit: 2 };
  }

  #selectClass(k: number): void {
    const engine = this.#engine;
    engine.setWord(layout.SCORE, engine.word(layout.SCORES) + k * engine.rows * 8);
    if (k > 0) return;
    engine.setWord(layout.GRADIENT, engine.word(layout.GRADIENTS));
    engine.setWord(layout.HESSIAN, engine.word(layout.HESSIANS));
  }

  /** Choose how fine gradients are rounded: as fine as the sums' bits allow, a power of two. */
  #chooseUnits(): void {
    const engine = this.#engine;
    let gradient = 0;
    let hessian = 0;
    for (let t = 0; t < engine.threads; t++) {
      gradient = Math.max(gradient, engine.threadFloat(t, layout.THREAD_MAX_GRADIENT));
      hessian = Math.max(hessian, engine.threadFloat(t, layout.THREAD_MAX_HESSIAN));
    }
    // Each row's are kept in float32, their greatest in float64.
    if (!Number.isFinite(Math.fround(gradient)) || !Number.isFinite(Math.fround(hessian))) {
      throw treeTrainingError("trees.diverged", { objective: this.#options.objective });
    }
    const countBits = Math.ceil(log2(engine.trainRows + 1));
    engine.setFloat(
      layout.GRADIENT_UNIT,
      unitFor(gradient, Math.min(30, (this.#wide ? 52 : 39) - countBits)),
    );
    engine.setFloat(layout.HESSIAN_UNIT, this.#wide ? unitFor(hessian, Math.min(30, 39 - countBits)) : 1);
  }

  /** Replace leaf outputs by a quantile of the residuals of their rows. */
  #renewLeaves(tree: GrownTree, level: number): void {
    const engine = this.#engine;
    const scores = engine.floats64(engine.word(layout.SCORE), engine.rows);
    const { labels, weights } = this.#train;
    const ranges = engine.words(engine.word(layout.LEAF_RANGES), tree.leafValues.length * engine.threads * 2);
    tree.leafLists.forEach((list, leaf) => {
      const order = engine.word(list === 0 ? layout.ORDER : layout.ORDER_OTHER);
      const residuals = new Float64Array(tree.leafRows[leaf]!);
      const rowWeights = weights ? new Float32Array(residuals.length) : null;
      let i = 0;
      for (let t = 0; t < engine.threads; t++) {
        const begin = ranges[(leaf * engine.threads + t) * 2]!;
        const end = ranges[(leaf * engine.threads + t) * 2 + 1]!;
        const entries = engine.words(order + begin * 8, (end - begin) * 2);
        for (let k = 0; k < entries.length; k += 2) {
          const row = entries[k]!;
          residuals[i] = labels[row]! - scores[row]!;
          if (rowWeights) rowWeights[i] = weights![row]!;
          i++;
        }
      }
      if (residuals.length > 0) tree.leafValues[leaf] = orderFreeQuantile(residuals, rowWeights, level);
    });
  }

  #scores(): Float64Array {
    const { classes } = this.#loss;
    return this.#engine.floats64(this.#engine.word(layout.SCORES), classes * this.#engine.rows);
  }

  #bags(): boolean {
    return this.#options.baggingFreq > 0 && this.#options.baggingFraction < 1;
  }

  #leavesToChance(): boolean {
    const { featureFraction, featureFractionBynode, extraTrees } = this.#options;
    return this.#bags() || featureFraction < 1 || featureFractionBynode < 1 || extraTrees;
  }

  #drawBag(iteration: number): void {
    const engine = this.#engine;
    const random = this.#random.fork(`bag/${iteration}`);
    const bag = engine.bytes(engine.word(layout.BAG), engine.trainRows);
    for (let r = 0; r < bag.length; r++) bag[r] = random.next() < this.#options.baggingFraction ? 1 : 0;
  }

  #ranking(): RankingOptions {
    return this.#options;
  }

  #writeLambdas(): void {
    const engine = this.#engine;
    const n = engine.trainRows;
    lambdaGradients(
      this.#train.labels,
      this.#scores().subarray(0, n),
      this.#train.weights,
      this.#train.groups,
      this.#ranking(),
      engine.floats32(engine.word(layout.GRADIENTS), n),
      engine.floats32(engine.word(layout.HESSIANS), n),
    );
  }

  /** Mean loss of the validation rows; for lambdarank 1 - NDCG. Null without validation rows. */
  #validationLoss(): number | null {
    if (!this.#watched) return null;
    const { rows, trainRows } = this.#engine;
    const { labels, weights, groups } = this.#watched;
    const count = rows - trainRows;
    const scores = new Float64Array(this.#loss.classes * count);
    for (let k = 0; k < this.#loss.classes; k++) {
      scores.set(this.#scores().subarray(k * rows + trainRows, (k + 1) * rows), k * count);
    }
    if (this.#loss.code === layout.GIVEN) return rankingMetric(labels, scores, groups, this.#ranking());
    return this.#loss.metric(labels, scores, weights);
  }
}

function unitFor(largest: number, bits: number): number {
  return largest > 0 ? powerOfTwoAbove(largest) / 2 ** bits : 1;
}

/** Score a matrix with an earlier model, in chunks, into scores of shape [classes][rows] from a row on. */
function writeScores(
  initial: TreeEnsemble,
  matrix: FeatureMatrix,
  scores: Float64Array,
  rows: number,
  first: number,
): void {
  const { features, values } = matrix;
  const step = matrixSteps(matrix);
  const classes = initial.classCount;
  for (let begin = 0; begin < matrix.rows; begin += 4096) {
    const count = Math.min(4096, matrix.rows - begin);
    const x = new Float64Array(count * features);
    for (let r = 0; r < count; r++) {
      for (let f = 0; f < features; f++) {
        x[r * features + f] = values[(begin + r) * step.row + f * step.column]!;
      }
    }
    const raw = predictRaw(initial, x);
    for (let r = 0; r < count; r++) {
      for (let k = 0; k < classes; k++) scores[k * rows + first + begin + r] = raw[r * classes + k]!;
    }
  }
}
