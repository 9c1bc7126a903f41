import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { writeFaissIndex } from "../../../../src/math/vectors/faiss/write-index.ts";
import { HnswIndex } from "../../../../src/math/vectors/hnsw-index.ts";
import { idBitmap } from "../../../../src/math/vectors/id-list.ts";
import { VectorIndex } from "../../../../src/math/vectors/vector-index.ts";

const D = 16;
const random = seededRandom(5, "hnsw index");
const normals = (n: number): Float32Array => Float32Array.from({ length: n * D }, () => random.normal());
const settings = { dimension: D, metric: "l2", m: 8, efConstruction: 60, efSearch: 60 } as const;

function recall(found: Int32Array, exact: Int32Array, k: number): number {
  let hits = 0;
  for (let row = 0; row < exact.length; row += k) {
    const truth = new Set(exact.subarray(row, row + k));
    for (const id of found.subarray(row, row + k)) if (truth.has(id)) hits++;
  }
  return hits / exact.length;
}

const rows = normals(4000);
const exact = new VectorIndex({ dimension: D, metric: "l2" });
exact.add(rows);
const built = new HnswIndex(settings);
built.add(rows);

describe("HnswIndex", () => {
  it("finds nearly all of the true neighbours, more with a wider search", () => {
    const queries = normals(50);
    const truth = exact.search(queries, 10).ids;
    const narrow = recall(built.search(queries, 10, { efSearch: 15 }).ids, truth, 10);
    const wide = recall(built.search(queries, 10, { efSearch: 150 }).ids, truth, 10);
    expect(wide).toBeGreaterThanOrEqual(0.97);
    expect(wide).toBeGreaterThan(narrow);
  });

  it("is the same for the same calls in other batches, and another for another seed", () => {
    const inBatches = new HnswIndex(settings);
    for (let i = 0; i < 4000; i += 800) inBatches.add(rows.subarray(i * D, (i + 800) * D));
    expect(writeFaissIndex(inBatches)).toEqual(writeFaissIndex(built));
    const other = new HnswIndex({ ...settings, seed: 1 });
    other.add(rows.subarray(0, 800 * D));
    expect(other.storedGraph().levels).not.toEqual(inBatches.storedGraph().levels.slice(0, 800));
  });

  it("never finds what was deleted, and forgets it on compact", () => {
    const index = new HnswIndex(settings);
    index.add(rows);
    for (let id = 0; id < 4000; id += 2) index.delete(id);
    const queries = normals(20);
    const before = index.search(queries, 10);
    expect(before.ids.every((id) => id % 2 === 1)).toBe(true);
    expect(() => writeFaissIndex(index)).toThrow(/2000 deleted vectors/);
    index.compact();
    expect([index.count, index.deletedCount]).toEqual([2000, 0]);
    const odd = new VectorIndex({ dimension: D, metric: "l2" });
    odd.add(index.vectors(), index.ids());
    expect(recall(index.search(queries, 10).ids, odd.search(queries, 10).ids, 10)).toBeGreaterThan(0.95);
    expect([...index.add(normals(1))]).toEqual([4000]);
    index.compact();
  });

  it("finds an updated vector at its new place only", () => {
    const index = new HnswIndex(settings);
    index.add(rows);
    const place = new Float32Array(D).fill(9);
    for (let id = 100; id < 110; id++) index.update(id, place);
    expect([...index.search(place, 10).ids]).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
    expect(index.search(rows.slice(100 * D, 101 * D), 1).ids[0]).not.toBe(100);
    expect(index.vector(105)).toEqual(place);
    const truth = new VectorIndex({ dimension: D, metric: "l2" });
    truth.add(index.vectors());
    const queries = normals(30);
    expect(recall(index.search(queries, 10).ids, truth.search(queries, 10).ids, 10)).toBeGreaterThan(0.93);
  });

  it("obeys a filter, wide or narrow", () => {
    const queries = normals(20);
    for (const step of [2, 400, 2000]) {
      const filter = idBitmap(Array.from({ length: 4000 / step }, (_, i) => i * step));
      const found = built.search(queries, 10, { filter });
      const truth = exact.search(queries, 10, { filter });
      expect(recall(found.ids, truth.ids, 10)).toBeGreaterThan(step === 2 ? 0.93 : 0.999);
      if (step === 2000) expect(found).toEqual(truth);
    }
    expect([...built.search(queries, 2, { filter: new Uint8Array(0) }).ids].every((id) => id === -1)).toBe(
      true,
    );
  });

  it("serves one vector, and says what is wrong", () => {
    const index = new HnswIndex({ dimension: 2, metric: "cosine", maxBytes: 4 << 20 });
    expect(index.heldBytes).toBeGreaterThan(0);
    index.add(Float32Array.of(3, 4));
    index.update(0, Float32Array.of(0, 2));
    expect([...index.search(Float32Array.of(0, 1), 1).scores]).toEqual([1]);
    expect(index.has(0)).toBe(true);
    expect(() => index.search(Float32Array.of(0, 1), 2)).toThrow(/the 2 nearest; the index holds 1/);
    expect(() => index.add(Float32Array.of(0, 0))).toThrow(/all zeros/);
    expect(() => index.add(new Float32Array(2e6).fill(1))).toThrow(/4 MiB are allowed/);
    expect(index.count).toBe(1);
    expect(() => index.update(0, Float32Array.of(1))).toThrow(/Found 1 numbers/);
    expect(() => index.delete(4)).toThrow(/no vector with id 4/);
    expect(() => new HnswIndex({ dimension: 2, metric: "l2", m: 1 })).toThrow(/m is 1/);
    expect(() => new HnswIndex({ dimension: 2, metric: "l2", efSearch: 0 })).toThrow(/efSearch is 0/);
    index.delete(0);
    index.compact();
    expect(index.count).toBe(0);
    index.add(Float32Array.of(1, 1));
    expect([...index.search(Float32Array.of(0, 1), 1).ids]).toEqual([1]);
  });
});
