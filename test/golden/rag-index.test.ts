import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { memoryDatabase } from "../../src/platform/memory/database.ts";
import { memoryLocks } from "../../src/platform/memory/locks.ts";
import { loadRagSystem, publishRagSystem } from "../../src/workflows/rag-artifact.ts";
import { expectClose, readGolden } from "./golden-case.ts";

interface IndexCase {
  /** Base64 of index.faiss. */
  readonly file: string;
  readonly queries: readonly number[];
  readonly k: number;
  readonly type: string;
  readonly count: number;
  readonly ids: readonly number[];
  readonly scores: readonly number[];
}
const SEED = 20261125;
const PASSAGES = 60;
const DIMENSION = 24;
const K = 5;

const random = seededRandom(SEED, "rag-index");
function unitRows(rows: number): Float32Array {
  const values = Float32Array.from({ length: rows * DIMENSION }, () => random.normal());
  for (let row = 0; row < rows; row++) {
    const vector = values.subarray(row * DIMENSION, (row + 1) * DIMENSION);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    vector.forEach((value, j) => (vector[j] = value / length));
  }
  return values;
}
const vectors = unitRows(PASSAGES);
const queries = unitRows(8);

async function published() {
  const context = {
    database: memoryDatabase(),
    locks: memoryLocks(),
    clock: { isoNow: () => "2026-11-01T09:00:00.000Z", monotonicMs: () => 0 },
  };
  const numbers = Uint32Array.from({ length: PASSAGES }, (_, i) => i);
  await publishRagSystem(context, {
    datasetId: "shop",
    datasetRevision: 1,
    passagesSha256: "ab".repeat(32),
    modelId: "golden",
    modelSha256: "cd".repeat(32),
    passageIds: Array.from(numbers, (i) => `title/${i}#0`),
    textLow: numbers,
    textHigh: numbers,
    dimension: DIMENSION,
    vectors,
    durationMs: 0,
  });
  const key = "artifacts/models/rag_system/1.0.0/index.faiss";
  const file = Buffer.from((await context.database.read("artifacts", key)) as Uint8Array).toString("base64");
  return { context, file };
}

it.runIf(process.env["SOMA_WRITE_GOLDEN"] === "1")(
  "writes the index for faiss to open (skipped: SOMA_WRITE_GOLDEN is not 1)",
  async () => {
    const { file } = await published();
    const golden = {
      library: "",
      script: "test/golden/rag_index.py",
      seed: SEED,
      tolerance: 2e-6,
      whyThatTolerance: "float32 sums in another order, unit vectors",
      cases: { passages: { file, queries: Array.from(queries), k: K } },
    };
    writeFileSync(new URL("./rag-index.json", import.meta.url), `${JSON.stringify(golden)}\n`);
  },
);

it("is the file that faiss opens, and gives the neighbours that faiss finds in it", async () => {
  const golden = readGolden<IndexCase>("rag-index");
  const expected = golden.cases["passages"]!;
  expect(golden.library).toMatch(/^faiss-cpu 1\.15/);
  expect(expected).toMatchObject({ type: "IndexScalarQuantizer", count: PASSAGES });
  const { context, file } = await published();
  expect(file).toBe(expected.file);
  const { loaded } = await loadRagSystem(context, "shop");
  const { ids, scores } = loaded!.model.index.search(Float32Array.from(expected.queries), expected.k);
  expect([...ids]).toEqual(expected.ids);
  expectClose(scores, expected.scores, golden.tolerance);
  expect(loaded!.model.passageIds[ids[0]!]).toBe(`title/${ids[0]!}#0`);
});
