import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { predictOutputs, predictRaw } from "../../../../src/math/trees/ensemble-predict.ts";
import {
  ZERO_THRESHOLD,
  type TreeEnsemble,
  type TreeObjective,
} from "../../../../src/math/trees/ensemble.ts";
import { writeOnnx } from "../../../../src/math/trees/onnx.ts";
import { ProtobufWriter } from "../../../../src/math/trees/protobuf-writer.ts";
import { randomEnsemble, randomRows } from "../../../fixtures/random-ensemble.ts";

type Message = Map<number, (number | Uint8Array)[]>;

/** A message's fields by number, each with its values in order. */
function decode(bytes: Uint8Array): Message {
  const message: Message = new Map();
  for (let at = 0; at < bytes.length;) {
    const [tag, afterTag] = varint(bytes, at);
    const [value, afterValue] = varint(bytes, afterTag);
    const packed = tag % 8 === 2;
    at = packed ? afterValue + value : afterValue;
    const values = message.get(Math.floor(tag / 8)) ?? [];
    message.set(Math.floor(tag / 8), values);
    values.push(packed ? bytes.subarray(afterValue, at) : value);
  }
  return message;
}

function varint(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  let at = start;
  for (let scale = 1; ; scale *= 128) {
    value += (bytes[at]! & 127) * scale;
    if (bytes[at++]! < 128) return [value, at];
  }
}

function integers(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const [value, end] = varint(bytes, at);
    values.push(value);
    at = end;
  }
  return values;
}

const text = (value: number | Uint8Array | undefined): string =>
  new TextDecoder().decode(value as Uint8Array);
const messages = (message: Message, field: number): Message[] =>
  (message.get(field) ?? []).map((value) => decode(value as Uint8Array));

function tensorValues(tensor: Message): number[] {
  const raw = (tensor.get(9)![0] as Uint8Array).slice();
  return tensor.get(2)![0] === 11 ? [...new Float64Array(raw.buffer)] : [...raw];
}

/** A node's attributes: a number, numbers, or a tensor's values. */
function attributes(node: Message): Record<string, number | number[]> {
  return Object.fromEntries(
    messages(node, 5).map((attribute) => {
      const tensor = messages(attribute, 5)[0];
      const list = attribute.get(8)?.[0] as Uint8Array | undefined;
      const value = tensor ? tensorValues(tensor) : list ? integers(list) : (attribute.get(3)![0] as number);
      return [text(attribute.get(1)![0]), value];
    }),
  );
}

const UNARY: Record<string, (x: number) => number> = {
  Abs: Math.abs,
  Floor: Math.floor,
  Sign: Math.sign,
  Exp: Math.exp,
  Log: Math.log,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Identity: (x) => x,
};
const BINARY: Record<string, (x: number, y: number) => number> = {
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
  Add: (x, y) => x + y,
  LessOrEqual: (x, y) => Number(x <= y),
};

/** Run a model on one row, as the operators' documentation has it. */
function run(model: Uint8Array, row: readonly number[]): Record<string, number[]> {
  const graph = messages(decode(model), 7)[0]!;
  const values: Record<string, number[]> = { x: [...row] };
  for (const tensor of messages(graph, 5)) values[text(tensor.get(8)![0])] = tensorValues(tensor);
  for (const node of messages(graph, 1)) {
    const kind = text(node.get(4)![0]);
    const inputs = node.get(1)!.map((name) => values[text(name)]!);
    const [first, second, third] = inputs;
    const wide = (list: number[] | undefined, i: number): number => list![list!.length === 1 ? 0 : i]!;
    let output: number[];
    if (kind === "TreeEnsemble") output = runTrees(attributes(node) as never, first!);
    else if (kind === "Concat") output = inputs.flat();
    else if (kind === "Softmax") {
      const powers = first!.map((x) => Math.exp(x - Math.max(...first!)));
      output = powers.map((power) => power / powers.reduce((sum, one) => sum + one, 0));
    } else if (kind === "Where") output = first!.map((yes, i) => (yes ? wide(second, i) : wide(third, i)));
    else if (BINARY[kind]) output = first!.map((x, i) => BINARY[kind]!(x, wide(second, i)));
    else output = first!.map((x) => UNARY[kind]!(x));
    values[text(node.get(2)![0])] = output;
  }
  return values;
}

function runTrees(trees: Record<string, number[]>, x: readonly number[]): number[] {
  const sets: number[][] = [[]];
  for (const value of trees["membership_values"]!) {
    if (Number.isNaN(value)) sets.push([]);
    else sets.at(-1)!.push(value);
  }
  let members = 0;
  const setOf = trees["nodes_modes"]!.map((mode) => (mode === 6 ? sets[members++]! : []));
  const scores = Array<number>(trees["n_targets"] as unknown as number).fill(0);
  for (const root of trees["tree_roots"]!) {
    let at = root;
    for (let leaf = 0; leaf === 0;) {
      const value = x[trees["nodes_featureids"]![at]!]!;
      const holds =
        trees["nodes_modes"]![at] === 6
          ? setOf[at]!.includes(value)
          : value <= trees["nodes_splits"]![at]! ||
            (Number.isNaN(value) && trees["nodes_missing_value_tracks_true"]![at] === 1);
      const side = holds ? "true" : "false";
      leaf = trees[`nodes_${side}leafs`]![at]!;
      at = trees[`nodes_${side}nodeids`]![at]!;
    }
    scores[trees["leaf_targetids"]![at]!]! += trees["leaf_weights"]![at]!;
  }
  return scores;
}

function expectSame(ensemble: TreeEnsemble, rows: Float64Array): void {
  const model = writeOnnx(ensemble);
  const { featureCount, classCount } = ensemble;
  const raw = predictRaw(ensemble, rows);
  const outputs = predictOutputs(ensemble, rows);
  for (let r = 0; r < rows.length / featureCount; r++) {
    const found = run(model, [...rows.subarray(r * featureCount, (r + 1) * featureCount)]);
    for (let k = 0; k < classCount; k++) {
      expect(found["raw_score"]![k]).toBe(raw[r * classCount + k]);
      expect(found["prediction"]![k]).toBeCloseTo(outputs[r * classCount + k]!, 14);
    }
  }
}

describe("an ensemble as ONNX", () => {
  it("gives the same raw scores, whatever the splits, by the operators' documentation", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = seededRandom(seed, "onnx");
      const ensemble = randomEnsemble(random, {
        featureCount: 5,
        trees: 9,
        leaves: 1 + seed,
        classCount: seed % 3 === 0 ? 3 : 1,
        categoricalFeatures: seed % 3,
      });
      expectSame(ensemble, randomRows(random, 60, ensemble));
    }
  });

  it.each<TreeObjective>([
    { name: "regression" },
    { name: "regression", squareRoot: true },
    { name: "poisson" },
    { name: "binary", sigmoid: 0.7 },
    { name: "cross_entropy" },
    { name: "cross_entropy_lambda" },
    { name: "multiclass" },
  ])("gives the same predictions for $name", (objective) => {
    const random = seededRandom(4, objective.name);
    const shape = { featureCount: 3, trees: 8, leaves: 6, classCount: 2, objective, averageOutput: true };
    const ensemble = randomEnsemble(random, shape);
    expectSame(ensemble, randomRows(random, 20, ensemble));
  });

  it("splits values around the zero threshold as the trees do", () => {
    const random = seededRandom(8);
    const ensemble = randomEnsemble(random, { featureCount: 1, trees: 30, leaves: 12 });
    const tiny = [0, -0, 5e-324, 1e-36, ZERO_THRESHOLD, 1.1e-35].flatMap((value) => [value, -value]);
    expectSame(ensemble, Float64Array.from(tiny));
  });

  it("says its versions, names and shapes", () => {
    const ensemble = randomEnsemble(seededRandom(1), { featureCount: 2, trees: 1, leaves: 2 });
    const model = decode(writeOnnx(ensemble));
    expect(model.get(1)).toEqual([10]);
    const opsets = messages(model, 8).map((opset) => [text(opset.get(1)![0]), opset.get(2)![0]]);
    expect(opsets).toEqual([
      ["", 21],
      ["ai.onnx.ml", 5],
    ]);
    const properties = messages(model, 14).map((one) => [text(one.get(1)![0]), text(one.get(2)![0])]);
    expect(properties).toContainEqual(["feature_names", '["feature_0","feature_1"]']);
    const graph = messages(model, 7)[0]!;
    expect(messages(graph, 12).map((output) => text(output.get(1)![0]))).toEqual(["raw_score", "prediction"]);
  });
});

it("writes sets of a quarter of a million categories", () => {
  const shape = { featureCount: 2, trees: 1, leaves: 4, categoricalFeatures: 2 };
  const ensemble = randomEnsemble(seededRandom(5), shape);
  const words = 8000;
  const large = {
    ...ensemble,
    catStart: ensemble.catStart.map((_, s) => s * words),
    catBits: new Uint32Array((ensemble.catStart.length - 1) * words).fill(0xffffffff),
  };
  expect(writeOnnx(large).length).toBeGreaterThan(words * 32 * 8);
});

describe("the protobuf writer", () => {
  it("writes numbers of every length, lowest seven bits first", () => {
    const written = new ProtobufWriter()
      .integer(1, 0)
      .integer(1, 127)
      .integer(1, 300)
      .integer(2, 2 ** 40 + 1);
    expect([...written.finish().subarray(0, 7)]).toEqual([8, 0, 8, 127, 8, 0xac, 2]);
    expect(decode(written.finish()).get(2)).toEqual([2 ** 40 + 1]);
  });

  it("grows past its first bytes", () => {
    const written = new ProtobufWriter()
      .text(3, "é".repeat(1000))
      .integers(20, Array<number>(1000).fill(200));
    const read = decode(written.finish());
    expect(text(read.get(3)![0])).toBe("é".repeat(1000));
    expect(integers(read.get(20)![0] as Uint8Array)).toEqual(Array(1000).fill(200));
  });
});
