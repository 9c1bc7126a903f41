import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HnswIndex } from "../../src/math/vectors/hnsw-index.ts";
import { idBitmap } from "../../src/math/vectors/id-list.ts";
import type { Metric } from "../../src/math/vectors/metric.ts";
import { trainScalarRanges } from "../../src/math/vectors/scalar-ranges.ts";
import { VectorIndex, type Encoding } from "../../src/math/vectors/vector-index.ts";

const metric = fc.constantFrom<Metric>("inner-product", "cosine", "l2");
const encoding = fc.constantFrom<Encoding>("float32", "int8", "scalar");
/** Components are never all zero, so that the cosine takes them. */
const component = fc.float({ min: Math.fround(0.01), max: 8, noNaN: true });

const cases = fc.integer({ min: 1, max: 20 }).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    metric,
    encoding,
    rows: fc.array(fc.array(component, { minLength: dimension, maxLength: dimension }), {
      minLength: 2,
      maxLength: 40,
    }),
    query: fc.array(component, { minLength: dimension, maxLength: dimension }),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
  }),
);

interface Case {
  readonly dimension: number;
  readonly metric: Metric;
  readonly encoding: Encoding;
  readonly rows: readonly (readonly number[])[];
  readonly query: readonly number[];
}

const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());

function filled({ dimension, metric, encoding, rows }: Case, order = rows): VectorIndex {
  // Trained on all rows, so that every order and every part of them is coded alike.
  const index = new VectorIndex({
    dimension,
    metric,
    encoding,
    ranges: trainScalarRanges(flat(rows), dimension),
  });
  index.add(flat(order));
  return index;
}

/** Rows in an order that the seed gives, and where each came from. */
function shuffled(rows: Case["rows"], seed: number): { rows: Case["rows"]; from: number[] } {
  const from = rows.map((_, i) => i);
  from.sort((a, b) => ((a * 7919 + seed) % 1009) - ((b * 7919 + seed) % 1009) || a - b);
  return { rows: from.map((i) => rows[i]!), from };
}

describe("nearest vectors", () => {
  it("permuting the vectors permutes the ids, and no score changes", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { rows, from } = shuffled(one.rows, one.seed);
        const query = Float32Array.from(one.query);
        const k = one.rows.length;
        const straight = filled(one).search(query, k);
        const permuted = filled(one, rows).search(query, k);
        expect(permuted.scores).toEqual(straight.scores);
        // Ids of equal scores may change places; each still has its score.
        const scoreOf = new Map([...straight.ids].map((id, i) => [id, straight.scores[i]]));
        [...permuted.ids].forEach((id, i) => expect(scoreOf.get(from[id]!)).toBe(permuted.scores[i]));
      }),
    );
  });

  it("a filter finds what sifting the whole answer finds", () => {
    fc.assert(
      fc.property(cases, fc.func(fc.boolean()), (one, isIn) => {
        const ids = one.rows.map((_, i) => i).filter((id) => isIn(id));
        const index = filled(one);
        const query = Float32Array.from(one.query);
        const all = index.search(query, one.rows.length);
        const sifted = [...all.ids].filter((id) => ids.includes(id));
        const k = Math.max(1, ids.length);
        const found = index.search(query, k, { filter: idBitmap(ids) });
        expect([...found.ids]).toEqual(sifted.length === 0 ? [-1] : sifted);
      }),
    );
  });

  it("what was added and deleted was never there", () => {
    fc.assert(
      fc.property(cases, fc.boolean(), (one, isCompacted) => {
        const index = filled(one);
        const [ephemeral] = index.add(Float32Array.from(one.query));
        index.delete(ephemeral!);
        if (isCompacted) index.compact();
        const query = Float32Array.from(one.query);
        expect(index.search(query, one.rows.length)).toEqual(filled(one).search(query, one.rows.length));
        expect(index.vectors()).toEqual(filled(one).vectors());
      }),
    );
  });

  it("scores descend, distances ascend, and equal ones are in order of id", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { ids, scores } = filled(one).search(Float32Array.from(one.query), one.rows.length);
        for (let i = 1; i < ids.length; i++) {
          const step = one.metric === "l2" ? scores[i]! - scores[i - 1]! : scores[i - 1]! - scores[i]!;
          expect(step > 0 || (step === 0 && ids[i]! > ids[i - 1]!)).toBe(true);
        }
      }),
    );
  });

  it("int8 codes with re-ranking find at least 99 % of the true ten", () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(24, 96, 384), metric, (seed, dimension, metric) => {
        let state = seed | 1;
        // Sums of four uniforms: bell-shaped, as components of embeddings are.
        const draw = (): number => {
          let sum = -2;
          for (let i = 0; i < 4; i++) {
            state = (Math.imul(state, 1664525) + 1013904223) | 0;
            sum += (state >>> 8) / 16777216;
          }
          return sum;
        };
        const rows = Float32Array.from({ length: 3000 * dimension }, draw);
        const queries = Float32Array.from({ length: 20 * dimension }, draw);
        const [exact, coded] = (["float32", "int8"] as const).map((encoding) => {
          const index = new VectorIndex({ dimension, metric, encoding });
          index.add(rows);
          return index.search(queries, 10).ids;
        });
        let hits = 0;
        for (let at = 0; at < 200; at += 10) {
          const truth = new Set(exact!.subarray(at, at + 10));
          hits += coded!.subarray(at, at + 10).filter((id) => truth.has(id)).length;
        }
        expect(hits / 200).toBeGreaterThanOrEqual(0.99);
      }),
      { numRuns: 12 },
    );
  });

  it("a graph finds itself, and never what was deleted", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const index = new HnswIndex({ dimension: one.dimension, metric: "l2", m: 2, efConstruction: 8 });
        const rows = flat(one.rows);
        index.add(rows);
        index.delete(0);
        for (let id = 1; id < one.rows.length; id++) {
          const row = rows.subarray(id * one.dimension, (id + 1) * one.dimension);
          const found = index.search(row, 1, { efSearch: 8 });
          expect(found.ids[0]).toBeGreaterThan(0);
          expect(found.scores[0]).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
