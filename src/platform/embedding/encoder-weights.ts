import { HEAD_WIDTH } from "../../math/encoder/sentence-encoder.ts";
import type {
  EncoderLayer,
  EncoderWeights,
  NormWeights,
  QuantisedMatrix,
  QuantisedTable,
} from "../../math/encoder/weights.ts";
import { readOnnx, tensorValues, type OnnxModel, type OnnxNode, type OnnxTensor } from "./onnx-graph.ts";
import { protobufFields } from "./protobuf-fields.ts";

/** Operators that compute in such a graph; a graph with others is not read. */
const COMPUTING =
  "Add Cast DequantizeLinear Div DynamicQuantizeLinear Erf Gather LayerNormalization MatMul MatMulInteger Mul Softmax";
/** Operators that arrange, and make the mask: nothing of one text alone is masked. */
const ARRANGING =
  "And Concat Expand GatherND GreaterOrEqual IsNaN Max Range Reshape Shape Slice Squeeze Transpose Unsqueeze Where";
const KNOWN = new Set(`${COMPUTING} ${ARRANGING}`.split(" "));

/** Columns of a matrix come in blocks of eight, rows are rounded sixteen at a time. */
const BLOCK = 16;

/**
 * The weights of a graph that is a BERT encoder as `quantize_dynamic` writes it, found by the names that its biases
 * have in PyTorch; null for any other graph.
 *
 *     x -> DynamicQuantizeLinear -> MatMulInteger(w) -> Cast -> Mul(scales) -> Add(bias)
 */
export function encoderWeights(graph: Uint8Array): EncoderWeights | null {
  try {
    return readEncoder(readOnnx(graph));
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

function readEncoder(model: OnnxModel): EncoderWeights {
  const foreign = model.nodes.find(({ opType }) => !KNOWN.has(opType));
  expect(foreign === undefined, `an operator ${foreign?.opType}`);
  const matrices = matricesByBias(model);
  const layers: EncoderLayer[] = [];
  while (6 * layers.length < matrices.size) layers.push(readLayer(model, matrices, layers.length));
  const [words, places] = [table(model, "word_embeddings"), table(model, "position_embeddings")];
  const kinds = table(model, "token_type_embeddings");
  const norm = normOf(model, "embeddings.LayerNorm");
  const width = norm.weight.length;
  const scale = Math.sqrt(1 / Math.sqrt(HEAD_WIDTH));
  const heads = [...model.initializers.values()].some(
    (tensor) => tensor.dims.length === 0 && tensor.dataType === 1 && Math.abs(number(tensor) - scale) < 1e-6,
  );
  expect(heads && width % HEAD_WIDTH === 0 && layers.length > 0, "heads of another width");
  const kind = Float32Array.from({ length: width }, (_, d) => (kinds.values[d]! - kinds.zero) * kinds.scale);
  return {
    width,
    heads: width / HEAD_WIDTH,
    positions: places.values.length / width,
    epsilon: epsilonOf(model.nodes),
    words,
    places,
    kind,
    embeddingNorm: norm,
    layers,
  };
}

/** What is multiplied, by the name of the bias that is added to the product. */
function matricesByBias(model: OnnxModel): ReadonlyMap<string, QuantisedMatrix> {
  const consumer = new Map(model.nodes.flatMap((node) => node.inputs.map((name) => [name, node] as const)));
  const producer = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const after = (node: OnnxNode | undefined, opType: string): OnnxNode => {
    const next = consumer.get(node?.outputs[0] ?? "");
    if (next?.opType !== opType) throw new RangeError(`another order of operators than ${opType}`);
    return next;
  };
  const found = new Map<string, QuantisedMatrix>();
  for (const node of model.nodes) {
    if (node.opType !== "MatMulInteger") continue;
    const cast = after(node, "Cast");
    const scaled = after(cast, "Mul");
    const added = after(scaled, "Add");
    const scales = producer.get(scaled.inputs.find((name) => name !== cast.outputs[0]) ?? "");
    const scale = scales?.inputs.find((name) => model.initializers.has(name));
    const bias = added.inputs.find((name) => model.initializers.has(name)) ?? "";
    found.set(bias, matrix(model, node, scale, bias));
  }
  return found;
}

function matrix(
  model: OnnxModel,
  { inputs }: OnnxNode,
  scale: string | undefined,
  bias: string,
): QuantisedMatrix {
  const tensor = constant(model, inputs[1]);
  const [rows = 0, columns = 0] = tensor.dims;
  const values = tensorValues(tensor);
  const zeros = inputs[3] === undefined ? [] : [...tensorValues(constant(model, inputs[3]))];
  const scales = tensorValues(constant(model, scale));
  const added = tensorValues(constant(model, bias));
  expect(values instanceof Int8Array && zeros.every((zero) => zero === 0), "weights with a zero point");
  expect(rows % BLOCK === 0 && columns % BLOCK === 0, `a matrix of ${rows} by ${columns}`);
  expect(scales.length === columns && added.length === columns, "no scale for each column");
  return {
    values: values as Int8Array,
    rows,
    columns,
    scales: Float32Array.from(scales),
    bias: Float32Array.from(added),
  };
}

function readLayer(
  model: OnnxModel,
  matrices: ReadonlyMap<string, QuantisedMatrix>,
  index: number,
): EncoderLayer {
  const part = (name: string): QuantisedMatrix => {
    const key = [...matrices.keys()].find((bias) => bias.endsWith(`.layer.${index}.${name}.bias`));
    const found = matrices.get(key ?? "");
    if (found === undefined) throw new RangeError(`layer ${index} without ${name}`);
    return found;
  };
  return {
    query: part("attention.self.query"),
    key: part("attention.self.key"),
    value: part("attention.self.value"),
    attentionOutput: part("attention.output.dense"),
    attentionNorm: normOf(model, `.layer.${index}.attention.output.LayerNorm`),
    intermediate: part("intermediate.dense"),
    output: part("output.dense"),
    outputNorm: normOf(model, `.layer.${index}.output.LayerNorm`),
  };
}

function normOf(model: OnnxModel, name: string): NormWeights {
  const read = (end: string): Float32Array =>
    Float32Array.from(tensorValues(constant(model, ending(model, `${name}.${end}`))));
  return { weight: read("weight"), bias: read("bias") };
}

function table(model: OnnxModel, name: string): QuantisedTable {
  const part = (end: string): OnnxTensor => constant(model, ending(model, `${name}.weight_${end}`));
  const values = tensorValues(part("quantized"));
  expect(!(values instanceof Float32Array), "tables that are not quantised");
  return {
    values: values as Uint8Array | Int8Array,
    zero: number(part("zero_point")),
    scale: number(part("scale")),
  };
}

function ending(model: OnnxModel, end: string): string | undefined {
  return [...model.initializers.keys()].find((name) => name.endsWith(end));
}

function constant({ initializers }: OnnxModel, name: string | undefined): OnnxTensor {
  const tensor = initializers.get(name ?? "");
  if (tensor === undefined) throw new RangeError(`no constant ${name}`);
  return tensor;
}

function number(tensor: OnnxTensor): number {
  return tensorValues(tensor)[0]!;
}

/** What layer norms add to the variance: attribute "epsilon", a float. */
function epsilonOf(nodes: readonly OnnxNode[]): number {
  const node = nodes.find(({ opType }) => opType === "LayerNormalization");
  for (const attribute of protobufFields(node?.bytes ?? new Uint8Array(0))) {
    if (attribute.field !== 5) continue;
    const fields = [...protobufFields(attribute.bytes)];
    const name = fields.find(({ field }) => field === 1);
    const value = fields.find(({ field }) => field === 2);
    if (name === undefined || new TextDecoder().decode(name.bytes) !== "epsilon" || value === undefined)
      continue;
    return new DataView(value.bytes.buffer, value.bytes.byteOffset, 4).getFloat32(0, true);
  }
  throw new RangeError("no epsilon");
}

function expect(condition: boolean, found: string): void {
  if (!condition) throw new RangeError(`no encoder that is known: ${found}`);
}
