import { bytesFromBase64 } from "../kernels/base64.ts";
import { moduleBase64 } from "../kernels/hnsw/module.ts";

/** What `src/math/kernels/hnsw/assembly.ts` exports. Numbers are addresses and counts; booleans are 0 or 1. */
export interface HnswKernel {
  setTables(rows: number, links: number, upper: number, level: number, visits: number): void;
  setShape(bytes: number, segmentShift: number, m: number, byDistance: number): void;
  workBytes(m: number, ef: number): number;
  setWork(address: number, ef: number): void;
  search(query: number, entry: number, topLevel: number, ef: number): number;
  link(position: number, entry: number, topLevel: number, ef: number): void;
}

let compiled: WebAssembly.Module | null = null;

/** A graph kernel of its own for one index: it keeps the index' addresses. The module is compiled once. */
export function hnswKernel(memory: WebAssembly.Memory): HnswKernel {
  compiled ??= new WebAssembly.Module(bytesFromBase64(moduleBase64));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as HnswKernel;
}
