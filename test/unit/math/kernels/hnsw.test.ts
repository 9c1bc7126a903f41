import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { addRow, searchGraph, type ReferenceGraph } from "../../../../src/math/kernels/hnsw/reference.ts";
import { HnswGraph } from "../../../../src/math/vectors/hnsw-graph.ts";
import { levelOf, levelShares } from "../../../../src/math/vectors/hnsw-levels.ts";

const D = 16; // a whole group, so that the reference's rows need no padding
const random = seededRandom(21, "hnsw");

describe("the graph", () => {
  for (const squared of [true, false]) {
    it(`is the reference's, link by link: ${squared ? "distance" : "product"}`, () => {
      const [n, m, ef] = [400, 4, 20];
      const rows = Float32Array.from({ length: n * D }, () => random.normal());
      rows.copyWithin(30 * D, 10 * D, 20 * D); // rows that are equal
      const levels = Int32Array.from({ length: n }, (_, id) => levelOf(id, 1, m, 10));
      const graph = new HnswGraph(D, m, squared, Infinity);
      const reference: ReferenceGraph = { squared, m, rows: [], links: [], entry: -1 };
      graph.append(rows.subarray(0, 100 * D), levels.subarray(0, 100), ef);
      graph.append(rows.subarray(100 * D), levels.subarray(100), ef);
      for (let i = 0; i < n; i++) addRow(reference, rows.subarray(i * D, (i + 1) * D), levels[i]!, ef);
      expect(graph.entry).toBe(reference.entry);
      for (let i = 0; i < n; i++) {
        expect(graph.level(i)).toBe(reference.links[i]!.length - 1);
        reference.links[i]!.forEach((links, level) => {
          expect([...graph.links(i, level)].filter((link) => link >= 0)).toEqual(links);
        });
      }
      for (let q = 0; q < 10; q++) {
        const query = Float32Array.from({ length: D }, () => random.normal());
        const expected = searchGraph(reference, query, 15);
        const { positions, scores } = graph.search(query, 15);
        expect([...positions]).toEqual(expected.map(({ position }) => position));
        expect([...scores]).toEqual(expected.map(({ score }) => score));
      }
    });
  }

  it("draws levels with the shares that it states", () => {
    const m = 4;
    const shares = levelShares(m);
    const counts = new Float64Array(shares.length);
    for (let id = 0; id < 20_000; id++) counts[levelOf(id, 9, m, shares.length - 1)]!++;
    for (let level = 0; level < 4; level++) {
      const expected = 20_000 * shares[level]!;
      expect(Math.abs(counts[level]! - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });
});
