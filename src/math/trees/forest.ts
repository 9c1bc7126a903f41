import { log2, powerOfTwo } from "../../core/elementary.ts";
import { throwIfAborted } from "../../core/errors.ts";
import { seededRandom, type Random } from "../../core/random.ts";
import * as layout from "../kernels/trees/layout.ts";
import { middleBin, type FeatureBins } from "./bin-bounds.ts";
import { binTable, describeBins, findBins } from "./binning.ts";
import { shuffleFront } from "./draw.ts";
import { orderByClasses, orderByMean, reorderedBins, withCategorySets } from "./category-order.ts";
import { buildEnsemble, type FinishedTree } from "./ensemble-builder.ts";
import type { TreeEnsemble } from "./ensemble.ts";
import { checkTable } from "./feature-matrix.ts";
import { bootstraps, featuresPerNode, forestOptions, type ForestOptions } from "./forest-options.ts";
import {
  addToOthers,
  configureSearch,
  growTree,
  Nursery,
  scratchBytes,
  type GrownTree,
  type GrowthOptions,
  type SplitChoice,
} from "./grow.ts";
import type { SharedThreads } from "./kernel-team.ts";
import { columnsOf, type LabelColumns, type LabelledRows } from "./labelled-rows.ts";
import { orderFreeMean, powerOfTwoAbove } from "./order-free.ts";
import { TreeEngine } from "./tree-engine.ts";
import { treeTrainingError } from "./training-errors.ts";

export interface ForestContext {
  readonly featureNames?: readonly string[];
  /** Trees to add to (warm start); they are kept in front. */
  readonly initial?: TreeEnsemble;
  readonly threads?: SharedThreads;
  readonly signal?: AbortSignal;
  /** Called after each tree. */
  readonly onTree?: (tree: number) => void;
}

export interface ForestResult {
  /** Outputs are means over trees: of the label; of the probability of class 1; of each class's probability. */
  readonly ensemble: TreeEnsemble;
  /** R² or accuracy over rows that some tree of this call did not see; null when not asked for. */
  readonly oobScore: number | null;
  /** Memory that the kernel held. */
  readonly memoryBytes: number;
}

/**
 * Train a random forest or extra-trees on binned features.
 *
 * Splits lower the squared error, or the Gini impurity; forests of two classes are regressions on 0 and 1, which is the
 * same. Missing values go to the side that lowers it more. The same seed gives the same trees on any number of threads.
 *
 * @throws `trees.*` for data, options and memory; `core.aborted`
 * @see Breiman (2001); Geurts, Ernst and Wehenkel (2006); scikit-learn's RandomForest* and ExtraTrees*
 */
export async function trainForest(
  data: LabelledRows,
  given: Partial<ForestOptions>,
  context: ForestContext = {},
): Promise<ForestResult> {
  const { matrix } = data;
  checkTable(matrix);
  const options = forestOptions(given, matrix.features);
  const columns = columnsOf(data);
  checkLabels(columns.labels, options);
  if (context.featureNames && context.featureNames.length !== matrix.features) {
    const found = context.featureNames.length;
    const what = "The list of feature names";
    throw treeTrainingError("trees.shape", { what, found, expected: matrix.features });
  }
  if (context.initial) checkInitial(context.initial, outputsOf(options), matrix.features);
  const { rows, features } = matrix;
  const engine = await TreeEngine.open({ rows, trainRows: rows, features }, context.threads);
  try {
    const binning = { ...options, minDataInBin: 1 };
    const bins = await findBins(engine, matrix, binning, options.minSamplesCategory);
    describeBins(engine, bins);
    await binTable(engine, matrix, bins, 0);
    const forest = new Forest(engine, options, columns, bins);
    const trees = forest.run(context).map((finished) => ({
      ...finished,
      tree: withCategorySets(finished.tree, forest.bins),
    }));
    const head = {
      featureNames:
        context.featureNames ?? context.initial?.featureNames ?? bins.map((_, f) => `Column_${f}`),
      classCount: forest.outputs,
      objective: { name: "custom" } as const,
      averageOutput: true,
    };
    return {
      ensemble: buildEnsemble(head, forest.bins, trees, context.initial ?? null),
      oobScore: options.oobScore ? forest.oobScore() : null,
      memoryBytes: engine.memoryBytes,
    };
  } finally {
    engine.close();
  }
}

function checkLabels(labels: Float64Array, { task, nClasses }: ForestOptions): void {
  const isClass = task === "classification";
  const good = (y: number): boolean =>
    isClass ? Number.isInteger(y) && y >= 0 && y < nClasses : Number.isFinite(y);
  const row = labels.findIndex((y) => !good(y));
  if (row >= 0) {
    throw treeTrainingError("trees.bad-label", {
      rows: "row",
      row,
      found: `${labels[row]}`,
      expected: isClass ? `a whole number from 0 to ${nClasses - 1}` : "a number",
    });
  }
  if (isClass && labels.every((y) => y === labels[0])) {
    throw treeTrainingError("trees.one-class", { found: `${labels[0]}` });
  }
}

function checkInitial(initial: TreeEnsemble, outputs: number, features: number): void {
  const compare = (what: string, found: string | number, expected: string | number): void => {
    if (found === expected) return;
    throw treeTrainingError("trees.other-shape", { what, found: `${found}`, expected: `${expected}` });
  };
  compare("features", initial.featureCount, features);
  compare("classes", initial.classCount, outputs);
  compare("averaged trees", `${initial.averageOutput}`, "true");
  // A forest's leaves hold outputs; those of LightGBM's `rf` may hold scores.
  compare("objective", initial.objective.name, "custom");
}

/** Trees per forest tree: one, or one per class of more than two. */
function outputsOf({ task, nClasses }: ForestOptions): number {
  return task === "classification" && nClasses > 2 ? nClasses : 1;
}

/** One training at work. */
class Forest {
  /** Trees per forest tree. */
  readonly outputs: number;
  /** Categories in the order in which they are split, missing ones last. */
  readonly bins: readonly FeatureBins[];
  readonly #engine: TreeEngine;
  readonly #options: ForestOptions;
  readonly #columns: LabelColumns;
  readonly #growth: GrowthOptions;
  readonly #nursery: Nursery;
  readonly #mode: number;
  /** What labels are measured from, so that rounding is fine. */
  readonly #center: number;
  /** How many trees did not see each row. */
  readonly #unseenBy: Uint32Array;

  constructor(
    engine: TreeEngine,
    options: ForestOptions,
    columns: LabelColumns,
    bins: readonly FeatureBins[],
  ) {
    this.#engine = engine;
    this.#options = options;
    this.#columns = columns;
    const { labels, weights } = columns;
    const rows = engine.rows;
    this.outputs = outputsOf(options);
    const byClass = this.outputs > 1;
    const draws = bootstraps(options);
    this.#mode = byClass ? layout.MODE_CLASSES : draws || weights ? layout.MODE_WIDE : layout.MODE_NARROW;
    this.#center = byClass ? 0 : orderFreeMean(labels, weights);
    this.#unseenBy = new Uint32Array(options.oobScore ? rows : 0);
    const mostLeaves = Math.max(2, Math.floor(rows / options.minSamplesLeaf));
    this.#growth = {
      growPolicy: options.maxLeafNodes === null ? "branch" : "leaf",
      numLeaves: Math.min(
        options.maxLeafNodes ?? mostLeaves,
        mostLeaves,
        powerOfTwo(Math.min(30, options.maxDepth ?? 30)),
      ),
      maxDepth: options.maxDepth ?? Infinity,
      minDataInLeaf: options.minSamplesLeaf,
      minDataToSplit: options.minSamplesSplit,
      minSumHessianInLeaf: 0,
      minGainToSplit: 0,
      lambdaL1: 0,
      lambdaL2: 0,
      catSmooth: 0,
      catL2: 0,
      maxCatThreshold: 255,
      maxCatToOnehot: 4,
      minDataPerGroup: 1,
      monotoneConstraints: [],
    };

    if (draws) engine.place(layout.BAG, rows);
    engine.place(layout.GRADIENTS, rows * 4);
    engine.setWord(layout.GRADIENT, engine.word(layout.GRADIENTS));
    if (options.oobScore) engine.place(layout.SCORES, this.outputs * rows * 8);
    engine.setWord(layout.CLASSES, this.outputs);
    engine.placeOrders(this.#mode, this.#growth.numLeaves);
    engine.bytes(engine.word(layout.FEATURE_MASK), 2 * engine.features).fill(1);
    configureSearch(engine, this.#growth);
    this.#nursery = new Nursery(engine);
    this.#writeGradients(byClass);
    this.bins = bins.map((feature, f) =>
      feature.kind === "categorical" ? this.#ordered(feature, f) : feature,
    );
  }

  /** Bring a feature's categories into the order of their labels, in the engine too. */
  #ordered(feature: FeatureBins, f: number): FeatureBins {
    const engine = this.#engine;
    const { rows, rowBytes } = engine;
    const byColumn = engine.bytes(engine.word(layout.BINS_BY_COLUMN) + f * rows, rows);
    const byRow = engine.bytes(engine.word(layout.BINS_BY_ROW), rows * rowBytes);
    const order = this.#orderOf(byColumn, feature.binCount).filter((bin) => bin > 0);
    const places = Uint8Array.from({ length: feature.binCount }, (_, bin) =>
      bin === 0 ? feature.binCount - 1 : order.indexOf(bin),
    );
    for (let r = 0; r < rows; r++) {
      byColumn[r] = places[byColumn[r]!]!;
      byRow[r * rowBytes + f] = byColumn[r]!;
    }
    engine.bytes(engine.word(layout.FEATURE_FLAGS), engine.features)[f] = layout.FEATURE_MISSING;
    return reorderedBins(feature, order);
  }

  /** Sums are of integers, so that they do not depend on the order of the rows. */
  #orderOf(column: Uint8Array, binCount: number): number[] {
    const engine = this.#engine;
    const { labels, weights } = this.#columns;
    const width = this.outputs > 1 ? this.outputs : 1;
    const masses = new Float64Array(binCount * width);
    const sums = new Float64Array(binCount);
    const gradients = engine.floats32(engine.word(layout.GRADIENT), engine.rows);
    const unit = engine.float(layout.GRADIENT_UNIT);
    const weightUnit = engine.float(layout.HESSIAN_UNIT);
    for (let r = 0; r < column.length; r++) {
      const bin = column[r]!;
      const mass = weights ? Math.round(weights[r]! / weightUnit) : 1;
      masses[bin * width + (width > 1 ? labels[r]! : 0)]! += mass;
      sums[bin]! -= Math.round(gradients[r]! / unit);
    }
    return width > 1 ? orderByClasses(masses, width) : orderByMean(sums, masses);
  }

  /** Labels as gradients, once for all trees: a leaf's output then is the mean of its labels. */
  #writeGradients(byClass: boolean): void {
    const engine = this.#engine;
    const { labels, weights } = this.#columns;
    const rows = engine.rows;
    const gradients = engine.floats32(engine.word(layout.GRADIENTS), rows);
    let largest = 0;
    for (let r = 0; r < rows; r++) {
      const g = byClass ? labels[r]! : (this.#center - labels[r]!) * (weights?.[r] ?? 1);
      gradients[r] = g;
      if (!Number.isFinite(gradients[r]!)) {
        const expected = "so near to the mean that float32 holds the distance times the weight";
        throw treeTrainingError("trees.bad-label", { rows: "row", row: r, found: `${labels[r]}`, expected });
      }
      largest = Math.max(largest, Math.abs(g));
    }
    const countBits = Math.ceil(log2(rows + 1));
    // A row may be drawn several times: some bits are left for that.
    const gradientBits = Math.min(26, (this.#mode === layout.MODE_NARROW ? 39 : 52) - countBits);
    const unitOf = (most: number, bits: number): number => (most > 0 ? powerOfTwoAbove(most) / 2 ** bits : 1);
    engine.setFloat(layout.GRADIENT_UNIT, byClass ? 1 : unitOf(largest, gradientBits));
    if (!weights) return;
    engine.place(layout.HESSIAN, rows * 4);
    engine.floats32(engine.word(layout.HESSIAN), rows).set(weights);
    const heaviest = weights.reduce((most, w) => Math.max(most, w), 0);
    engine.setFloat(layout.HESSIAN_UNIT, unitOf(heaviest, Math.min(24, 39 - countBits)));
  }

  run({ signal, onTree, initial }: ForestContext): FinishedTree[] {
    const earlier = initial ? (initial.treeNodeStart.length - 1) / initial.classCount : 0;
    const finished: FinishedTree[] = [];
    for (let t = 0; t < this.#options.nEstimators; t++) {
      throwIfAborted(signal, "Training");
      const random = seededRandom(this.#options.seed, `forest/${earlier + t}`);
      const tree = this.#grow(random);
      const trees =
        this.outputs > 1
          ? this.#classTrees(tree)
          : [
              {
                tree,
                leafValues: tree.leafValues.map((value) => value + this.#center),
                shrinkage: 1,
                bias: this.#center,
              },
            ];
      finished.push(...trees);
      if (this.#options.oobScore) this.#addUnseen(trees);
      onTree?.(t);
    }
    return finished;
  }

  #grow(random: Random): GrownTree {
    const engine = this.#engine;
    const options = this.#options;
    const features = engine.features;
    if (bootstraps(options)) {
      const bag = engine.bytes(engine.word(layout.BAG), engine.rows).fill(0);
      for (let i = 0; i < bag.length; i++) bag[random.integer(bag.length)]!++;
    }
    engine.setWord(layout.RANDOM_SEED, options.extraTrees ? random.integer(2 ** 32 - 1) + 1 : 0);
    engine.fork(layout.JOB_FILL);
    const limit = featuresPerNode(options, features);
    const all = Array.from({ length: features }, (_, f) => f);
    const pool = Uint32Array.from(all);
    const choice: SplitChoice = {
      writeMask: null,
      draw: () => {
        if (limit === features) return { features: all, limit };
        shuffleFront(random, pool, features);
        return { features: pool, limit };
      },
      alwaysDirect: limit < features || this.#mode === layout.MODE_CLASSES,
      // Extra-trees have drawn theirs.
      thresholdBin: options.extraTrees ? null : (f, bin, next) => middleBin(this.bins[f]!, bin, next),
    };
    return growTree(engine, this.#nursery, this.#growth, choice);
  }

  /** One tree per class, alike but for the leaves, which hold the class's share of the weight. */
  #classTrees(tree: GrownTree): FinishedTree[] {
    const engine = this.#engine;
    const classes = this.outputs;
    const leaves = tree.leafValues.length;
    const weights = new Float64Array(leaves * classes);
    const ranges = engine.words(engine.word(layout.LEAF_RANGES), leaves * engine.threads * 2);
    const length = engine.orderLength;
    const orders = [layout.ORDER, layout.ORDER_OTHER].map((list) =>
      engine.words(engine.word(list), length * 2),
    );
    const hessians = [layout.HESSIAN_ORDER, layout.HESSIAN_ORDER_OTHER].map((list) =>
      engine.words(engine.word(list), length),
    );
    for (let leaf = 0; leaf < leaves; leaf++) {
      const list = tree.leafLists[leaf]!;
      for (let t = 0; t < engine.threads; t++) {
        const at = (leaf * engine.threads + t) * 2;
        for (let i = ranges[at]!; i < ranges[at + 1]!; i++) {
          weights[leaf * classes + orders[list]![2 * i + 1]!]! += hessians[list]![i]!;
        }
      }
    }
    return Array.from({ length: classes }, (_, k) => {
      const leafValues = Float64Array.from({ length: leaves }, (_, leaf) => {
        let total = 0;
        for (let c = 0; c < classes; c++) total += weights[leaf * classes + c]!;
        // Rows that weigh nothing say nothing.
        return total > 0 ? weights[leaf * classes + k]! / total : 1 / classes;
      });
      return {
        tree: { ...tree, nodeValues: classValues(tree, leafValues) },
        leafValues,
        shrinkage: 1,
        bias: 0,
      };
    });
  }

  /** Add the trees' outputs to the rows out of the bag. */
  #addUnseen(trees: readonly FinishedTree[]): void {
    const engine = this.#engine;
    trees.forEach(({ tree, leafValues }, k) => {
      engine.setWord(layout.SCORE, engine.word(layout.SCORES) + k * engine.rows * 8);
      const mark = engine.mark();
      addToOthers(engine, tree, leafValues, engine.allocate(scratchBytes(tree)));
      engine.release(mark);
    });
    const bag = engine.bytes(engine.word(layout.BAG), engine.rows);
    for (let r = 0; r < bag.length; r++) if (bag[r] === 0) this.#unseenBy[r]!++;
  }

  /** R² of the mean output, or accuracy of the most probable class, over rows that some tree did not see. */
  oobScore(): number {
    const engine = this.#engine;
    const rows = engine.rows;
    const scores = engine.floats64(engine.word(layout.SCORES), this.outputs * rows);
    const { labels } = this.#columns;
    const judged = Array.from({ length: rows }, (_, r) => r).filter((r) => this.#unseenBy[r]! > 0);
    if (this.#options.task === "classification") {
      const right = judged.filter((r) => {
        if (this.outputs === 1) return (scores[r]! / this.#unseenBy[r]! > 0.5 ? 1 : 0) === labels[r];
        let top = 0;
        for (let k = 1; k < this.outputs; k++) if (scores[k * rows + r]! > scores[top * rows + r]!) top = k;
        return top === labels[r];
      });
      return right.length / judged.length;
    }
    const mean = orderFreeMean(
      judged.map((r) => labels[r]!),
      null,
    );
    let errors = 0;
    let spread = 0;
    for (const r of judged) {
      const error = labels[r]! - scores[r]! / this.#unseenBy[r]!;
      const distance = labels[r]! - mean;
      errors += error * error;
      spread += distance * distance;
    }
    return 1 - errors / spread;
  }
}

/** Per node the weighted mean of the leaves below it. */
function classValues(tree: GrownTree, leafValues: Float64Array): Float64Array {
  const values = new Float64Array(tree.nodeCount);
  // Children have higher numbers than their parents.
  for (let n = tree.nodeCount - 1; n >= 0; n--) {
    let sum = 0;
    let weight = 0;
    let last = 0;
    for (const child of [tree.left[n]!, tree.right[n]!]) {
      const w = child < 0 ? tree.leafWeights[~child]! : tree.nodeWeights[child]!;
      last = child < 0 ? leafValues[~child]! : values[child]!;
      sum += w * last;
      weight += w;
    }
    // Below a node without weight all leaves are alike.
    values[n] = weight > 0 ? sum / weight : last;
  }
  return values;
}
