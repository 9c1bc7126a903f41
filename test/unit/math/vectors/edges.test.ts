import { describe, expect, it } from "vitest";
import { readFaissIndex } from "../../../../src/math/vectors/faiss/read-index.ts";
import { writeFaissIndex } from "../../../../src/math/vectors/faiss/write-index.ts";
import { HnswIndex } from "../../../../src/math/vectors/hnsw-index.ts";
import { IdList, idBitmap } from "../../../../src/math/vectors/id-list.ts";
import type { Metric } from "../../../../src/math/vectors/metric.ts";
import { trainScalarRanges } from "../../../../src/math/vectors/scalar-ranges.ts";
import { VectorIndex } from "../../../../src/math/vectors/vector-index.ts";

/** One of each kind, filled with the same vectors. */
function kinds(
  dimension: number,
  metric: Metric,
  vectors: Float32Array,
): Record<string, VectorIndex | HnswIndex> {
  const ranges = trainScalarRanges(vectors, dimension);
  const all = {
    float32: new VectorIndex({ dimension, metric, encoding: "float32" }),
    int8: new VectorIndex({ dimension, metric, encoding: "int8" }),
    scalar: new VectorIndex({ dimension, metric, encoding: "scalar", ranges }),
    graph: new HnswIndex({ dimension, metric, m: 4 }),
  };
  for (const index of Object.values(all)) index.add(vectors);
  return all;
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("every index", () => {
  it("may lose all its vectors, and be filled again", () => {
    for (const [name, index] of Object.entries(kinds(2, "l2", Float32Array.of(0, 0, 1, 0, 0, 2, 3, 3)))) {
      for (const id of [2, 0, 3, 1]) index.delete(id);
      expect([index.count, index.deletedCount], name).toEqual([0, 4]);
      expect(() => index.search(Float32Array.of(0, 0), 1)).toThrow(/the 1 nearest; the index holds 0/);
      expect(codeOf(() => index.delete(2))).toBe("vectors.unknown-id");
      index.compact();
      expect([index.count, index.deletedCount, index.ids().length], name).toEqual([0, 0, 0]);
      expect([...index.add(Float32Array.of(1, 1, 0, 1))]).toEqual([4, 5]);
      expect([...index.search(Float32Array.of(0, 2), 2).ids], name).toEqual([5, 4]);
    }
  });

  it("without vectors is a file without vectors", () => {
    for (const metric of ["l2", "inner-product"] as const) {
      for (const index of [
        new VectorIndex({ dimension: 3, metric }),
        new HnswIndex({ dimension: 3, metric, m: 4 }),
      ]) {
        const again = readFaissIndex(writeFaissIndex(index));
        expect([again.count, again.dimension, again.metric]).toEqual([0, 3, metric]);
        expect([...again.add(Float32Array.of(1, 2, 3))]).toEqual([0]);
      }
    }
  });

  it("takes vectors of one component, zeros among them", () => {
    const vectors = Float32Array.from({ length: 50 }, (_, i) => i - 25);
    for (const [name, index] of Object.entries(kinds(1, "l2", vectors))) {
      expect([...index.search(Float32Array.of(-3.2), 3).ids], name).toEqual([22, 21, 23]);
    }
    for (const [name, index] of Object.entries(kinds(1, "inner-product", vectors))) {
      expect([...index.search(Float32Array.of(-2), 2).ids], name).toEqual([0, 1]);
      // Everything scores 0: the lower ids lead.
      if (name !== "graph") expect([...index.search(Float32Array.of(0), 3).ids], name).toEqual([0, 1, 2]);
    }
    const cosine = new VectorIndex({ dimension: 1, metric: "cosine" });
    cosine.add(Float32Array.of(-7, 3, 0.001));
    expect([...cosine.search(Float32Array.of(5), 3).ids]).toEqual([1, 2, 0]);
    expect(codeOf(() => cosine.add(Float32Array.of(-0)))).toBe("vectors.zero");
    expect(codeOf(() => cosine.search(Float32Array.of(0), 1))).toBe("vectors.zero");
  });

  it("gives every vector when asked for as many as it holds, and no more", () => {
    const vectors = Float32Array.from({ length: 3 * 70 }, (_, i) => ((i * 37) % 101) - 50);
    for (const [name, index] of Object.entries(kinds(3, "l2", vectors))) {
      const { ids, scores } = index.search(Float32Array.of(1, 2, 3), 70);
      expect(
        [...ids].sort((a, b) => a - b),
        name,
      ).toEqual(Array.from({ length: 70 }, (_, id) => id));
      expect([...scores], name).toEqual([...scores].sort((a, b) => a - b));
      expect(codeOf(() => index.search(Float32Array.of(1, 2, 3), 71))).toBe("vectors.too-few");
      expect(codeOf(() => index.search(Float32Array.of(1, 2, 3), 0))).toBe("vectors.bad-option");
      expect(index.search(new Float32Array(0), 1).ids).toEqual(new Int32Array(0));
    }
  });

  it("keeps what it held when a vector is refused", () => {
    const vectors = Float32Array.of(1, 2, 3, 4);
    for (const [name, index] of Object.entries(kinds(2, "l2", vectors))) {
      const before = index.vectors();
      for (const value of [NaN, Infinity, -Infinity]) {
        expect(
          codeOf(() => index.update(0, Float32Array.of(1, value))),
          name,
        ).toBe("vectors.not-finite");
        expect(
          codeOf(() => index.add(Float32Array.of(9, 9, value, 1))),
          name,
        ).toBe("vectors.not-finite");
      }
      expect(
        codeOf(() => index.add(Float32Array.of(1, 1, 2, 2), [5, 5])),
        name,
      ).toBe("vectors.id-order");
      expect(
        codeOf(() => index.add(Float32Array.of(1, 1), [1])),
        name,
      ).toBe("vectors.id-order");
      expect(
        codeOf(() => index.add(Float32Array.of(1, 1), [2 ** 31])),
        name,
      ).toBe("vectors.id-order");
      expect([index.count, index.vectors()], name).toEqual([2, before]);
      expect([...index.add(Float32Array.of(5, 5), [2 ** 31 - 1])], name).toEqual([2 ** 31 - 1]);
      // No id is left.
      expect(
        codeOf(() => index.add(Float32Array.of(6, 6))),
        name,
      ).toBe("vectors.id-order");
      const filter = idBitmap([0, 1]);
      expect([...index.search(Float32Array.of(5, 5), 2, { filter }).ids], name).toEqual([1, 0]);
    }
  });

  it("orders the smallest numbers of float32 as it does others", () => {
    const tiny = 2 ** -149;
    const vectors = Float32Array.of(0, 0, tiny, 0, -tiny, tiny, 3 * tiny, -0);
    for (const name of ["float32", "int8", "graph"] as const) {
      const index = kinds(2, "inner-product", vectors)[name]!;
      const { ids, scores } = index.search(Float32Array.of(2 ** 60, 0), 4);
      expect([...ids], name).toEqual([3, 1, 0, 2]);
      expect([...scores], name).toEqual([3 * 2 ** -89, 2 ** -89, 0, -(2 ** -89)]);
    }
  });

  it("with int8 codes is exact far from the origin only with as many candidates as vectors", () => {
    const vectors = Float32Array.from({ length: 2000 * 8 }, (_, i) => 1000 + ((i * 7919) % 1013) / 1013);
    const [exact, codes] = [
      kinds(8, "l2", vectors)["float32"]!,
      new VectorIndex({ dimension: 8, metric: "l2" }),
    ];
    codes.add(vectors);
    const query = vectors.slice(80, 88).map((value) => value + 0.01);
    const wanted = exact.search(query, 10);
    expect(codes.search(query, 10, { candidates: 2000 })).toEqual(wanted);
    const found = codes.search(query, 10).ids.filter((id) => wanted.ids.includes(id));
    expect(found.length).toBeLessThan(10);
  });

  it("decodes a scalar code to the middle of its step", () => {
    const ranges = trainScalarRanges(Float32Array.of(0, 255), 1);
    const index = new VectorIndex({ dimension: 1, metric: "l2", encoding: "scalar", ranges });
    index.add(Float32Array.of(0, 3.2, 300));
    expect([...index.vectors()]).toEqual([0.5, 3.5, 255.5]);
  });

  it("counts the rows that a filter leaves", () => {
    const ids = new IdList();
    ids.append(ids.next(20, undefined));
    ids.remove(3);
    expect(ids.allowed(0, new Uint8Array(3), idBitmap([1, 3, 19, 40]))).toBe(2);
  });

  it("says so when its memory does not suffice, and stays as it was", () => {
    const maxBytes = 3 << 20;
    for (const index of [
      new VectorIndex({ dimension: 256, metric: "l2", encoding: "float32", maxBytes }),
      new HnswIndex({ dimension: 256, metric: "l2", m: 4, maxBytes }),
    ]) {
      index.add(new Float32Array(256 * 20).fill(1));
      expect(() => index.add(new Float32Array(256 * 4000).fill(1))).toThrow(
        /needs \d+ MiB; 3 MiB are allowed/,
      );
      expect([index.count, index.ids().length]).toEqual([20, 20]);
      expect(index.heldBytes).toBeLessThanOrEqual(maxBytes);
      expect([...index.search(new Float32Array(256), 1).ids]).toEqual([0]);
    }
    for (const bad of [NaN, 0, -1]) {
      expect(codeOf(() => new VectorIndex({ dimension: 2, metric: "l2", maxBytes: bad }))).toBe(
        "vectors.bad-option",
      );
      expect(codeOf(() => new HnswIndex({ dimension: 2, metric: "l2", maxBytes: bad }))).toBe(
        "vectors.bad-option",
      );
    }
    expect(codeOf(() => new VectorIndex({ dimension: 65_537, metric: "l2" }))).toBe("vectors.bad-option");
  });
});
