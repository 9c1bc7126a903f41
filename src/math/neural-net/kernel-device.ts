import { pow } from "../../core/elementary.ts";
import {
  ADAM,
  type NetCheckpoint,
  type NetDevice,
  type NetProblem,
  type NetSession,
  type NetStep,
} from "../../core/net-device.ts";
import { blockwiseOutputs, gatherRows, netActivations, runLayers } from "./forward.ts";
import { netLoss } from "./loss.ts";
import { netMemory, padded } from "./net-memory.ts";

/** Trains on the processor, as WebAssembly: the same bits in every engine. */
export const kernelNetDevice: NetDevice = {
  open: (problem, from) => Promise.resolve(openKernelNet(problem, from)),
};

function openKernelNet(problem: NetProblem, from: NetCheckpoint): NetSession {
  const { widths, inputs } = problem;
  const memory = netMemory(widths, problem.batchSize);
  const { kernel, layers } = memory;
  const [parameters, gradients, first, second] = [0, 0, 0, 0].map(() => memory.block()) as [
    number,
    number,
    number,
    number,
  ];
  const activations = netActivations(memory);
  /** Gradients by the outputs of each layer, beginning with the inputs', which none needs. */
  const slopes = widths.map((width, l) => (l === 0 ? 0 : memory.matrix(width)));
  const masks = widths.slice(1, -1).map((width) => memory.matrix(width));
  const turned = memory.room(
    Math.max(...layers.map(({ paddedInputs, paddedOutputs }) => paddedInputs * paddedOutputs)),
  );
  memory.write(parameters, from.parameters);
  memory.write(first, from.first);
  memory.write(second, from.second);
  let done = from.steps;
  const outputs = widths.at(-1)!;
  const stride = padded(outputs);

  const backward = (rows: number, usesMasks: boolean): void => {
    for (let l = layers.length - 1; l >= 0; l--) {
      const layer = layers[l]!;
      const { paddedInputs, paddedOutputs } = layer;
      const slope = slopes[l + 1]!;
      kernel.multiply(
        activations.values[l]!,
        4,
        4 * paddedInputs,
        paddedInputs,
        rows,
        slope,
        paddedOutputs,
        0,
        gradients + layer.weights,
      );
      kernel.sumRows(slope, rows, paddedOutputs, gradients + layer.biases);
      if (l === 0) return;
      kernel.transpose(parameters + layer.weights, paddedInputs, paddedOutputs, turned);
      kernel.multiply(slope, 4 * paddedOutputs, 4, rows, layer.outputs, turned, paddedInputs, 0, slopes[l]!);
      kernel.gateBack(
        slopes[l]!,
        activations.sums[l - 1]!,
        usesMasks ? masks[l - 1]! : 0,
        rows * paddedInputs,
      );
    }
  };

  const update = (rate: number): void => {
    const { beta1, beta2, epsilon } = ADAM;
    const correct = [1 - pow(beta1, done), 1 - pow(beta2, done)] as const;
    for (const { weights, biases, end } of layers) {
      for (const [start, stop, keep] of [
        [weights, biases, 1 - rate * problem.weightDecay],
        [biases, end, 1],
      ] as const) {
        kernel.adam(
          parameters + start,
          gradients + start,
          first + start,
          second + start,
          (stop - start) / 4,
          rate,
          keep,
          beta1,
          beta2,
          ...correct,
          epsilon,
        );
      }
    }
  };

  const step = ({ rows, rate, masks: given }: NetStep): number => {
    gatherRows(memory, activations.values[0]!, inputs, widths[0]!, rows);
    const inOrder = Int32Array.from(rows, (_, i) => i);
    given.forEach((mask, l) => gatherRows(memory, masks[l]!, mask, widths[l + 1]!, inOrder));
    runLayers(memory, parameters, activations, given.length > 0 ? masks : [], rows.length);
    const room = rows.length * stride;
    const found = memory.floats(activations.values.at(-1)!, room);
    const sum = netLoss(problem, rows, found, stride, memory.floats(slopes.at(-1)!, room));
    backward(rows.length, given.length > 0);
    done++;
    update(rate);
    return sum / rows.length;
  };

  return {
    device: "WebAssembly",
    train: (steps) => Promise.resolve(Float64Array.from(steps, step)),
    predict: (rows) => Promise.resolve(blockwiseOutputs(memory, parameters, activations, inputs, rows)),
    checkpoint: () =>
      Promise.resolve({
        steps: done,
        parameters: memory.read(parameters),
        first: memory.read(first),
        second: memory.read(second),
      }),
    dispose: () => {},
  };
}
