/**
 * The part of ONNX that the rewriting of a quantised graph needs. What it does not know it carries along as bytes.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the numbers of the fields
 */
import {
  integerField,
  joinParts,
  packedIntegers,
  partsField,
  protobufFields,
  textField,
  type ProtobufParts,
} from "./protobuf-fields.ts";

export interface OnnxNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The whole node, as it stands in the graph's field. */
  readonly bytes: Uint8Array;
}

/** A constant of the graph. `bytes` is its whole message; `tensorValues` reads it. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly bytes: Uint8Array;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** Names of what the graph gives. */
  readonly outputs: readonly string[];
  /** Fields of the graph besides nodes and constants, and of the model besides the graph, as they stood. */
  readonly graphRest: ProtobufParts;
  readonly modelRest: ProtobufParts;
}

const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const GRAPH_OUTPUT = 12;
const GRAPH_VALUE_INFO = 13;
const FLOAT = 1;
const UINT8 = 2;
const INT8 = 3;

/** @throws RangeError where the bytes are no ONNX model */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const modelRest: Uint8Array[] = [];
  let graph: Uint8Array | null = null;
  for (const field of protobufFields(bytes)) {
    if (field.field === MODEL_GRAPH) graph = field.bytes;
    else modelRest.push(field.whole);
  }
  if (graph === null) throw new RangeError("no ONNX model: it has no graph");
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const graphRest: Uint8Array[] = [];
  const outputs: string[] = [];
  for (const field of protobufFields(graph)) {
    if (field.field === GRAPH_NODE) nodes.push(readNode(field.bytes));
    else if (field.field === GRAPH_INITIALIZER) {
      const tensor = readTensor(field.bytes);
      initializers.set(tensor.name, tensor);
    } else if (field.field !== GRAPH_VALUE_INFO) graphRest.push(field.whole);
    if (field.field === GRAPH_OUTPUT) outputs.push(nameOf(field.bytes));
  }
  return { nodes, initializers, outputs, graphRest, modelRest };
}

export function writeOnnx(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const graph = [
    ...model.nodes.flatMap((node) => partsField(GRAPH_NODE, [node.bytes])),
    ...[...model.initializers.values()].flatMap((tensor) => partsField(GRAPH_INITIALIZER, [tensor.bytes])),
    ...model.graphRest,
  ];
  return joinParts([...model.modelRest, ...partsField(MODEL_GRAPH, graph)]);
}

/** A node of the standard operators, without attributes. */
export function onnxNode(opType: string, inputs: readonly string[], outputs: readonly string[]): OnnxNode {
  const parts = [
    ...inputs.flatMap((name) => textField(1, name)),
    ...outputs.flatMap((name) => textField(2, name)),
    ...textField(3, `${outputs[0] ?? ""}_${opType}`),
    ...textField(4, opType),
  ];
  return { opType, inputs, outputs, bytes: joinParts(parts) };
}

/** Numbers of four bytes, row-major. */
export function floatTensor(name: string, dims: readonly number[], values: Float32Array): OnnxTensor {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const parts = [
    ...dims.flatMap((dim) => integerField(1, dim)),
    ...integerField(2, FLOAT),
    ...textField(8, name),
    ...partsField(9, [raw]),
  ];
  return { name, dims, dataType: FLOAT, bytes: joinParts(parts) };
}

/**
 * The numbers of a constant of type FLOAT, INT8 or UINT8, raw or as a list.
 * @throws RangeError for other types, and where the count does not fit the shape
 */
export function tensorValues(tensor: OnnxTensor): Float32Array | Int8Array | Uint8Array {
  const { name, dims, dataType } = tensor;
  const size = dims.reduce((product, dim) => product * dim, 1);
  let values: Float32Array | Int8Array | Uint8Array | null = null;
  const listed: number[] = [];
  for (const { field, wire, bytes, integer } of protobufFields(tensor.bytes)) {
    if (field === 9) values = rawValues(dataType, bytes);
    else if (field === 4) listed.push(...new Float32Array(bytes.slice().buffer));
    else if (field === 5) listed.push(...(wire === 0 ? [integer] : packedIntegers(bytes)));
  }
  values ??= listedValues(dataType, listed);
  if (values === null) throw new RangeError(`the constant ${name} is of the type ${dataType}`);
  if (values.length !== size)
    throw new RangeError(`the constant ${name} has ${values.length} numbers, not ${size}`);
  return values;
}

function rawValues(dataType: number, bytes: Uint8Array): Float32Array | Int8Array | Uint8Array | null {
  if (dataType === FLOAT) return new Float32Array(bytes.slice().buffer);
  if (dataType === INT8) return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return dataType === UINT8 ? bytes : null;
}

function listedValues(
  dataType: number,
  listed: readonly number[],
): Float32Array | Int8Array | Uint8Array | null {
  if (dataType === FLOAT) return Float32Array.from(listed);
  if (dataType === INT8) return Int8Array.from(listed);
  return dataType === UINT8 ? Uint8Array.from(listed) : null;
}

function readNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let opType = "";
  for (const field of protobufFields(bytes)) {
    if (field.field === 1) inputs.push(textOf(field.bytes));
    else if (field.field === 2) outputs.push(textOf(field.bytes));
    else if (field.field === 4) opType = textOf(field.bytes);
  }
  return { opType, inputs, outputs, bytes };
}

function readTensor(bytes: Uint8Array): OnnxTensor {
  const dims: number[] = [];
  let dataType = 0;
  let name = "";
  for (const field of protobufFields(bytes)) {
    if (field.field === 1) dims.push(...(field.wire === 0 ? [field.integer] : packedIntegers(field.bytes)));
    else if (field.field === 2) dataType = field.integer;
    else if (field.field === 8) name = textOf(field.bytes);
  }
  return { name, dims, dataType, bytes };
}

/** Of an input or output of the graph. */
function nameOf(valueInfo: Uint8Array): string {
  for (const { field, bytes } of protobufFields(valueInfo)) if (field === 1) return textOf(bytes);
  return "";
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
