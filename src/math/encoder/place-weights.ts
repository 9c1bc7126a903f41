import type { EncoderKernel } from "./kernel.ts";
import type { EncoderWeights, NormWeights, QuantisedMatrix } from "./weights.ts";

/** Where a packed matrix stands in the kernel's memory, with what belongs to its columns. */
export interface PlacedMatrix {
  readonly packed: number;
  readonly sums: number;
  readonly scales: number;
  readonly bias: number;
  readonly rows: number;
  /** Of four bytes, that a column has. */
  readonly groups: number;
  readonly columns: number;
}

export interface PlacedNorm {
  readonly weight: number;
  readonly bias: number;
}

export interface PlacedLayer {
  /** Query, key and value side by side. */
  readonly projection: PlacedMatrix;
  readonly attentionOutput: PlacedMatrix;
  readonly attentionNorm: PlacedNorm;
  readonly intermediate: PlacedMatrix;
  readonly output: PlacedMatrix;
  readonly outputNorm: PlacedNorm;
}

/** Columns of a block of a packed matrix. */
const COLUMN_BLOCK = 8;
const PAGE = 65536;

/** Put all weights into the kernel's memory. `end` is the first address that is free. */
export function placeWeights(
  { memory, arithmetic }: EncoderKernel,
  { embeddingNorm, layers }: EncoderWeights,
): { readonly norm: PlacedNorm; readonly layers: readonly PlacedLayer[]; readonly end: number } {
  let end = PAGE;
  const take = (bytes: number): number => {
    const address = end;
    end += Math.ceil(bytes / 64) * 64;
    const missing = Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE;
    if (missing > 0) memory.grow(missing);
    return address;
  };
  const floats = (parts: readonly Float32Array[]): number => {
    const values = Float32Array.from(parts.flatMap((part) => [...part]));
    const address = take(values.byteLength);
    new Float32Array(memory.buffer, address, values.length).set(values);
    return address;
  };
  const norm = ({ weight, bias }: NormWeights): PlacedNorm => ({
    weight: floats([weight]),
    bias: floats([bias]),
  });
  const matrix = (parts: readonly QuantisedMatrix[]): PlacedMatrix => {
    const { rows } = parts[0]!;
    const columns = parts.reduce((sum, part) => sum + part.columns, 0);
    const words = arithmetic === "words";
    const perGroup = words ? 2 : 4;
    const packed = take(rows * columns * (words ? 2 : 1));
    const sums = take(columns * 4);
    const target = words
      ? new Int16Array(memory.buffer, packed, rows * columns)
      : new Int8Array(memory.buffer, packed, rows * columns);
    const columnSums = new Int32Array(memory.buffer, sums, columns);
    let first = 0;
    for (const part of parts) {
      pack(part, target, first, perGroup, columnSums);
      first += part.columns;
    }
    return {
      packed,
      sums,
      scales: floats(parts.map(({ scales }) => scales)),
      bias: floats(parts.map(({ bias }) => bias)),
      rows,
      groups: rows / perGroup,
      columns,
    };
  };
  const placed = layers.map((layer) => ({
    projection: matrix([layer.query, layer.key, layer.value]),
    attentionOutput: matrix([layer.attentionOutput]),
    attentionNorm: norm(layer.attentionNorm),
    intermediate: matrix([layer.intermediate]),
    output: matrix([layer.output]),
    outputNorm: norm(layer.outputNorm),
  }));
  return { norm: norm(embeddingNorm), layers: placed, end };
}

/** Into blocks of eight columns from column `first` on, `perGroup` numbers of a column together. */
function pack(
  { values, rows, columns }: QuantisedMatrix,
  target: Int8Array | Int16Array,
  first: number,
  perGroup: number,
  sums: Int32Array,
): void {
  for (let r = 0; r < rows; r++) {
    const inBlock = Math.floor(r / perGroup) * COLUMN_BLOCK * perGroup + (r % perGroup);
    for (let c = 0; c < columns; c++) {
      const value = values[r * columns + c]!;
      const column = first + c;
      const block = Math.floor(column / COLUMN_BLOCK) * COLUMN_BLOCK * rows;
      target[block + inBlock + (column % COLUMN_BLOCK) * perGroup] = value;
      sums[column]! += value;
    }
  }
}
