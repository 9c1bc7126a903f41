import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { CHUNK_ROWS, chunkedTable, type ChunkedMatrix } from "./tree-chunks.ts";
import { TREE_FEATURES, treeTable, type TreeTable } from "./tree-table.ts";

/** Write train.f32 and test.f32, shape [rows, 24], and train-labels.f64 and test-labels.f64, as the peers read them. */
export function writeTreeFiles(folder: string, train: TreeTable, test: TreeTable): void {
  writeParts(folder, "train", [train]);
  writeParts(folder, "test", [test]);
}

/** The same of tables made here, in parts: the whole is never in memory. */
export function makeTreeFiles(folder: string, rows: number, testRows: number, seed: number): void {
  const parts = function* (): Generator<TreeTable> {
    for (let first = 0, part = 0; first < rows; first += CHUNK_ROWS, part++) {
      yield treeTable(Math.min(CHUNK_ROWS, rows - first), seed + part);
    }
  };
  writeParts(folder, "train", parts());
  writeParts(folder, "test", [treeTable(testRows, seed + 1_000_000)]);
}

function writeParts(folder: string, name: "train" | "test", parts: Iterable<TreeTable>): void {
  const values = openSync(join(folder, `${name}.f32`), "w");
  const labels = openSync(join(folder, `${name}-labels.f64`), "w");
  for (const table of parts) {
    writeSync(values, table.values);
    writeSync(labels, table.labels);
  }
  closeSync(values);
  closeSync(labels);
}

/** The labels that were written. */
export function readLabels(folder: string, name: "train" | "test"): Float64Array {
  return new Float64Array(wholeBuffer(join(folder, `${name}-labels.f64`)));
}

/** The values that were written, all at once. */
export function readValues(folder: string, name: "train" | "test"): Float32Array {
  return new Float32Array(wholeBuffer(join(folder, `${name}.f32`)));
}

function wholeBuffer(path: string): ArrayBuffer {
  const bytes = readFileSync(path);
  if (bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength) return bytes.buffer;
  return new Uint8Array(bytes).buffer;
}

/** The training rows that were written, chunk by chunk, all in one buffer. */
export function readChunks(folder: string, rows: number): ChunkedMatrix {
  const buffer = new Float32Array(CHUNK_ROWS * TREE_FEATURES);
  return chunkedTable(rows, function* () {
    const file = openSync(join(folder, "train.f32"), "r");
    try {
      for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
        yield buffer.subarray(0, read / buffer.BYTES_PER_ELEMENT);
      }
    } finally {
      closeSync(file);
    }
  });
}
