import {
  CATEGORICAL_BIT,
  DEFAULT_LEFT_BIT,
  iterationCount,
  MISSING_NONE,
  MISSING_ZERO,
  treeCount,
  ZERO_THRESHOLD,
  type TreeEnsemble,
} from "./ensemble.ts";
import { categoriesOf, thresholdPastTinyValues } from "./split-values.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** Opsets of the operators used; ai.onnx.ml 5 brought TreeEnsemble with float64 sums and set membership. */
const ONNX_OPSET = 21;
const ML_OPSET = 5;
const IR_VERSION = 10;
const ML_DOMAIN = "ai.onnx.ml";

/** TensorProto.DataType. */
const UINT8 = 2;
const DOUBLE = 11;

/** Values of nodes_modes. */
const BRANCH_LEQ = 0;
const BRANCH_MEMBER = 6;

/**
 * Write an ensemble as an ONNX model (IR 10, opsets ai.onnx 21 and ai.onnx.ml 5; onnxruntime 1.20 or later).
 *
 * Input `x`, float64 [rows, featureCount]. Outputs `raw_score` and `prediction`, float64 [rows, classCount]: what
 * `predictRaw` and `predictOutputs` return, but for the order in which a runtime adds trees up. Thresholds, leaf values
 * and sums are float64; missing values, the zero threshold, unseen and fractional categories act as they do here.
 *
 * @see https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html; checked with onnxruntime
 */
export function writeOnnx(ensemble: TreeEnsemble): Uint8Array<ArrayBuffer> {
  const { featureCount, classCount } = ensemble;
  const graph = new ProtobufWriter();
  const columns = writeColumns(graph, ensemble);
  graph.message(1, treeNode(ensemble, columns));
  writeTransform(graph, ensemble);
  graph.text(2, "tree_ensemble");
  graph.message(11, valueInfo("x", featureCount));
  graph.message(12, valueInfo("raw_score", classCount));
  graph.message(12, valueInfo("prediction", classCount));

  const model = new ProtobufWriter()
    .integer(1, IR_VERSION)
    .text(2, "soma-edge")
    .message(7, graph)
    .message(8, new ProtobufWriter().text(1, "").integer(2, ONNX_OPSET))
    .message(8, new ProtobufWriter().text(1, ML_DOMAIN).integer(2, ML_OPSET))
    .message(14, new ProtobufWriter().text(1, "objective").text(2, ensemble.objective.name))
    .message(
      14,
      new ProtobufWriter().text(1, "feature_names").text(2, JSON.stringify(ensemble.featureNames)),
    );
  return new Uint8Array(model.finish());
}

/**
 * Where the trees find their columns: x as it is, then, each only when some split needs it, x with NaN for what counts
 * as zero, and x truncated to whole categories.
 */
interface Columns {
  readonly input: string;
  readonly zeroMissing: number;
  readonly categories: number;
}

function writeColumns(graph: ProtobufWriter, ensemble: TreeEnsemble): Columns {
  const { featureCount, decisionType } = ensemble;
  const blocks = ["x"];
  const apply = (kind: string, inputs: readonly string[], output: string): string => {
    graph.message(1, operator(kind, inputs, output));
    return output;
  };
  const needsSize = decisionType.some((type) => type & CATEGORICAL_BIT || type >> 2 === MISSING_ZERO);
  if (needsSize) apply("Abs", ["x"], "size");
  const zeroMissing = blocks.length * featureCount;
  if (decisionType.some((type) => !(type & CATEGORICAL_BIT) && type >> 2 === MISSING_ZERO)) {
    graph.message(5, tensor("zero_threshold", DOUBLE, [1], Float64Array.of(ZERO_THRESHOLD)));
    graph.message(5, tensor("missing", DOUBLE, [1], Float64Array.of(NaN)));
    apply("LessOrEqual", ["size", "zero_threshold"], "is_zero");
    blocks.push(apply("Where", ["is_zero", "missing", "x"], "zero_missing"));
  }
  const categories = blocks.length * featureCount;
  if (decisionType.some((type) => type & CATEGORICAL_BIT)) {
    apply("Floor", ["size"], "whole_size");
    apply("Sign", ["x"], "sign");
    blocks.push(apply("Mul", ["sign", "whole_size"], "categories"));
  }
  if (blocks.length === 1) return { input: "x", zeroMissing, categories };
  const joined = operator("Concat", blocks, "columns").message(5, integerAttribute("axis", 1));
  graph.message(1, joined);
  return { input: "columns", zeroMissing, categories };
}

/** Nodes and leaves of all trees, as the operator's attributes want them. */
class OnnxTrees {
  readonly roots: number[] = [];
  readonly feature: number[] = [];
  readonly split: number[] = [];
  readonly mode: number[] = [];
  readonly missingTrue: number[] = [];
  readonly child: { readonly true: number[]; readonly false: number[] } = { true: [], false: [] };
  readonly isLeaf: { readonly true: number[]; readonly false: number[] } = { true: [], false: [] };
  /** The categories of each membership node, in node order, each set closed by NaN. */
  readonly members: number[] = [];
  readonly leafTarget: number[] = [];
  readonly leafWeight: number[] = [];

  branch(feature: number, split: number, mode: number, missingTrue: boolean, yes: Place, no: Place): Place {
    this.feature.push(feature);
    this.split.push(split);
    this.mode.push(mode);
    this.missingTrue.push(missingTrue ? 1 : 0);
    this.child.true.push(yes.index);
    this.isLeaf.true.push(yes.leaf ? 1 : 0);
    this.child.false.push(no.index);
    this.isLeaf.false.push(no.leaf ? 1 : 0);
    return { index: this.feature.length - 1, leaf: false };
  }

  leaf(target: number, weight: number): number {
    this.leafTarget.push(target);
    this.leafWeight.push(weight);
    return this.leafTarget.length - 1;
  }
}

interface Place {
  readonly index: number;
  readonly leaf: boolean;
}

function treeNode(ensemble: TreeEnsemble, columns: Columns): ProtobufWriter {
  const trees = new OnnxTrees();
  for (let t = 0; t < treeCount(ensemble); t++) writeTree(ensemble, t, columns, trees);
  return operator("TreeEnsemble", [columns.input], "raw_score", ML_DOMAIN)
    .message(5, integerAttribute("aggregate_function", 1))
    .message(5, integerAttribute("post_transform", 0))
    .message(5, integerAttribute("n_targets", ensemble.classCount))
    .message(5, integersAttribute("tree_roots", trees.roots))
    .message(5, integersAttribute("nodes_featureids", trees.feature))
    .message(5, tensorAttribute("nodes_splits", DOUBLE, Float64Array.from(trees.split)))
    .message(5, tensorAttribute("nodes_modes", UINT8, Uint8Array.from(trees.mode)))
    .message(5, integersAttribute("nodes_missing_value_tracks_true", trees.missingTrue))
    .message(5, integersAttribute("nodes_truenodeids", trees.child.true))
    .message(5, integersAttribute("nodes_falsenodeids", trees.child.false))
    .message(5, integersAttribute("nodes_trueleafs", trees.isLeaf.true))
    .message(5, integersAttribute("nodes_falseleafs", trees.isLeaf.false))
    .message(5, tensorAttribute("membership_values", DOUBLE, Float64Array.from(trees.members)))
    .message(5, integersAttribute("leaf_targetids", trees.leafTarget))
    .message(5, tensorAttribute("leaf_weights", DOUBLE, Float64Array.from(trees.leafWeight)));
}

function writeTree(ensemble: TreeEnsemble, t: number, columns: Columns, trees: OnnxTrees): void {
  const node0 = ensemble.treeNodeStart[t]!;
  const nodes = ensemble.treeNodeStart[t + 1]! - node0;
  const leaf0 = ensemble.treeLeafStart[t]!;
  const leaves = ensemble.treeLeafStart[t + 1]! - leaf0;
  const target = t % ensemble.classCount;
  const leafPlaces = Array.from({ length: leaves }, (_, leaf) => ({
    index: trees.leaf(target, ensemble.leafValue[leaf0 + leaf]!),
    leaf: true,
  }));
  // Nodes are made from the last to the first, so that children exist.
  const places: Place[] = [];
  const placeOf = (child: number): Place => (child >= 0 ? places[child]! : leafPlaces[~child]!);
  for (const node of nodes > 0 ? preorder(ensemble, node0).toReversed() : []) {
    const left = placeOf(ensemble.leftChild[node0 + node]!);
    const right = placeOf(ensemble.rightChild[node0 + node]!);
    places[node] = writeSplit(ensemble, node0 + node, left, right, columns, trees);
  }
  const root = placeOf(nodes > 0 ? 0 : ~0);
  // The operator knows no tree without a node: where there is none, both ways lead to the leaf.
  trees.roots.push(root.leaf ? trees.branch(0, 0, BRANCH_LEQ, true, root, root).index : root.index);
}

/** Node numbers of a tree, each before its children. */
function preorder({ leftChild, rightChild }: TreeEnsemble, node0: number): number[] {
  const order: number[] = [];
  const waiting = [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    order.push(node);
    for (const child of [rightChild[node0 + node]!, leftChild[node0 + node]!]) {
      if (child >= 0) waiting.push(child);
    }
  }
  return order;
}

function writeSplit(
  ensemble: TreeEnsemble,
  at: number,
  left: Place,
  right: Place,
  columns: Columns,
  trees: OnnxTrees,
): Place {
  const feature = ensemble.splitFeature[at]!;
  const type = ensemble.decisionType[at]!;
  if (type & CATEGORICAL_BIT) {
    const categories = categoriesOf(ensemble, ensemble.threshold[at]!);
    // Without a category everything goes right, which no set can say.
    if (categories.length === 0) return right;
    for (const category of categories) trees.members.push(category);
    trees.members.push(NaN);
    return trees.branch(columns.categories + feature, 0, BRANCH_MEMBER, false, left, right);
  }
  const threshold = thresholdPastTinyValues(ensemble.threshold[at]!);
  const missing = type >> 2;
  const missingLeft = missing === MISSING_NONE ? threshold >= 0 : (type & DEFAULT_LEFT_BIT) !== 0;
  const column = missing === MISSING_ZERO ? columns.zeroMissing + feature : feature;
  return trees.branch(column, threshold, BRANCH_LEQ, missingLeft, left, right);
}

/** Raw scores to predictions. `Identity` names the output where nothing is to be done. */
function writeTransform(graph: ProtobufWriter, ensemble: TreeEnsemble): void {
  const { objective, averageOutput } = ensemble;
  const constant = (name: string, value: number): string => {
    graph.message(5, tensor(name, DOUBLE, [1], Float64Array.of(value)));
    return name;
  };
  const apply = (kind: string, inputs: readonly string[], output: string): string => {
    graph.message(1, operator(kind, inputs, output));
    return output;
  };
  let score = "raw_score";
  if (averageOutput) score = apply("Div", [score, constant("iterations", iterationCount(ensemble))], "mean");
  switch (objective.name) {
    case "poisson":
    case "gamma":
    case "tweedie":
      apply("Exp", [score], "prediction");
      break;
    case "binary":
    case "multiclassova":
    case "cross_entropy":
      if (objective.sigmoid !== undefined) {
        score = apply("Mul", [score, constant("sigmoid", objective.sigmoid)], "scaled");
      }
      apply("Sigmoid", [score], "prediction");
      break;
    case "cross_entropy_lambda":
      apply(
        "Log",
        [apply("Add", [apply("Exp", [score], "odds"), constant("one", 1)], "one_plus")],
        "prediction",
      );
      break;
    case "multiclass":
      apply("Softmax", [score], "prediction");
      break;
    default:
      if (objective.squareRoot) {
        apply("Mul", [score, apply("Abs", [score], "score_size")], "prediction");
      } else apply("Identity", [score], "prediction");
  }
}

function operator(kind: string, inputs: readonly string[], output: string, domain = ""): ProtobufWriter {
  const node = new ProtobufWriter();
  for (const input of inputs) node.text(1, input);
  return node.text(2, output).text(3, `${output}_${kind}`).text(4, kind).text(7, domain);
}

const ATTRIBUTE_INT = 2;
const ATTRIBUTE_TENSOR = 4;
const ATTRIBUTE_INTS = 7;

function integerAttribute(name: string, value: number): ProtobufWriter {
  return new ProtobufWriter().text(1, name).integer(3, value).integer(20, ATTRIBUTE_INT);
}

function integersAttribute(name: string, values: readonly number[]): ProtobufWriter {
  return new ProtobufWriter().text(1, name).integers(8, values).integer(20, ATTRIBUTE_INTS);
}

function tensorAttribute(name: string, type: number, values: Float64Array | Uint8Array): ProtobufWriter {
  const value = tensor(name, type, [values.length], values);
  return new ProtobufWriter().text(1, name).message(5, value).integer(20, ATTRIBUTE_TENSOR);
}

/** Little-endian, as every host is. */
function tensor(
  name: string,
  type: number,
  shape: readonly number[],
  values: Float64Array | Uint8Array,
): ProtobufWriter {
  return new ProtobufWriter()
    .integers(1, shape)
    .integer(2, type)
    .text(8, name)
    .raw(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** A float64 matrix with any number of rows. */
function valueInfo(name: string, columns: number): ProtobufWriter {
  const shape = new ProtobufWriter()
    .message(1, new ProtobufWriter().text(2, "rows"))
    .message(1, new ProtobufWriter().integer(1, columns));
  const type = new ProtobufWriter().message(1, new ProtobufWriter().integer(1, DOUBLE).message(2, shape));
  return new ProtobufWriter().text(1, name).message(2, type);
}
