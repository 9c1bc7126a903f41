import { bytesFromBase64 } from "../kernels/base64.ts";
import { moduleBase64 } from "../kernels/vectors/module.ts";

/** What `src/math/kernels/vectors/assembly.ts` exports. Numbers are addresses and counts; booleans are 0 or 1. */
export interface ScanKernel {
  clearHeap(heap: number, capacity: number): void;
  sortHeap(heap: number): void;
  scanFloat(
    squared: number,
    rows: number,
    bytes: number,
    rowCount: number,
    position: number,
    mask: number,
    queries: number,
    queryCount: number,
    heaps: number,
    heapBytes: number,
  ): void;
  scanInt8(
    codes: number,
    codeBytes: number,
    scales: number,
    offsets: number,
    rowCount: number,
    position: number,
    mask: number,
    queries: number,
    queryCount: number,
    heaps: number,
    heapBytes: number,
  ): void;
  rerankFloat(
    squared: number,
    candidates: number,
    segments: number,
    shift: number,
    bytes: number,
    query: number,
    heap: number,
  ): void;
  rerankScalar(
    squared: number,
    candidates: number,
    segments: number,
    shift: number,
    codeBytes: number,
    low: number,
    step: number,
    query: number,
    heap: number,
  ): void;
}

let compiled: WebAssembly.Module | null = null;

/** The scans over this memory. The module is compiled once. */
export function scanKernel(memory: WebAssembly.Memory): ScanKernel {
  compiled ??= new WebAssembly.Module(bytesFromBase64(moduleBase64));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as ScanKernel;
}
