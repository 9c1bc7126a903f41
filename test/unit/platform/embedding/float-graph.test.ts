import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { BUILT_IN_MODEL } from "../../../../src/domain/embedding-model.ts";
import { floatGraph, quantisesAsItGoes } from "../../../../src/platform/embedding/float-graph.ts";
import {
  floatTensor,
  onnxNode,
  readOnnx,
  tensorValues,
  writeOnnx,
  type OnnxTensor,
} from "../../../../src/platform/embedding/onnx-graph.ts";
import { openSession } from "../../../../src/platform/embedding/transformers-session.ts";
import { sessionEmbedder } from "../../../../src/platform/embedding/session-embedder.ts";
import {
  integerField,
  joinParts,
  packedIntegers,
  partsField,
  protobufFields,
  textField,
} from "../../../../src/platform/embedding/protobuf-fields.ts";
import { folderFiles, nodeEmbedder } from "../../../../src/platform/node/embedder.ts";
import { readModel } from "../../../../src/platform/embedding/model-files.ts";

const FOLDER = "public/models/all-MiniLM-L6-v2";
const weights = new Uint8Array(readFileSync(`${FOLDER}/${BUILT_IN_MODEL.weights}`));

/** A constant of whole numbers of 8 bits, listed (packed) as protobuf allows. */
function int8Tensor(name: string, dims: readonly number[], values: readonly number[]): OnnxTensor {
  const listed = joinParts(values.map((value) => Uint8Array.from(varint(value))));
  const parts = [
    ...dims.flatMap((dim) => integerField(1, dim)),
    ...integerField(2, 3),
    ...textField(8, name),
    ...partsField(5, [listed]),
  ];
  return { name, dims, dataType: 3, bytes: joinParts(parts) };
}

/** Negative numbers take ten bytes: 64 bits. */
function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

const product = [
  onnxNode("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]),
  onnxNode("Mul", ["s", "w_scale"], ["scales"]),
  onnxNode("MatMulInteger", ["q", "w", "z", "w_zero"], ["whole"]),
  onnxNode("Cast", ["whole"], ["cast"]),
  onnxNode("Mul", ["cast", "scales"], ["y"]),
  onnxNode("Relu", ["y"], ["out"]),
];
const constants = [
  int8Tensor("w", [2, 3], [1, -2, 3, -4, 5, 127]),
  int8Tensor("w_zero", [3], [0, -1, 0]),
  floatTensor("w_scale", [3], Float32Array.of(0.5, 2, 0.25)),
];

function graphOf(nodes = product): Uint8Array {
  const output = partsField(12, textField(1, "out"));
  return writeOnnx({
    nodes,
    initializers: new Map(constants.map((tensor) => [tensor.name, tensor])),
    outputs: ["out"],
    graphRest: output,
    modelRest: integerField(1, 10),
  });
}

describe("protobufFields", () => {
  it("reads what was written, numbers of both signs too", () => {
    const message = joinParts([...integerField(3, 300), ...textField(200, "naïve")]);
    const [first, second] = [...protobufFields(message)];
    expect(first).toMatchObject({ field: 3, integer: 300 });
    expect(new TextDecoder().decode(second!.bytes)).toBe("naïve");
    expect(packedIntegers(Uint8Array.from([...varint(-5), ...varint(2 ** 40)]))).toEqual([-5, 2 ** 40]);
  });

  it("refuses bytes that break off", () => {
    const message = joinParts(textField(1, "whale"));
    expect(() => [...protobufFields(message.subarray(0, 4))]).toThrow(RangeError);
    expect(() => [...protobufFields(Uint8Array.of(255, 255))]).toThrow(RangeError);
  });
});

describe("floatGraph", () => {
  it("multiplies by the weights that the whole numbers stood for, and keeps nothing of the rounding", () => {
    const model = readOnnx(floatGraph(graphOf()));
    expect(model.nodes.map(({ opType }) => opType)).toEqual(["MatMul", "Relu"]);
    expect(model.nodes[0]!.inputs).toEqual(["x", "w_float"]);
    expect([...model.initializers.keys()]).toEqual(["w_float"]);
    const tensor = model.initializers.get("w_float")!;
    expect(tensor.dims).toEqual([2, 3]);
    expect([...tensorValues(tensor)]).toEqual([0.5, -2, 0.75, -2, 12, 31.75]);
  });

  it("refuses a product in another pattern instead of guessing", () => {
    const odd = product.filter(({ opType }) => opType !== "Cast");
    expect(() => floatGraph(graphOf(odd))).toThrow(/quantize_dynamic/);
  });

  it("makes of the carried model one whose vectors agree with its own, and that any company leaves alone", async () => {
    expect(quantisesAsItGoes(weights)).toBe(true);
    const graph = floatGraph(weights);
    expect(quantisesAsItGoes(graph)).toBe(false);
    const bytes = new Map(await readModel(BUILT_IN_MODEL, folderFiles(FOLDER))).set(
      BUILT_IN_MODEL.weights,
      graph,
    );
    const float = sessionEmbedder(
      BUILT_IN_MODEL,
      await openSession(BUILT_IN_MODEL, bytes, "cpu", null),
      "native",
      "",
    );
    const whole = await nodeEmbedder();
    const texts = [
      "A whale.",
      "Which novels of the sea are in stock?",
      "Tax law for bakeries, revised edition.",
    ];
    const [a, b] = [await float.embed(texts), await whole.embed(texts)];
    const alone = await float.embed([texts[0]!]);
    for (let text = 0; text < texts.length; text++) {
      const row = (of: typeof a) => of.vectors.subarray(text * 384, (text + 1) * 384);
      const cosine = row(a).reduce((sum, value, d) => sum + value * row(b)[d]!, 0);
      // Only the rounding of what flows through the graph differs: .988 at worst over XQuAD.
      expect(cosine).toBeGreaterThan(0.985);
    }
    for (let d = 0; d < 384; d++) expect(alone.vectors[d]).toBeCloseTo(a.vectors[d]!, 5);
    await float.dispose();
    await whole.dispose();
  });
});
