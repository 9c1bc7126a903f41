import {
  add,
  concat1d,
  customGrad,
  div,
  dispose,
  keep,
  logSoftmax,
  matMul,
  mul,
  neg,
  reshape,
  slice,
  sqrt,
  sub,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrads,
  type GradSaveFunc,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { ADAM, type NetCheckpoint, type NetProblem, type NetStep } from "../../core/net-device.ts";
import { netLayers } from "../../math/neural-net/layers.ts";

/** A training in tensors of the backend that is set. Whoever holds it waits, and looks whether the device is alive. */
export interface TensorNet {
  /** Hand the steps to the device. @returns their losses, once they are there */
  train(steps: readonly NetStep[]): Promise<Float64Array>;
  predict(rows: Int32Array): Promise<Float32Array>;
  checkpoint(): Promise<NetCheckpoint>;
  dispose(): void;
}

/** Rows that are predicted at once: few reads, little memory. */
const PREDICTED_ROWS = 4096;

/** The same net, losses and steps as `math/neural-net/kernel-device.ts`; gradients by tfjs. */
export function tensorNet(problem: NetProblem, from: NetCheckpoint): TensorNet {
  const { widths, inputs } = problem;
  const { layers, count } = netLayers(widths);
  const outputs = widths.at(-1)!;
  const decays = new Float32Array(count);
  for (const { weights, biases } of layers) decays.fill(problem.weightDecay, weights, biases);
  const decay = tensor1d(decays);
  let state = [from.parameters, from.first, from.second].map((numbers) => tensor1d(numbers)) as [
    Tensor1D,
    Tensor1D,
    Tensor1D,
  ];
  let done = from.steps;

  /** Weights and biases of each layer in turn. */
  const partsOf = (parameters: Tensor1D): Tensor[] =>
    layers.flatMap(({ inputs, outputs, weights, biases }) => [
      reshape(slice(parameters, weights, inputs * outputs), [inputs, outputs]),
      slice(parameters, biases, outputs),
    ]);
  const outputsOf = (parts: readonly Tensor[], rows: Int32Array, masks: readonly Float32Array[]): Tensor => {
    let values: Tensor = tensor2d(rowsOf(inputs, widths[0]!, rows), [rows.length, widths[0]!]);
    layers.forEach((_, l) => {
      values = add(matMul(values as Tensor2D, parts[2 * l] as Tensor2D), parts[2 * l + 1]!);
      if (l === layers.length - 1) return;
      values = gate(values);
      const mask = masks[l];
      if (mask) values = mul(values, tensor2d(mask, [rows.length, widths[l + 1]!]));
    });
    return values;
  };
  /** Σ weight · loss / rows. */
  const lossOf = (values: Tensor, rows: Int32Array): Scalar => {
    const share = (row: number): number => problem.weights[row]! / rows.length;
    if (problem.loss === "squared") {
      const target = Float32Array.from(rows, (row) => problem.target[row]!);
      const half = Float32Array.from(rows, (row) => 0.5 * share(row));
      const gap = sub(values, tensor2d(target, [rows.length, 1]));
      return sum(mul(tensor2d(half, [rows.length, 1]), mul(gap, gap)));
    }
    const own = new Float32Array(rows.length * outputs);
    rows.forEach((row, i) => (own[i * outputs + problem.target[row]!] = share(row)));
    return neg(sum(mul(tensor2d(own, [rows.length, outputs]), logSoftmax(values))));
  };
  const step = ({ rows, rate, masks }: NetStep): Scalar => {
    done++;
    const { beta1, beta2, epsilon } = ADAM;
    const correct1 = 1 - beta1 ** done;
    const correct2 = 1 - beta2 ** done;
    const before = state;
    const [loss, ...after] = tidy(() => {
      const [parameters, first, second] = before;
      const { value, grads } = valueAndGrads((...parts: Tensor[]) =>
        lossOf(outputsOf(parts, rows, masks), rows),
      )(partsOf(parameters));
      const gradient = concat1d(grads.map((grad) => reshape(grad, [-1])) as Tensor1D[]);
      const m: Tensor1D = add(mul(first, beta1), mul(gradient, 1 - beta1));
      const v: Tensor1D = add(mul(second, beta2), mul(mul(gradient, gradient), 1 - beta2));
      const scale = add(sqrt(div(v, correct2)), epsilon);
      const kept = sub(parameters, mul(mul(parameters, decay), rate));
      const next: Tensor1D = sub(kept, div(mul(m, rate / correct1), scale));
      return [value, next, m, v] as [Scalar, Tensor1D, Tensor1D, Tensor1D];
    });
    [loss, ...after].forEach((tensor) => keep(tensor));
    state = after;
    dispose(before);
    return loss;
  };

  return {
    train: async (steps) => {
      const losses = steps.map(step);
      const all = tidy(() => concat1d(losses.map((loss) => reshape(loss, [1]) as Tensor1D)));
      dispose(losses);
      const found = await all.data();
      all.dispose();
      return Float64Array.from(found);
    },
    predict: async (rows) => {
      const found = new Float32Array(rows.length * outputs);
      for (let start = 0; start < rows.length; start += PREDICTED_ROWS) {
        const block = rows.subarray(start, start + PREDICTED_ROWS);
        const values = tidy(() => outputsOf(partsOf(state[0]), block, []));
        found.set(await values.data(), start * outputs);
        values.dispose();
      }
      return found;
    },
    checkpoint: async () => {
      const [steps, tensors] = [done, state];
      const [parameters, first, second] = (await Promise.all(tensors.map((tensor) => tensor.data()))) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      return { steps, parameters, first, second };
    },
    dispose: () => dispose([...state, decay]),
  };
}

/** z/2 (1 + z/√(1 + z²)), with its slope (1 + share + share / (1 + z²)) / 2 at share = z/√(1 + z²). */
const gate = customGrad((...[z, save]: (Tensor | GradSaveFunc)[]) => {
  const x = z as Tensor;
  const square = add(mul(x, x), 1);
  const share = div(x, sqrt(square));
  (save as GradSaveFunc)([square, share]);
  return {
    value: mul(mul(x, 0.5), add(share, 1)),
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [square, share] = saved as [Tensor, Tensor];
      return mul(dy, mul(add(add(share, div(share, square)), 1), 0.5));
    },
  };
});

/** Rows of a matrix, one after another. */
function rowsOf(matrix: Float32Array, width: number, rows: Int32Array): Float32Array {
  const found = new Float32Array(rows.length * width);
  rows.forEach((row, i) => found.set(matrix.subarray(row * width, (row + 1) * width), i * width));
  return found;
}
