import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { best, codeScore, floatScore, type Scored } from "../../../../src/math/kernels/vectors/reference.ts";
import {
  codeAddress,
  encodeInt8,
  paddedDimension,
  preparedQueryBytes,
  storedCode,
  writePreparedQuery,
} from "../../../../src/math/vectors/codes.ts";
import { scanKernel } from "../../../../src/math/vectors/kernel.ts";

const ROWS = 1 << 16;
const SCALES = ROWS + (1 << 18);
const OFFSETS = SCALES + 4096;
const QUERIES = OFFSETS + 4096;
const MASK = QUERIES + (1 << 16);
const HEAPS = MASK + 4096;

function bench() {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16 });
  const kernel = scanKernel(memory);
  const views = {
    bytes: new Uint8Array(memory.buffer),
    int16: new Int16Array(memory.buffer),
    int32: new Int32Array(memory.buffer),
    float32: new Float32Array(memory.buffer),
  };
  const heap = (address: number): Scored[] => {
    kernel.sortHeap(address);
    return Array.from({ length: views.int32[address / 4]! }, (_, i) => ({
      score: views.float32[address / 4 + 2 + 2 * i]!,
      position: views.int32[address / 4 + 3 + 2 * i]!,
    }));
  };
  return { kernel, views, heap };
}

const random = seededRandom(4, "vector kernels");
const normals = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal());

describe("the float32 scan", () => {
  for (const squared of [false, true]) {
    for (const queryCount of [1, 2, 3]) {
      it(`gives the reference's bits: ${squared ? "distance" : "product"}, ${queryCount} queries`, () => {
        const { kernel, views, heap } = bench();
        const [d, n, k] = [48, 37, 9];
        const rows = normals(n * d);
        const queries = normals(queryCount * d);
        rows.copyWithin(5 * d, 20 * d, 21 * d); // equal scores
        views.float32.set(rows, ROWS / 4);
        views.float32.set(queries, QUERIES / 4);
        views.bytes.fill(255, MASK, MASK + 8);
        views.bytes[MASK + 1] = 0b0110_1001;
        for (let q = 0; q < queryCount; q++) kernel.clearHeap(HEAPS + 256 * q, k);
        kernel.scanFloat(Number(squared), ROWS, 4 * d, n, 100, MASK, QUERIES, queryCount, HEAPS, 256);
        for (let q = 0; q < queryCount; q++) {
          const query = queries.subarray(q * d, (q + 1) * d);
          const scored = Array.from({ length: n }, (_, i) => ({
            score: floatScore(squared, rows.subarray(i * d, (i + 1) * d), query),
            position: 100 + i,
          })).filter((_, i) => i >> 3 !== 1 || ((0b0110_1001 >> (i & 7)) & 1) === 1);
          expect(heap(HEAPS + 256 * q)).toEqual(best(scored, k));
        }
      });
    }
  }
});

describe("the int8 scan", () => {
  for (const d of [5, 16, 47, 96]) {
    for (const queryCount of [1, 2, 3]) {
      it(`gives the reference's bits: ${d} components, ${queryCount} queries`, () => {
        const { kernel, views, heap } = bench();
        const [n, k] = [41, 12];
        const padded = paddedDimension(d);
        const rows = normals(n * d);
        const queries = normals(queryCount * d);
        rows.copyWithin(5 * d, 20 * d, 21 * d);
        const offsets = normals(n);
        const codes: number[][] = [];
        const scales: number[] = [];
        for (let i = 0; i < n; i++) {
          const segment = views.bytes.subarray(ROWS);
          scales.push(encodeInt8(rows.subarray(i * d, (i + 1) * d), segment, i));
          const stored = (j: number): number => segment[codeAddress(i, j, padded)]!;
          codes.push(Array.from({ length: d }, (_, j) => (storedCode(stored(j), j) << 24) >> 24));
        }
        views.float32.set(scales, SCALES / 4);
        views.float32.set(offsets, OFFSETS / 4);
        const bytes = preparedQueryBytes(padded);
        for (let q = 0; q < queryCount; q++) {
          writePreparedQuery(queries.subarray(q * d, (q + 1) * d), 2, padded, views, QUERIES + q * bytes);
          kernel.clearHeap(HEAPS + 256 * q, k);
        }
        kernel.scanInt8(ROWS, padded, SCALES, OFFSETS, n, 7, 0, QUERIES, queryCount, HEAPS, 256);
        for (let q = 0; q < queryCount; q++) {
          const query = queries.subarray(q * d, (q + 1) * d);
          const queryBytes = new Uint8Array(4 * padded);
          const queryScale = encodeInt8(query, queryBytes, 0);
          const stored = (j: number): number => queryBytes[codeAddress(0, j, padded)]!;
          const queryCodes = Array.from({ length: d }, (_, j) => (storedCode(stored(j), j) << 24) >> 24);
          const scored = codes.map((row, i) => ({
            score: codeScore(row, queryCodes, scales[i]!, 2 * queryScale, offsets[i]!),
            position: 7 + i,
          }));
          expect(heap(HEAPS + 256 * q)).toEqual(best(scored, k));
        }
      });
    }
  }

  it("holds at the ends of the codes' range", () => {
    const { kernel, views, heap } = bench();
    const d = 16;
    for (const [value, sign] of [
      [1, 1],
      [-1, -1],
    ] as const) {
      const row = new Float32Array(d).fill(value);
      const query = Float32Array.from({ length: d }, (_, j) => (j % 2 === 0 ? sign : -sign * 0.5));
      views.float32[SCALES / 4] = encodeInt8(row, views.bytes.subarray(ROWS), 0);
      writePreparedQuery(query, 1, d, views, QUERIES);
      kernel.clearHeap(HEAPS, 1);
      kernel.scanInt8(ROWS, d, SCALES, OFFSETS, 1, 0, 0, QUERIES, 1, HEAPS, 256);
      expect(heap(HEAPS)[0]!.score).toBeCloseTo(value * sign * 4, 1);
    }
  });
});
