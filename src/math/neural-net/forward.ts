import { netMemory, padded, type NetMemory } from "./net-memory.ts";

/** The outputs of every layer for a block of rows, beginning with the inputs. Addresses, each [rows, padded width]. */
export function netActivations(memory: NetMemory): readonly number[] {
  const first = memory.layers[0]!;
  return [memory.matrix(first.inputs), ...memory.layers.map(({ outputs }) => memory.matrix(outputs))];
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
  activations: readonly number[],
  masks: readonly number[],
  rows: number,
): void {
  layers.forEach((layer, l) => {
    const { inputs, paddedInputs, paddedOutputs } = layer;
    const out = activations[l + 1]!;
    kernel.multiply(
      activations[l]!,
      4 * paddedInputs,
      4,
      rows,
      inputs,
      parameters + layer.weights,
      paddedOutputs,
      parameters + layer.biases,
      out,
    );
    if (l < layers.length - 1) kernel.rectify(out, masks[l] ?? 0, rows * paddedOutputs);
  });
}

const BLOCK_ROWS = 128;

/** What a net gives for rows: shape [rows, outputs]. Each row's bits are the same among whatever others. */
export function netOutputs(
  widths: readonly number[],
  parameters: Float32Array,
  inputs: Float32Array,
  rows: number,
): Float32Array {
  const [width, outputs] = [widths[0]!, widths.at(-1)!];
  const memory = netMemory(widths, BLOCK_ROWS);
  const numbersOfNet = memory.block();
  memory.write(numbersOfNet, parameters);
  const activations = netActivations(memory);
  const found = new Float32Array(rows * outputs);
  const stride = padded(outputs);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const numbers = Int32Array.from({ length: Math.min(BLOCK_ROWS, rows - start) }, (_, i) => start + i);
    gatherRows(memory, activations[0]!, inputs, width, numbers);
    runLayers(memory, numbersOfNet, activations, [], numbers.length);
    const last = memory.floats(activations.at(-1)!, numbers.length * stride);
    for (let i = 0; i < numbers.length; i++) {
      found.set(last.subarray(i * stride, i * stride + outputs), (start + i) * outputs);
    }
  }
  return found;
}
