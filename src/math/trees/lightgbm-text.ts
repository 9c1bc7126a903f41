import { splitImportance } from "./importance.ts";
import { treeError } from "./ensemble-errors.ts";
import {
  CATEGORICAL_BIT,
  checkTreeEnsemble,
  treeCount,
  type ObjectiveName,
  type TreeEnsemble,
  type TreeObjective,
} from "./ensemble.ts";
import { generalFormat, parseGeneral } from "./general-format.ts";
import { categoriesOf } from "./split-values.ts";

/** What a LightGBM model file says besides its trees. */
export interface LightgbmExtras {
  /** Column of the target in the training file. */
  readonly labelIndex: number;
  /** Per feature: `[min:max]`, categories as `0:3:1`, or `none` for one that training left out. */
  readonly featureInfos: readonly string[];
  /** Per feature: -1, 0 or 1. null where none was set. */
  readonly monotoneConstraints: Int8Array | null;
  /** Training parameters, one `[name: value]` a line. */
  readonly parameters: readonly string[];
  /** JSON of the categories that pandas columns had, or null where the line is absent. */
  readonly pandasCategorical: string | null;
}

/** A model file: trees and extras. */
export interface LightgbmModel {
  readonly ensemble: TreeEnsemble;
  readonly extras: LightgbmExtras;
}

const VERSION = "v4";

/** Objectives as LightGBM writes them; a file without the line was trained with a loss of the caller's own. */
const OBJECTIVES: readonly ObjectiveName[] = [
  "regression",
  "regression_l1",
  "huber",
  "fair",
  "quantile",
  "mape",
  "poisson",
  "gamma",
  "tweedie",
  "binary",
  "multiclass",
  "multiclassova",
  "cross_entropy",
  "cross_entropy_lambda",
  "lambdarank",
  "rank_xendcg",
];

/**
 * Read LightGBM's `model.txt`, format v4 (LightGBM 4.0 and later). Thresholds and leaf values are the exact doubles.
 *
 * `alpha` and `tweedie_variance_power` come from the parameters at the file's end, the only place that keeps them.
 *
 * @throws `trees.bad-text` with the line and what was expected there; `trees.linear-trees`; `trees.bad-ensemble`
 * @see lightgbm/src/boosting/gbdt_model_text.cpp, lightgbm/src/io/tree.cpp; golden cases `lightgbm/*`
 */
export function readLightgbmText(text: string): LightgbmModel {
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const header = readHeader(lines);
  const classCount = header.integer("num_tree_per_iteration");
  const featureCount = header.integer("max_feature_idx") + 1;
  const version = header.text("version");
  if (version !== VERSION) throw badText(header.line("version"), `version=${version}`, `version=${VERSION}`);
  const featureNames = header.words("feature_names", featureCount);
  const featureInfos = header.words("feature_infos", featureCount);
  const constraints = header.has("monotone_constraints");
  const expectedTrees = header.text("tree_sizes").split(" ").filter(Boolean).length;

  const trees: ParsedTree[] = [];
  let at = header.end;
  while (lines[at]?.startsWith("Tree=")) {
    const tree = readTree(lines, at, trees.length);
    trees.push(tree.parsed);
    at = tree.end;
  }
  const after = lines[at];
  if (after !== "end of trees" || trees.length !== expectedTrees) {
    const found = after === undefined ? "the end of the file" : `"${shortened(after)}"`;
    throw badText(
      at,
      `${found} after ${trees.length} trees`,
      `"end of trees" after ${expectedTrees}, as tree_sizes has it`,
    );
  }
  const parameters = readParameters(lines, at);
  const objective = readObjective(header, parameters, classCount);
  const ensemble = {
    ...assemble(trees),
    featureCount,
    featureNames,
    classCount,
    objective,
    averageOutput: header.has("average_output"),
  };
  checkTreeEnsemble(ensemble);
  const extras = {
    labelIndex: header.integer("label_index"),
    featureInfos,
    monotoneConstraints: constraints ? header.numbers("monotone_constraints", featureCount, int8) : null,
    parameters,
    pandasCategorical: readPandasCategorical(lines, at),
  };
  return { ensemble, extras };
}

function badText(index: number, found: string, expected: string): Error {
  return treeError("trees.bad-text", { line: index + 1, found, expected });
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** `key=value` lines from one place of the file, with the line of each for error messages. */
class Fields {
  private readonly values = new Map<string, { readonly value: string; readonly index: number }>();
  readonly start: number;
  end: number;

  constructor(start: number) {
    this.start = start;
    this.end = start;
  }

  add(line: string, index: number): void {
    const equals = line.indexOf("=");
    const key = equals < 0 ? line : line.slice(0, equals);
    this.values.set(key, { value: equals < 0 ? "" : line.slice(equals + 1), index });
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  line(key: string): number {
    return this.values.get(key)?.index ?? this.start;
  }

  text(key: string): string {
    const field = this.values.get(key);
    if (!field) throw badText(this.start, `no "${key}" below it`, `a line "${key}=…"`);
    return field.value;
  }

  integer(key: string): number {
    const text = this.text(key);
    if (!/^-?\d+$/.test(text)) throw badText(this.line(key), `${key}=${shortened(text)}`, "a whole number");
    return Number(text);
  }

  words(key: string, count: number): string[] {
    const text = this.text(key);
    const words = text === "" ? [] : text.split(" ");
    if (words.length !== count) {
      throw badText(this.line(key), `${words.length} values of ${key}`, `${count}`);
    }
    return words;
  }

  numbers<A extends NumberArray>(key: string, count: number, make: (length: number) => A): A {
    const words = this.words(key, count);
    const numbers = make(count);
    for (let i = 0; i < count; i++) {
      const value = parseGeneral(words[i]!);
      if (value === undefined) {
        throw badText(this.line(key), `"${shortened(words[i]!)}" in ${key}`, "a number");
      }
      numbers[i] = value;
      if (numbers[i] !== value && !Number.isNaN(numbers[i])) {
        throw badText(this.line(key), `${shortened(words[i]!)} in ${key}`, "a whole number in range");
      }
    }
    return numbers;
  }
}

type NumberArray = Float64Array | Int32Array | Uint32Array | Uint8Array | Int8Array;
const float64 = (length: number): Float64Array => new Float64Array(length);
const int32 = (length: number): Int32Array => new Int32Array(length);
const int8 = (length: number): Int8Array => new Int8Array(length);

function readHeader(lines: readonly string[]): Fields {
  if (lines[0] !== "tree") throw badText(0, `"${shortened(lines[0] ?? "")}"`, '"tree"');
  const fields = new Fields(0);
  let at = 1;
  while (at < lines.length && !lines[at]!.startsWith("Tree=") && lines[at] !== "end of trees") {
    if (lines[at] !== "") fields.add(lines[at]!, at);
    at++;
  }
  fields.end = at;
  return fields;
}

function readObjective(header: Fields, parameters: readonly string[], classCount: number): TreeObjective {
  if (!header.has("objective")) return { name: "custom" };
  const line = header.line("objective");
  const [word, ...settings] = header.text("objective").split(" ");
  const name = OBJECTIVES.find((known) => known === word);
  if (!name) throw badText(line, `objective ${word}`, OBJECTIVES.join(", "));
  const objective: { -readonly [K in keyof TreeObjective]: TreeObjective[K] } = { name };
  const number = (text: string | undefined): number => {
    const value = parseGeneral(text ?? "");
    if (value === undefined)
      throw badText(line, `objective=${header.text("objective")}`, "name:number pairs");
    return value;
  };
  for (const setting of settings) {
    const [key, value] = setting.split(":");
    if (key === "sqrt") objective.squareRoot = true;
    else if (key === "sigmoid") {
      objective.sigmoid = number(value);
      if (!(objective.sigmoid > 0 && objective.sigmoid < Infinity))
        throw badText(line, setting, "a sigmoid above 0");
    }
    if (key === "num_class" && number(value) !== classCount) {
      throw badText(line, setting, `num_class:${classCount}, as num_tree_per_iteration has it`);
    }
  }
  const trained = (key: string): string | undefined =>
    parameters
      .find((one) => one.startsWith(`[${key}: `))
      ?.slice(key.length + 3, -1)
      .trim();
  if ((name === "quantile" || name === "huber") && trained("alpha"))
    objective.alpha = number(trained("alpha"));
  if (name === "tweedie" && trained("tweedie_variance_power")) {
    objective.tweedieVariancePower = number(trained("tweedie_variance_power"));
  }
  return objective;
}

interface ParsedTree {
  readonly shrinkage: number;
  readonly splitFeature: Int32Array;
  readonly threshold: Float64Array;
  readonly decisionType: Uint8Array;
  readonly leftChild: Int32Array;
  readonly rightChild: Int32Array;
  readonly splitGain: Float64Array;
  readonly internalValue: Float64Array;
  readonly internalWeight: Float64Array;
  readonly internalCount: Int32Array;
  readonly leafValue: Float64Array;
  readonly leafWeight: Float64Array;
  readonly leafCount: Int32Array;
  readonly catBoundaries: Int32Array;
  readonly catBits: Uint32Array;
}

function readTree(
  lines: readonly string[],
  start: number,
  number: number,
): { readonly parsed: ParsedTree; readonly end: number } {
  if (lines[start] !== `Tree=${number}`) throw badText(start, lines[start]!, `Tree=${number}`);
  const fields = new Fields(start);
  let at = start + 1;
  while (at < lines.length && lines[at] !== "") {
    if (!lines[at]!.includes("=")) throw badText(at, `"${shortened(lines[at]!)}"`, "name=values");
    fields.add(lines[at]!, at);
    at++;
  }
  while (lines[at] === "" && at < lines.length - 1) at++;
  if (fields.has("is_linear") && fields.integer("is_linear") !== 0) {
    throw treeError("trees.linear-trees", { line: fields.line("is_linear") + 1, tree: number });
  }
  const leaves = fields.integer("num_leaves");
  if (leaves < 1) throw badText(fields.line("num_leaves"), `num_leaves=${leaves}`, "1 or more");
  const nodes = leaves - 1;
  const splits = fields.integer("num_cat");
  const catBoundaries = splits > 0 ? fields.numbers("cat_boundaries", splits + 1, int32) : new Int32Array(1);
  if (catBoundaries[0] !== 0) {
    throw badText(fields.line("cat_boundaries"), `cat_boundaries=${catBoundaries[0]} …`, "0 as the first");
  }
  const parsed: ParsedTree = {
    shrinkage: fields.has("shrinkage") ? fields.numbers("shrinkage", 1, float64)[0]! : 1,
    splitFeature: fields.numbers("split_feature", nodes, int32),
    threshold: fields.numbers("threshold", nodes, float64),
    decisionType: fields.numbers("decision_type", nodes, (length) => new Uint8Array(length)),
    leftChild: fields.numbers("left_child", nodes, int32),
    rightChild: fields.numbers("right_child", nodes, int32),
    splitGain: fields.numbers("split_gain", nodes, float64),
    internalValue: fields.numbers("internal_value", nodes, float64),
    internalWeight: fields.numbers("internal_weight", nodes, float64),
    internalCount: fields.numbers("internal_count", nodes, int32),
    leafValue: fields.numbers("leaf_value", leaves, float64),
    // LightGBM loses the weight of a tree's only leaf when it loads a file.
    leafWeight:
      leaves === 1 && fields.text("leaf_weight") === ""
        ? Float64Array.of(NaN)
        : fields.numbers("leaf_weight", leaves, float64),
    leafCount: fields.numbers("leaf_count", leaves, int32),
    catBoundaries,
    catBits:
      splits > 0
        ? fields.numbers("cat_threshold", catBoundaries[splits]!, (length) => new Uint32Array(length))
        : new Uint32Array(0),
  };
  for (let node = 0; node < nodes; node++) {
    const split = parsed.threshold[node]!;
    const known = Number.isInteger(split) && split >= 0 && split < splits;
    if (parsed.decisionType[node]! & CATEGORICAL_BIT && !known) {
      throw badText(fields.line("threshold"), `categorical split ${split}`, `0 to ${splits - 1}`);
    }
  }
  return { parsed, end: at };
}

type EnsembleArrays = Omit<
  TreeEnsemble,
  "featureCount" | "featureNames" | "classCount" | "objective" | "averageOutput"
>;

/** One after another; the numbers of categorical splits and their words count on over the trees. */
function assemble(trees: readonly ParsedTree[]): EnsembleArrays {
  const starts = (lengths: readonly number[]): Int32Array => {
    const start = new Int32Array(lengths.length + 1);
    for (let i = 0; i < lengths.length; i++) start[i + 1] = start[i]! + lengths[i]!;
    return start;
  };
  const treeNodeStart = starts(trees.map(({ threshold }) => threshold.length));
  const treeLeafStart = starts(trees.map(({ leafValue }) => leafValue.length));
  const splitStart = starts(trees.map(({ catBoundaries }) => catBoundaries.length - 1));
  const catStart = starts(
    trees.flatMap(({ catBoundaries }) =>
      Array.from(catBoundaries.subarray(1), (end, i) => end - catBoundaries[i]!),
    ),
  );
  const joined = <A extends NumberArray>(make: (length: number) => A, part: (tree: ParsedTree) => A): A => {
    const parts = trees.map(part);
    const all = make(parts.reduce((total, { length }) => total + length, 0));
    let at = 0;
    for (const one of parts) {
      all.set(one, at);
      at += one.length;
    }
    return all;
  };
  const threshold = joined(float64, (tree) => tree.threshold);
  const decisionType = joined(
    (length) => new Uint8Array(length),
    (tree) => tree.decisionType,
  );
  for (let t = 0; t < trees.length; t++) {
    for (let node = treeNodeStart[t]!; node < treeNodeStart[t + 1]!; node++) {
      if (decisionType[node]! & CATEGORICAL_BIT) threshold[node]! += splitStart[t]!;
    }
  }
  return {
    treeNodeStart,
    treeLeafStart,
    shrinkage: Float64Array.from(trees, (tree) => tree.shrinkage),
    splitFeature: joined(int32, (tree) => tree.splitFeature),
    threshold,
    decisionType,
    leftChild: joined(int32, (tree) => tree.leftChild),
    rightChild: joined(int32, (tree) => tree.rightChild),
    splitGain: joined(float64, (tree) => tree.splitGain),
    internalValue: joined(float64, (tree) => tree.internalValue),
    internalWeight: joined(float64, (tree) => tree.internalWeight),
    internalCount: joined(int32, (tree) => tree.internalCount),
    leafValue: joined(float64, (tree) => tree.leafValue),
    leafWeight: joined(float64, (tree) => tree.leafWeight),
    leafCount: joined(int32, (tree) => tree.leafCount),
    catStart,
    catBits: joined(
      (length) => new Uint32Array(length),
      (tree) => tree.catBits,
    ),
  };
}

function readParameters(lines: readonly string[], from: number): string[] {
  const start = lines.indexOf("parameters:", from);
  const end = start < 0 ? -1 : lines.indexOf("end of parameters", start);
  return end < 0 ? [] : lines.slice(start + 1, end).filter(Boolean);
}

const PANDAS = "pandas_categorical:";

function readPandasCategorical(lines: readonly string[], from: number): string | null {
  const line = lines.findLast((line, index) => index > from && line.startsWith(PANDAS));
  return line === undefined ? null : line.slice(PANDAS.length);
}

/**
 * Write an ensemble as LightGBM's `model.txt`, format v4, that `lightgbm.Booster(model_str=…)` loads and predicts with
 * the same float64 numbers. As LightGBM does, gains, internal values, internal weights and shrinkage keep 6 digits;
 * all that predictions depend on keeps 17, which is exact. A file that LightGBM wrote is written back byte for byte,
 * but for the counts under `feature_importances` where it holds a part of the iterations: those are of the whole model.
 *
 * @throws `trees.bad-feature-name` for a name with spaces or characters that are special in JSON
 */
export function writeLightgbmText(ensemble: TreeEnsemble, extras: Partial<LightgbmExtras> = {}): string {
  const { featureCount, featureNames, classCount, objective } = ensemble;
  for (const name of featureNames) {
    if (!/^[^ \t\n\v\f\r",:[\]{}]+$/.test(name)) throw treeError("trees.bad-feature-name", { name });
  }
  const trees = Array.from({ length: treeCount(ensemble) }, (_, t) => treeText(ensemble, t));
  const sizes = trees.map((tree) => tree.length);
  const constraints = extras.monotoneConstraints;
  const lines = [
    "tree",
    `version=${VERSION}`,
    `num_class=${classCount}`,
    `num_tree_per_iteration=${classCount}`,
    `label_index=${extras.labelIndex ?? 0}`,
    `max_feature_idx=${featureCount - 1}`,
    ...(objective.name === "custom" ? [] : [`objective=${objectiveText(objective, classCount)}`]),
    ...(ensemble.averageOutput ? ["average_output"] : []),
    `feature_names=${featureNames.join(" ")}`,
    ...(constraints ? [`monotone_constraints=${constraints.join(" ")}`] : []),
    `feature_infos=${(extras.featureInfos ?? featureInfosOf(ensemble)).join(" ")}`,
    `tree_sizes=${sizes.join(" ")}`,
    "",
    `${trees.join("")}end of trees`,
    "",
    "feature_importances:",
    ...importanceLines(ensemble),
    "",
    "parameters:",
    ...(extras.parameters ?? parametersOf(ensemble)),
    "",
    "end of parameters",
    "",
    ...(extras.pandasCategorical === null ? [] : [`${PANDAS}${extras.pandasCategorical ?? "null"}`, ""]),
  ];
  return lines.join("\n");
}

function treeText(ensemble: TreeEnsemble, t: number): string {
  const nodes = [ensemble.treeNodeStart[t]!, ensemble.treeNodeStart[t + 1]!] as const;
  const leaves = [ensemble.treeLeafStart[t]!, ensemble.treeLeafStart[t + 1]!] as const;
  const short = (array: NumberArray, [from, to]: readonly [number, number]): string =>
    Array.from(array.subarray(from, to), (value) => generalFormat(value, 6)).join(" ");
  const exact = (array: NumberArray, [from, to]: readonly [number, number]): string =>
    Array.from(array.subarray(from, to), (value) => generalFormat(value, 17)).join(" ");

  // Splits on categories are numbered anew in each tree, in the order of their nodes.
  const thresholds = ensemble.threshold.slice(...nodes);
  const boundaries = [0];
  const words: number[] = [];
  for (let node = nodes[0]; node < nodes[1]; node++) {
    if (!(ensemble.decisionType[node]! & CATEGORICAL_BIT)) continue;
    const split = ensemble.threshold[node]!;
    thresholds[node - nodes[0]] = boundaries.length - 1;
    for (let w = ensemble.catStart[split]!; w < ensemble.catStart[split + 1]!; w++) {
      words.push(ensemble.catBits[w]!);
    }
    boundaries.push(words.length);
  }
  const categorical = boundaries.length - 1;
  const lines = [
    `Tree=${t}`,
    `num_leaves=${leaves[1] - leaves[0]}`,
    `num_cat=${categorical}`,
    `split_feature=${ensemble.splitFeature.subarray(...nodes).join(" ")}`,
    `split_gain=${short(ensemble.splitGain, nodes)}`,
    `threshold=${exact(thresholds, [0, thresholds.length])}`,
    `decision_type=${ensemble.decisionType.subarray(...nodes).join(" ")}`,
    `left_child=${ensemble.leftChild.subarray(...nodes).join(" ")}`,
    `right_child=${ensemble.rightChild.subarray(...nodes).join(" ")}`,
    `leaf_value=${exact(ensemble.leafValue, leaves)}`,
    `leaf_weight=${Number.isNaN(ensemble.leafWeight[leaves[0]]) ? "" : exact(ensemble.leafWeight, leaves)}`,
    `leaf_count=${ensemble.leafCount.subarray(...leaves).join(" ")}`,
    `internal_value=${short(ensemble.internalValue, nodes)}`,
    `internal_weight=${short(ensemble.internalWeight, nodes)}`,
    `internal_count=${ensemble.internalCount.subarray(...nodes).join(" ")}`,
    ...(categorical > 0
      ? [`cat_boundaries=${boundaries.join(" ")}`, `cat_threshold=${words.join(" ")}`]
      : []),
    "is_linear=0",
    `shrinkage=${generalFormat(ensemble.shrinkage[t]!, 6)}`,
  ];
  return `${lines.join("\n")}\n\n\n`;
}

function objectiveText(objective: TreeObjective, classCount: number): string {
  const sigmoid = `sigmoid:${generalFormat(objective.sigmoid ?? 1, 6)}`;
  switch (objective.name) {
    case "regression":
      return objective.squareRoot ? "regression sqrt" : "regression";
    case "binary":
      return `binary ${sigmoid}`;
    case "multiclass":
      return `multiclass num_class:${classCount}`;
    case "multiclassova":
      return `multiclassova num_class:${classCount} ${sigmoid}`;
    default:
      return objective.name;
  }
}

/** The range of each feature's thresholds, or the categories that its splits name. */
function featureInfosOf(ensemble: TreeEnsemble): string[] {
  const lowest = new Float64Array(ensemble.featureCount).fill(Infinity);
  const highest = new Float64Array(ensemble.featureCount).fill(-Infinity);
  const categories = new Map<number, Set<number>>();
  for (let node = 0; node < ensemble.threshold.length; node++) {
    const feature = ensemble.splitFeature[node]!;
    const threshold = ensemble.threshold[node]!;
    if (ensemble.decisionType[node]! & CATEGORICAL_BIT) {
      const seen = categories.get(feature) ?? new Set();
      categories.set(feature, seen);
      for (const category of categoriesOf(ensemble, threshold)) seen.add(category);
    } else {
      lowest[feature] = Math.min(lowest[feature]!, threshold);
      highest[feature] = Math.max(highest[feature]!, threshold);
    }
  }
  return Array.from(lowest, (low, feature) => {
    const seen = categories.get(feature);
    if (seen) return [...seen].sort((a, b) => a - b).join(":");
    return low <= highest[feature]!
      ? `[${generalFormat(low, 17)}:${generalFormat(highest[feature]!, 17)}]`
      : "none";
  });
}

function importanceLines(ensemble: TreeEnsemble): string[] {
  const counts = splitImportance(ensemble);
  return ensemble.featureNames
    .map((name, feature) => ({ name, count: counts[feature]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ name, count }) => `${name}=${count}`);
}

function parametersOf({ averageOutput, objective, classCount }: TreeEnsemble): string[] {
  const parameters = [`[boosting: ${averageOutput ? "rf" : "gbdt"}]`, `[objective: ${objective.name}]`];
  if (classCount > 1) parameters.push(`[num_class: ${classCount}]`);
  if (objective.sigmoid !== undefined) parameters.push(`[sigmoid: ${generalFormat(objective.sigmoid, 17)}]`);
  if (objective.alpha !== undefined) parameters.push(`[alpha: ${generalFormat(objective.alpha, 17)}]`);
  if (objective.tweedieVariancePower !== undefined) {
    parameters.push(`[tweedie_variance_power: ${generalFormat(objective.tweedieVariancePower, 17)}]`);
  }
  return parameters;
}
