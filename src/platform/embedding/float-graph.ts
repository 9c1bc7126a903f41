import {
  floatTensor,
  onnxNode,
  readOnnx,
  tensorValues,
  writeOnnx,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from "./onnx-graph.ts";

/**
 * Whether the graph turns what it computes into whole numbers as it goes, at a scale that it takes from all texts of
 * a batch: then a text's vector depends on its company, and texts are best computed one by one.
 */
export function quantisesAsItGoes(graph: Uint8Array): boolean {
  return readOnnx(graph).nodes.some(({ opType }) => opType === "DynamicQuantizeLinear");
}

/**
 * The same graph with its multiplications in floating point, for processors that know no whole numbers of 8 bits
 * (WebGPU). The weights keep the values that they were rounded to; what flows between them is rounded no more.
 *
 *     x -> DynamicQuantizeLinear -> MatMulInteger(w) -> Cast -> Mul(scales)     becomes     x -> MatMul(w · scale)
 *
 * Tables that are looked up (Gather, DequantizeLinear) stay as they are: onnxruntime does that on the processor.
 *
 * @throws RangeError where a MatMulInteger stands in another pattern than onnxruntime's `quantize_dynamic` writes
 */
export function floatGraph(graph: Uint8Array): Uint8Array<ArrayBuffer> {
  const model = readOnnx(graph);
  const { nodes, initializers } = model;
  const producer = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const name of node.inputs) consumers.set(name, [...(consumers.get(name) ?? []), node]);
  }
  const replaced = new Map<OnnxNode, OnnxNode>();
  const constants = new Map<string, OnnxTensor>();
  for (const node of nodes) {
    if (node.opType !== "MatMulInteger") continue;
    const found = matchProduct(node, producer, consumers);
    const weights = dequantised(initializers, node, found.weightScale);
    constants.set(weights.name, weights);
    replaced.set(found.last, onnxNode("MatMul", [found.x, weights.name], [found.last.outputs[0]!]));
  }
  const kept = nodes.map((node) => replaced.get(node) ?? node);
  return writeOnnx(pruned({ ...model, nodes: kept }, constants));
}

interface QuantisedProduct {
  /** What is multiplied, before it is rounded. */
  readonly x: string;
  readonly weightScale: string;
  /** The node that gives the product in floating point. */
  readonly last: OnnxNode;
}

function matchProduct(
  node: OnnxNode,
  producer: ReadonlyMap<string, OnnxNode>,
  consumers: ReadonlyMap<string, readonly OnnxNode[]>,
): QuantisedProduct {
  const quantise = producer.get(node.inputs[0] ?? "");
  const cast = only(consumers.get(node.outputs[0] ?? ""));
  const last = only(consumers.get(cast?.outputs[0] ?? ""));
  const scales = producer.get(last?.inputs.find((name) => name !== cast?.outputs[0]) ?? "");
  const weightScale = scales?.inputs.find((name) => name !== quantise?.outputs[1]);
  if (
    quantise?.opType !== "DynamicQuantizeLinear" ||
    cast?.opType !== "Cast" ||
    last?.opType !== "Mul" ||
    scales?.opType !== "Mul" ||
    weightScale === undefined
  ) {
    throw new RangeError(`${node.outputs[0]} is not multiplied as quantize_dynamic writes it`);
  }
  return { x: quantise.inputs[0]!, weightScale, last };
}

function only<T>(list: readonly T[] | undefined): T | undefined {
  return list?.length === 1 ? list[0] : undefined;
}

/** (w - zero point) · scale, shape [rows, columns]; zero point and scale one a column, or one. */
function dequantised(
  initializers: ReadonlyMap<string, OnnxTensor>,
  { inputs }: OnnxNode,
  scaleName: string,
): OnnxTensor {
  const constant = (name: string | undefined): OnnxTensor => {
    const tensor = initializers.get(name ?? "");
    if (tensor === undefined) throw new RangeError(`${name} is no constant of the graph`);
    return tensor;
  };
  const weights = constant(inputs[1]);
  const columns = weights.dims.at(-1)!;
  const whole = tensorValues(weights);
  const scale = tensorValues(constant(scaleName));
  const zero = inputs[3] === undefined ? new Int8Array(1) : tensorValues(constant(inputs[3]));
  const values = new Float32Array(whole.length);
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    values[i] = (whole[i]! - zero[zero.length === 1 ? 0 : column]!) * scale[scale.length === 1 ? 0 : column]!;
  }
  return floatTensor(`${weights.name}_float`, weights.dims, values);
}

/** Without the nodes and constants that nothing needs any more. */
function pruned(model: OnnxModel, added: ReadonlyMap<string, OnnxTensor>): OnnxModel {
  let { nodes } = model;
  for (;;) {
    const used = new Set([...nodes.flatMap(({ inputs }) => inputs), ...model.outputs]);
    const left = nodes.filter(({ opType, outputs }) => {
      const quantising = ["DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul"].includes(opType);
      return !quantising || outputs.some((name) => used.has(name));
    });
    if (left.length === nodes.length) {
      const initializers = new Map([...model.initializers, ...added].filter(([name]) => used.has(name)));
      return { ...model, nodes, initializers };
    }
    nodes = left;
  }
}
