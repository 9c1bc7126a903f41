import { bytesFromBase64 } from "../kernels/base64.ts";
import { COLUMN_BYTES, GROUP_ROWS } from "../kernels/tree-predict/layout.ts";
import { moduleBase64 } from "../kernels/tree-predict/module.ts";
import { packEnsemble } from "../kernels/tree-predict/pack.ts";
import { treeError } from "./ensemble-errors.ts";
import { iterationsOf, rowCount, type IterationRange } from "./ensemble-predict.ts";
import type { TreeEnsemble } from "./ensemble.ts";

interface TreePredictKernel {
  fillColumns(
    rows: number,
    n: number,
    featureCount: number,
    entries: number,
    columns: number,
    block: number,
    stride: number,
  ): void;
  addTrees(
    groups: number,
    block: number,
    stride: number,
    trees: number,
    from: number,
    to: number,
    sets: number,
    nodes: number,
    leafBit: number,
    scores: number,
    classCount: number,
  ): void;
}

/** Bytes that a block's columns should take: half of a small first-level cache, the trees need the rest. */
const BLOCK_BYTES = 24 * 1024;
/** Rows that are copied into the kernel's memory at once, in bytes. */
const CHUNK_BYTES = 1024 * 1024;
const PAGE_BYTES = 65536;

let compiled: WebAssembly.Module | undefined;

/**
 * Predicts many rows with one ensemble: the WebAssembly kernel in a memory of its own, with the same bits as
 * `predictRaw`. It holds about 80 bytes a node and 1.5 MB besides, until it is no longer referenced.
 */
export class EnsemblePredictor {
  private readonly ensemble: TreeEnsemble;
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: TreePredictKernel;
  private readonly columnCount: number;
  private readonly stride: number;
  private readonly blockRows: number;
  private readonly chunkRows: number;
  private readonly leafBit: number;
  private readonly at: Readonly<Record<"columns" | "trees" | "sets" | "nodes", number>> &
    Readonly<Record<"rows" | "block" | "scores", number>>;

  /** @throws `trees.no-memory` when the ensemble does not fit into 4 GiB, or into what the device gives */
  constructor(ensemble: TreeEnsemble) {
    this.ensemble = ensemble;
    const packed = packEnsemble(ensemble);
    const { featureCount, classCount } = ensemble;
    this.columnCount = packed.columnCount;
    this.leafBit = packed.leafBit;
    this.stride = Math.max(1, packed.columnCount) * COLUMN_BYTES;
    this.blockRows = GROUP_ROWS * Math.max(1, Math.floor(BLOCK_BYTES / this.stride));
    const blocks = Math.max(1, Math.floor(CHUNK_BYTES / (8 * featureCount * this.blockRows)));
    this.chunkRows = blocks * this.blockRows;

    let end = 0;
    const place = (bytes: number): number => {
      const start = end;
      end = 64 * Math.ceil((end + bytes) / 64);
      return start;
    };
    this.at = {
      columns: place(packed.columns.byteLength),
      trees: place(packed.trees.byteLength),
      sets: place(packed.sets.byteLength),
      rows: place(8 * featureCount * this.chunkRows),
      block: place((this.blockRows / GROUP_ROWS) * this.stride),
      scores: place(8 * classCount * this.blockRows),
      nodes: place(packed.leafBit + packed.leaves.byteLength),
    };
    this.memory = newMemory(end);
    compiled ??= new WebAssembly.Module(bytesFromBase64(moduleBase64));
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.memory } });
    this.kernel = instance.exports as unknown as TreePredictKernel;
    const bytes = new Uint8Array(this.memory.buffer);
    const asBytes = (array: Int32Array | Uint32Array): Uint8Array =>
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(asBytes(packed.columns), this.at.columns);
    bytes.set(asBytes(packed.trees), this.at.trees);
    bytes.set(asBytes(packed.sets), this.at.sets);
    bytes.set(packed.nodes, this.at.nodes);
    bytes.set(packed.leaves, this.at.nodes + packed.leafBit);
  }

  /**
   * Raw scores, bit for bit those of `predictRaw`.
   *
   * @param x rows, shape [n, featureCount], row-major
   * @returns shape [n, classCount]
   * @throws `trees.bad-rows`, `trees.bad-iterations`
   */
  predictRaw(x: Float64Array, range: IterationRange = {}): Float64Array {
    const { featureCount, classCount } = this.ensemble;
    const n = rowCount(this.ensemble, x);
    const { start, end } = iterationsOf(this.ensemble, range);
    const scores = new Float64Array(n * classCount);
    for (let first = 0; first < n; first += this.chunkRows) {
      const last = Math.min(n, first + this.chunkRows);
      new Float64Array(this.memory.buffer, this.at.rows).set(
        x.subarray(first * featureCount, last * featureCount),
      );
      for (let row = first; row < last; row += this.blockRows) {
        const rows = Math.min(this.blockRows, last - row);
        const from = this.at.rows + 8 * featureCount * (row - first);
        this.predictBlock(from, rows, start * classCount, end * classCount);
        this.copyScores(rows, scores, row * classCount);
      }
    }
    return scores;
  }

  private predictBlock(from: number, rows: number, firstTree: number, endTree: number): void {
    const { at, kernel, stride } = this;
    const { featureCount, classCount } = this.ensemble;
    new Float64Array(this.memory.buffer, at.scores, this.blockRows * classCount).fill(0);
    kernel.fillColumns(from, rows, featureCount, at.columns, this.columnCount, at.block, stride);
    kernel.addTrees(
      Math.ceil(rows / GROUP_ROWS),
      at.block,
      stride,
      at.trees,
      firstTree,
      endTree,
      at.sets,
      at.nodes,
      this.leafBit,
      at.scores,
      classCount,
    );
  }

  /** From [classCount][rows, filled up to groups] to [rows][classCount]. */
  private copyScores(rows: number, scores: Float64Array, offset: number): void {
    const { classCount } = this.ensemble;
    const perClass = GROUP_ROWS * Math.ceil(rows / GROUP_ROWS);
    const found = new Float64Array(this.memory.buffer, this.at.scores, perClass * classCount);
    if (classCount === 1) {
      scores.set(found.subarray(0, rows), offset);
      return;
    }
    for (let k = 0; k < classCount; k++) {
      for (let r = 0; r < rows; r++) scores[offset + r * classCount + k] = found[k * perClass + r]!;
    }
  }
}

function newMemory(bytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES), maximum: 65536 });
  } catch (cause) {
    throw treeError("trees.no-memory", { mebibytes: Math.ceil(bytes / 1048576) }, { cause });
  }
}
