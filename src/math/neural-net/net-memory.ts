import { bytesFromBase64 } from "../kernels/base64.ts";
import { moduleBase64 } from "../kernels/net/module.ts";
import { netLayers } from "./layers.ts";

/** What `src/math/kernels/net/assembly.ts` exports. Numbers are addresses and counts. */
interface NetKernel {
  multiply(
    a: number,
    aRow: number,
    aStep: number,
    rows: number,
    steps: number,
    b: number,
    columns: number,
    bias: number,
    out: number,
  ): void;
  gate(z: number, mask: number, count: number, out: number): void;
  gateBack(d: number, z: number, mask: number, count: number): void;
  sumRows(x: number, rows: number, columns: number, out: number): void;
  transpose(x: number, rows: number, columns: number, out: number): void;
  adam(
    w: number,
    g: number,
    m: number,
    v: number,
    count: number,
    rate: number,
    keep: number,
    beta1: number,
    beta2: number,
    correct1: number,
    correct2: number,
    epsilon: number,
  ): void;
}

/** A layer in the kernel's memory: addresses of bytes. */
interface KernelLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** The same, rounded up to blocks of eight; what is beyond stays 0. */
  readonly paddedInputs: number;
  readonly paddedOutputs: number;
  /** Offsets from a block of all numbers: weights, then biases. */
  readonly weights: number;
  readonly biases: number;
  readonly end: number;
}

/** The kernel with room for a net and a block of rows. Each block of numbers holds the layers one after another. */
export interface NetMemory {
  readonly kernel: NetKernel;
  readonly layers: readonly KernelLayer[];
  /** Rows of a block, a multiple of 4. */
  readonly rows: number;
  /** Address of a fresh block of the net's numbers, all 0. */
  block(): number;
  /** Address of a fresh matrix of the block's rows, all 0. */
  matrix(columns: number): number;
  /** Address of so many fresh floats, all 0. */
  room(floats: number): number;
  /** Write numbers in the order of `NetCheckpoint` into a block, and read them. */
  write(block: number, numbers: Float32Array): void;
  read(block: number): Float32Array;
  /** Floats from an address on. Ends to be valid with the next `block`, `matrix` or `room`. */
  floats(address: number, count: number): Float32Array;
}

let compiled: WebAssembly.Module | null = null;

export const padded = (width: number): number => (width + 7) & ~7;

/** A memory of its own for one net. The module is compiled once. */
export function netMemory(widths: readonly number[], blockRows: number): NetMemory {
  compiled ??= new WebAssembly.Module(bytesFromBase64(moduleBase64));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const kernel = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as NetKernel;
  const rows = (blockRows + 3) & ~3;
  const { layers: places, count } = netLayers(widths);
  let offset = 0;
  const layers = places.map(({ inputs, outputs }): KernelLayer => {
    const [paddedInputs, paddedOutputs] = [padded(inputs), padded(outputs)];
    const weights = offset;
    const biases = weights + 4 * paddedInputs * paddedOutputs;
    offset = biases + 4 * paddedOutputs;
    return { inputs, outputs, paddedInputs, paddedOutputs, weights, biases, end: offset };
  });
  const blockBytes = offset;

  // Address 0 stands for "none".
  let end = 16;
  const room = (count: number): number => {
    const from = end;
    end += 4 * count;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    return from;
  };
  const floats = (address: number, length: number): Float32Array =>
    new Float32Array(memory.buffer, address, length);
  /** Each row of a layer, weights and then biases: its place among the numbers, and its address. */
  const eachRow = (block: number, visit: (place: number, row: Float32Array) => void): void => {
    layers.forEach(({ inputs, outputs, paddedOutputs, weights, biases }, l) => {
      for (let i = 0; i <= inputs; i++) {
        const address = block + (i === inputs ? biases : weights + 4 * i * paddedOutputs);
        visit(places[l]!.weights + i * outputs, floats(address, outputs));
      }
    });
  };
  return {
    kernel,
    layers,
    rows,
    block: () => room(blockBytes / 4),
    matrix: (columns) => room(rows * padded(columns)),
    room,
    write: (block, numbers) =>
      eachRow(block, (place, row) => row.set(numbers.subarray(place, place + row.length))),
    read: (block) => {
      const numbers = new Float32Array(count);
      eachRow(block, (place, row) => numbers.set(row, place));
      return numbers;
    },
    floats,
  };
}
