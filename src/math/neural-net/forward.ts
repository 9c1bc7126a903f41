import { netMemory, padded, type NetMemory } from "./net-memory.ts";

/** A block of rows on its way through the layers. Addresses, each of shape [rows, padded width]. */
export interface NetActivations {
  /** What goes into each layer; last the net's outputs. */
  readonly values: readonly number[];
  /** Of each hidden layer its sums, which are gated into values. */
  readonly sums: readonly number[];
}

/** Room for a block of rows in every layer. */
export function netActivations(memory: NetMemory): NetActivations {
  const { layers } = memory;
  return {
    values: [memory.matrix(layers[0]!.inputs), ...layers.map(({ outputs }) => memory.matrix(outputs))],
    sums: layers.slice(0, -1).map(({ outputs }) => memory.matrix(outputs)),
  };
}

/** Put rows of `inputs` (shape [all, width]) into the block, from the first of `rows` on. */
export function gatherRows(
  memory: NetMemory,
  to: number,
  inputs: Float32Array,
  width: number,
  rows: ArrayLike<number>,
): void {
  const stride = padded(width);
  const block = memory.floats(to, rows.length * stride);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    block.set(inputs.subarray(from, from + width), i * stride);
  }
}

/**
 * Compute the layers of a block from its inputs.
 *
 * @param parameters block of the net's numbers
 * @param masks of the hidden layers, or none
 */
export function runLayers(
  { kernel, layers }: NetMemory,
  parameters: number,
  { values, sums }: NetActivations,
  masks: readonly number[],
  rows: number,
): void {
  layers.forEach((layer, l) => {
    const { inputs, paddedInputs, paddedOutputs } = layer;
    const sum = sums[l] ?? values[l + 1]!;
    kernel.multiply(
      values[l]!,
      4 * paddedInputs,
      4,
      rows,
      inputs,
      parameters + layer.weights,
      paddedOutputs,
      parameters + layer.biases,
      sum,
    );
    if (l < layers.length - 1) kernel.gate(sum, masks[l] ?? 0, rows * paddedOutputs, values[l + 1]!);
  });
}

/** What a net gives for some rows of `inputs`, block by block: shape [rows, outputs]. */
export function blockwiseOutputs(
  memory: NetMemory,
  parameters: number,
  activations: NetActivations,
  inputs: Float32Array,
  rows: Int32Array,
): Float32Array {
  const [first, last] = [memory.layers[0]!, memory.layers.at(-1)!];
  const found = new Float32Array(rows.length * last.outputs);
  for (let start = 0; start < rows.length; start += memory.rows) {
    const block = rows.subarray(start, start + memory.rows);
    gatherRows(memory, activations.values[0]!, inputs, first.inputs, block);
    runLayers(memory, parameters, activations, [], block.length);
    const outputs = memory.floats(activations.values.at(-1)!, block.length * last.paddedOutputs);
    for (let i = 0; i < block.length; i++) {
      const from = i * last.paddedOutputs;
      found.set(outputs.subarray(from, from + last.outputs), (start + i) * last.outputs);
    }
  }
  return found;
}

const BLOCK_ROWS = 128;

/** What a net gives for rows: shape [rows, outputs]. Each row's bits are the same among whatever others. */
export function netOutputs(
  widths: readonly number[],
  parameters: Float32Array,
  inputs: Float32Array,
  rows: number,
): Float32Array {
  const memory = netMemory(widths, BLOCK_ROWS);
  const block = memory.block();
  memory.write(block, parameters);
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return blockwiseOutputs(memory, block, netActivations(memory), inputs, all);
}
