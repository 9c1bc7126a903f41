import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { readFaissIndex } from "../../src/math/vectors/faiss/read-index.ts";
import { writeFaissIndex } from "../../src/math/vectors/faiss/write-index.ts";
import { HnswIndex } from "../../src/math/vectors/hnsw-index.ts";
import { trainScalarRanges } from "../../src/math/vectors/scalar-ranges.ts";
import { VectorIndex } from "../../src/math/vectors/vector-index.ts";
import { expectClose, readGolden, type GoldenFile } from "./golden-case.ts";

interface FaissCase {
  /** Base64 of the file. */
  readonly file: string;
  readonly queries: readonly number[];
  readonly k: number;
  readonly ids: readonly number[];
  readonly scores: readonly number[];
}
const golden = readGolden<FaissCase>("faiss") as GoldenFile<FaissCase> & {
  readonly vectors: readonly number[];
  readonly dimension: number;
};
const D = golden.dimension;
const vectors = Float32Array.from(golden.vectors);
const bytesOf = ({ file }: FaissCase): Uint8Array => new Uint8Array(Buffer.from(file, "base64"));
const searchable = Object.entries(golden.cases).filter(([name]) => name !== "not-ours");

describe(`files of ${golden.library}`, () => {
  for (const [name, stored] of searchable) {
    it(`finds in ${name} the neighbours that faiss finds`, () => {
      for (const encoding of ["float32", "int8"] as const) {
        const index = readFaissIndex(bytesOf(stored), { encoding });
        const { ids, scores } = index.search(Float32Array.from(stored.queries), stored.k);
        expect([...ids]).toEqual(stored.ids);
        expectClose(scores, stored.scores, golden.tolerance);
      }
    });
  }

  for (const [name, stored] of searchable.filter(([name]) => !name.startsWith("mapped"))) {
    it(`writes ${name} again to the byte`, () => {
      const bytes = writeFaissIndex(readFaissIndex(bytesOf(stored)));
      expect(Buffer.from(bytes).equals(Buffer.from(bytesOf(stored)))).toBe(true);
    });
  }

  it("fills flat and scalar indexes as faiss does, to the byte", () => {
    const ranges = trainScalarRanges(vectors, D);
    for (const [name, index] of [
      ["flat-ip", new VectorIndex({ dimension: D, metric: "inner-product" })],
      ["flat-l2", new VectorIndex({ dimension: D, metric: "l2", encoding: "float32" })],
      ["scalar-ip", new VectorIndex({ dimension: D, metric: "inner-product", encoding: "scalar", ranges })],
      ["scalar-l2", new VectorIndex({ dimension: D, metric: "l2", encoding: "scalar", ranges })],
    ] as const) {
      index.add(vectors);
      expect(Buffer.from(writeFaissIndex(index)).equals(Buffer.from(bytesOf(golden.cases[name]!)))).toBe(
        true,
      );
    }
  });

  it("walks faiss' own graph", () => {
    for (const name of ["hnsw-l2", "hnsw-ip"]) {
      const { file, queries, ids, k } = golden.cases[name]!;
      const index = readFaissIndex(new Uint8Array(Buffer.from(file, "base64"))) as HnswIndex;
      // So narrow that looking at every vector would be more work than the graph.
      const found = index.search(Float32Array.from(queries), k, { efSearch: 8 });
      expect(ids.filter((id, i) => id === found.ids[i]).length / ids.length).toBeGreaterThanOrEqual(0.9);
    }
  });

  it("keeps the ids of a map, whatever their order in the file", () => {
    for (const name of ["mapped-flat", "mapped-hnsw"]) {
      const index = readFaissIndex(bytesOf(golden.cases[name]!));
      const again = readFaissIndex(writeFaissIndex(index));
      const queries = Float32Array.from(golden.cases[name]!.queries);
      expect(again.search(queries, 5)).toEqual(index.search(queries, 5));
      expect(again.ids()).toEqual(index.ids());
    }
  });

  it("says what it found instead of a file it can read", () => {
    const codeOf = (bytes: Uint8Array): string => {
      try {
        readFaissIndex(bytes);
      } catch (error) {
        return `${(error as { code: string }).code}: ${(error as Error).message}`;
      }
      return "read";
    };
    expect(codeOf(bytesOf(golden.cases["not-ours"]!))).toMatch(
      /faiss-unknown: .*"IxPq"; expected one of IxFI/,
    );
    expect(codeOf(new Uint8Array(0))).toMatch(/faiss-unknown: .*""/);
    expect(codeOf(new TextEncoder().encode("PK\u0003\u0004 a zip file"))).toMatch(
      /faiss-unknown: .*"PK\?\?"/,
    );
    for (const [name, stored] of searchable) {
      const whole = bytesOf(stored);
      for (const end of [5, 20, 40, whole.length >> 1, whole.length - 1]) {
        expect(codeOf(whole.slice(0, end)), `${name} cut at ${end}`).toMatch(/faiss-damaged/);
      }
      expect(codeOf(Uint8Array.of(...whole, 0))).toMatch(/faiss-damaged: .*followed by 1 bytes/);
    }
    const damagedAt = (name: string, at: number, value: number): string => {
      const bytes = bytesOf(golden.cases[name]!);
      new DataView(bytes.buffer).setInt32(at, value, true);
      return codeOf(bytes);
    };
    expect(damagedAt("flat-ip", 4, -1)).toMatch(/the dimension is -1/);
    expect(damagedAt("flat-ip", 4, 7)).toMatch(/the count of components is 420; expected 490/);
    expect(damagedAt("flat-ip", 33, 1)).toMatch(/the metric of IxFI is l2/);
    expect(damagedAt("flat-ip", 33, 9)).toMatch(/the metric is 9/);
    expect(damagedAt("flat-ip", 45, 0x7fc00000)).toMatch(/vectors.not-finite/);
    expect(damagedAt("scalar-ip", 37, 4)).toMatch(/IxSQ with quantiser 4/);
    expect(damagedAt("scalar-ip", 49, 5)).toMatch(/the dimension of the quantiser is 5/);
    expect(damagedAt("scalar-ip", 73, 0x7fc00000)).toMatch(/a trained range is NaN/);
  });

  it("refuses a map whose parts do not fit together, and ids that it cannot have", () => {
    const mapped = bytesOf(golden.cases["mapped-flat"]!);
    const count = Number(new DataView(mapped.buffer).getBigInt64(8, true));
    // One id less than vectors, as the outer header says, too.
    const fewer = mapped.slice(0, -8);
    const view = new DataView(fewer.buffer);
    view.setBigInt64(8, BigInt(count - 1), true);
    view.setBigInt64(mapped.length - 8 * count - 8, BigInt(count - 1), true);
    expect(() => readFaissIndex(fewer)).toThrow(
      `the count of the mapped index is ${count}; expected ${count - 1}`,
    );
    for (const id of [9780141439518n, 2n ** 31n, -1n]) {
      const renamed = mapped.slice();
      new DataView(renamed.buffer).setBigInt64(mapped.length - 8, id, true);
      expect(() => readFaissIndex(renamed)).toThrow(`The faiss file has the id ${id}; expected`);
    }
    const twice = mapped.slice();
    twice.copyWithin(mapped.length - 8, mapped.length - 16, mapped.length - 8);
    expect(() => readFaissIndex(twice)).toThrow(/has the id \d+ twice/);
  });

  it("refuses ranges of a quantiser under which scores are no numbers", () => {
    const bytes = bytesOf(golden.cases["scalar-l2"]!);
    new DataView(bytes.buffer).setFloat32(73, 3e38, true);
    expect(() => readFaissIndex(bytes)).toThrow("the squared length that the trained ranges allow");
  });

  it("never crashes on a changed byte", () => {
    const random = seededRandom(3, "damage");
    for (const [, stored] of searchable) {
      const whole = bytesOf(stored);
      for (let i = 0; i < 200; i++) {
        const bytes = whole.slice();
        bytes[random.integer(bytes.length)] = random.integer(256);
        try {
          const index = readFaissIndex(bytes);
          if (index.count >= 5) index.search(new Float32Array(index.dimension).fill(1), 5);
        } catch (error) {
          expect((error as { code?: string }).code, String((error as Error).stack)).toMatch(/^vectors\./);
        }
      }
    }
  });
});

describe("files that faiss.py check opens", () => {
  const path = new URL("./faiss-written.json", import.meta.url);

  /** Graphs are our own, so faiss' file is no pattern for them: the stored ones were opened by faiss. */
  const written = () => {
    const random = seededRandom(8, "faiss files");
    const rows = Float32Array.from({ length: 160 * 8 }, () => random.normal());
    const queries = Float32Array.from({ length: 6 * 8 }, () => random.normal());
    const indexes: Record<string, VectorIndex | HnswIndex> = {};
    for (const metric of ["l2", "cosine"] as const) {
      const graph = new HnswIndex({ dimension: 8, metric, m: 6, efConstruction: 60, efSearch: 100, seed: 5 });
      graph.add(rows);
      indexes[`hnsw-${metric}`] = graph;
      const flat = new VectorIndex({ dimension: 8, metric });
      flat.add(rows);
      for (let id = 0; id < 160; id += 7) flat.delete(id);
      indexes[`flat-${metric}-mapped`] = flat;
    }
    const ranges = trainScalarRanges(rows, 8);
    const scalar = new VectorIndex({ dimension: 8, metric: "l2", encoding: "scalar", ranges });
    scalar.add(rows);
    indexes["scalar-l2"] = scalar;
    const cases = Object.entries(indexes).map(([name, index]) => {
      // faiss does not know that an inner product is a cosine: queries of length 1 give the same scores.
      const asked =
        index.metric === "cosine"
          ? queries.map((x, i) => x / Math.hypot(...queries.subarray(i - (i % 8), i - (i % 8) + 8)))
          : queries;
      const { ids, scores } = index.search(asked, 5);
      const file = Buffer.from(writeFaissIndex(index)).toString("base64");
      return [name, { file, queries: [...asked], k: 5, ids: [...ids], scores: [...scores] }];
    });
    return { script: "test/golden/faiss.test.ts", seed: 8, cases: Object.fromEntries(cases) };
  };

  it("are what is written today", () => {
    const text = `${JSON.stringify(written())}\n`;
    // To renew: delete the file, run this test, then faiss.py check.
    if (!existsSync(path)) writeFileSync(path, text);
    expect(readFileSync(path, "utf8") === text).toBe(true);
  });
});
