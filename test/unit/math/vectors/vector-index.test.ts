import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { best, floatScore } from "../../../../src/math/kernels/vectors/reference.ts";
import { idBitmap } from "../../../../src/math/vectors/id-list.ts";
import type { Metric } from "../../../../src/math/vectors/metric.ts";
import { trainScalarRanges } from "../../../../src/math/vectors/scalar-ranges.ts";
import { VectorIndex, type Encoding } from "../../../../src/math/vectors/vector-index.ts";

const D = 24;
const random = seededRandom(11, "vector index");
const normals = (n: number): Float32Array => Float32Array.from({ length: n * D }, () => random.normal());
const metrics: Metric[] = ["inner-product", "cosine", "l2"];

function filled(metric: Metric, encoding: Encoding, vectors: Float32Array): VectorIndex {
  const ranges = trainScalarRanges(vectors, D);
  const index = new VectorIndex({ dimension: D, metric, encoding, ranges });
  index.add(vectors);
  return index;
}

/** Nearest by looking at every stored vector with the reference's score. */
function byHand(index: VectorIndex, query: Float32Array, k: number) {
  const scored = [...index.ids()].map((id) => ({
    score: floatScore(index.metric === "l2", index.vector(id), query),
    position: id,
  }));
  return best(scored, k);
}

describe("VectorIndex", () => {
  for (const metric of metrics.filter((metric) => metric !== "cosine")) {
    it(`finds the nearest by ${metric}, bit for bit as the reference`, () => {
      const index = filled(metric, "float32", normals(1500));
      const queries = normals(35);
      const found = index.search(queries, 6);
      for (let q = 0; q < 35; q++) {
        const expected = byHand(index, queries.subarray(q * D, (q + 1) * D), 6);
        expect([...found.ids.subarray(q * 6, q * 6 + 6)]).toEqual(expected.map(({ position }) => position));
        const scores = expected.map(({ score }) => (metric === "l2" ? -score : score));
        expect([...found.scores.subarray(q * 6, q * 6 + 6)]).toEqual(scores);
      }
    });
  }

  it("gives one query alone what it gives it among many", () => {
    for (const encoding of ["float32", "int8", "scalar"] as const) {
      const index = filled("l2", encoding, normals(300));
      const queries = normals(5);
      const together = index.search(queries, 4);
      for (let q = 0; q < 5; q++) {
        const alone = index.search(queries.subarray(q * D, (q + 1) * D), 4);
        expect(alone.ids).toEqual(together.ids.slice(q * 4, q * 4 + 4));
        expect(alone.scores).toEqual(together.scores.slice(q * 4, q * 4 + 4));
      }
    }
  });

  for (const metric of metrics) {
    it(`finds with int8 codes what it finds with float32, by ${metric}`, () => {
      const vectors = normals(2500);
      const queries = normals(20);
      const exact = filled(metric, "float32", vectors).search(queries, 10);
      const coded = filled(metric, "int8", vectors).search(queries, 10);
      expect(coded.ids).toEqual(exact.ids);
      expect(coded.scores).toEqual(exact.scores);
    });
  }

  it("orders the cosine by angle, whatever the lengths", () => {
    const index = new VectorIndex({ dimension: 2, metric: "cosine" });
    index.add(Float32Array.of(100, 0, 0.001, 0.001, 0, 5));
    const { ids, scores } = index.search(Float32Array.of(0.5, 0.4), 3);
    expect([...ids]).toEqual([1, 0, 2]);
    expect(scores[1]).toBeCloseTo(0.5 / Math.hypot(0.5, 0.4), 6);
  });

  it("puts the lower id first between equal scores", () => {
    for (const encoding of ["float32", "int8"] as const) {
      const index = new VectorIndex({ dimension: 3, metric: "inner-product", encoding });
      index.add(Float32Array.from({ length: 3 * 50 }, () => 1));
      expect([...index.search(Float32Array.of(1, 2, 3), 5).ids]).toEqual([0, 1, 2, 3, 4]);
    }
  });

  it("finds only what the filter names, with -1 where that is too little", () => {
    const vectors = normals(1200);
    for (const encoding of ["float32", "int8", "scalar"] as const) {
      const index = filled("inner-product", encoding, vectors);
      const query = normals(1);
      const filter = idBitmap([3, 1100, 700]);
      const { ids, scores } = index.search(query, 5, { filter });
      expect([...ids].slice(3)).toEqual([-1, -1]);
      expect(scores[3]).toBeNaN();
      expect([...ids.subarray(0, 3)].sort((a, b) => a - b)).toEqual([3, 700, 1100]);
      expect([...index.search(query, 2, { filter: new Uint8Array(0) }).ids]).toEqual([-1, -1]);
    }
  });

  it("keeps ids through delete, update, compact and add", () => {
    for (const encoding of ["float32", "int8", "scalar"] as const) {
      const vectors = normals(2100);
      const index = filled("l2", encoding, vectors);
      for (let id = 0; id < 2100; id += 3) index.delete(id);
      expect([index.count, index.deletedCount]).toEqual([1400, 700]);
      const query = vectors.slice(D, 2 * D);
      const before = index.search(query, 20);
      index.compact();
      expect([index.count, index.deletedCount]).toEqual([1400, 0]);
      expect(index.search(query, 20)).toEqual(before);
      expect([index.has(3), index.has(4)]).toEqual([false, true]);
      const moved = normals(1);
      index.update(2099, moved);
      expect([...index.add(moved)]).toEqual([2100]);
      expect([...index.search(moved, 2).ids]).toEqual([2099, 2100]);
      const filter = idBitmap([2099, 1]);
      expect([...index.search(moved, 2, { filter }).ids]).toEqual([2099, 1]);
    }
  });

  it("holds a segment's memory for few vectors and its limit for many", () => {
    const index = new VectorIndex({ dimension: 64, metric: "l2", maxBytes: 2 << 20 });
    index.add(new Float32Array(64 * 1000));
    expect(index.heldBytes).toBeLessThanOrEqual(2 << 20);
    expect(() => index.add(new Float32Array(64 * 10_000))).toThrow(/needs \d+ MiB; 2 MiB are allowed/);
    expect(index.count).toBe(1000);
  });

  it("grows past its first table of segments", () => {
    const index = new VectorIndex({ dimension: 1, metric: "l2" });
    index.add(Float32Array.from({ length: 70_000 }, (_, i) => i));
    expect([...index.search(Float32Array.of(0.2, 69_990.2), 2).ids]).toEqual([0, 1, 69_990, 69_991]);
  });

  it("says what is wrong", () => {
    const index = new VectorIndex({ dimension: 3, metric: "cosine" });
    index.add(Float32Array.of(1, 2, 3));
    const codeOf = (work: () => unknown): unknown => {
      try {
        return work();
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf(() => index.add(Float32Array.of(1, 2)))).toBe("vectors.dimension");
    expect(codeOf(() => index.add(Float32Array.of(1, NaN, 2)))).toBe("vectors.not-finite");
    expect(codeOf(() => index.search(Float32Array.of(1, Infinity, 2), 1))).toBe("vectors.not-finite");
    expect(codeOf(() => index.add(Float32Array.of(1, 1, 2, 0, 0, 0)))).toBe("vectors.zero");
    expect(index.count).toBe(1);
    expect(codeOf(() => index.search(Float32Array.of(1, 1, 2), 2))).toBe("vectors.too-few");
    expect(codeOf(() => index.search(Float32Array.of(1, 1, 2), 1.5))).toBe("vectors.bad-option");
    expect(codeOf(() => index.delete(7))).toBe("vectors.unknown-id");
    expect(codeOf(() => index.update(0, Float32Array.of(1, 1, 1, 1, 1, 1)))).toBe("vectors.dimension");
    expect(codeOf(() => index.add(Float32Array.of(1, 1, 1), [0]))).toBe("vectors.id-order");
    expect(codeOf(() => index.add(Float32Array.of(1, 1, 1), [5, 6]))).toBe("vectors.bad-option");
    expect(codeOf(() => index.add(Float32Array.of(1, 1, 1), []))).toBe("vectors.bad-option");
    expect(index.count).toBe(1);
    expect(codeOf(() => new VectorIndex({ dimension: 0, metric: "l2" }))).toBe("vectors.bad-option");
    const scalar = { dimension: 2, metric: "l2", encoding: "scalar" } as const;
    expect(codeOf(() => new VectorIndex(scalar))).toBe("vectors.bad-option");
    expect(codeOf(() => trainScalarRanges(new Float32Array(0), 2))).toBe("vectors.dimension");
    expect(codeOf(() => trainScalarRanges(Float32Array.of(1, NaN), 2))).toBe("vectors.not-finite");
    const long = new VectorIndex({ dimension: 2, metric: "l2" });
    expect(codeOf(() => long.add(Float32Array.of(3e18, 3e18)))).toBe("vectors.too-long");
  });
});
