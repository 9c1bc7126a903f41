import type { NetCheckpoint } from "../../core/net-device.ts";
import type { Random } from "../../core/random.ts";

/** Where a layer's numbers lie among all. */
export interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  /** Start of the weights, shape [inputs, outputs]. */
  readonly weights: number;
  /** Start of the biases, shape [outputs]. */
  readonly biases: number;
}

/** The layers of a net, and how many numbers they have. */
export function netLayers(widths: readonly number[]): {
  readonly layers: readonly LayerPlace[];
  readonly count: number;
} {
  let count = 0;
  const layers = widths.slice(1).map((outputs, l) => {
    const inputs = widths[l]!;
    const weights = count;
    count += inputs * outputs + outputs;
    return { inputs, outputs, weights, biases: weights + inputs * outputs };
  });
  return { layers, count };
}

/**
 * A net before its first step: normal weights of variance 2 / inputs (1 / inputs for the last layer), biases 0.
 *
 * @see He et al. (2015)
 */
export function freshNet(widths: readonly number[], random: Random): NetCheckpoint {
  const { layers, count } = netLayers(widths);
  const parameters = new Float32Array(count);
  layers.forEach(({ inputs, weights, biases }, l) => {
    const deviation = Math.sqrt((l === layers.length - 1 ? 1 : 2) / Math.max(1, inputs));
    for (let i = weights; i < biases; i++) parameters[i] = deviation * random.normal();
  });
  return { steps: 0, parameters, first: new Float32Array(count), second: new Float32Array(count) };
}
