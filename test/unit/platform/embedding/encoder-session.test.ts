import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BUILT_IN_MODEL } from "../../../../src/domain/embedding-model.ts";
import { encoderProbe } from "../../../../src/platform/embedding/encoder-probe.ts";
import { openEncoderSession } from "../../../../src/platform/embedding/encoder-session.ts";
import { encoderWeights } from "../../../../src/platform/embedding/encoder-weights.ts";
import { floatGraph } from "../../../../src/platform/embedding/float-graph.ts";
import { readModel } from "../../../../src/platform/embedding/model-files.ts";
import { sessionEmbedder } from "../../../../src/platform/embedding/session-embedder.ts";
import { folderFiles, nodeEmbedder } from "../../../../src/platform/node/embedder.ts";
import { textEmbedderContract } from "../../../contract/text-embedder.contract.ts";

const FOLDER = "public/models/all-MiniLM-L6-v2";
const graph = new Uint8Array(readFileSync(`${FOLDER}/${BUILT_IN_MODEL.weights}`));
const bytes = await readModel(BUILT_IN_MODEL, folderFiles(FOLDER));

const open = async () =>
  sessionEmbedder(BUILT_IN_MODEL, await openEncoderSession(BUILT_IN_MODEL, bytes), "wasm", "under test");

textEmbedderContract("our own encoder", open);

/** Texts of many subjects: what the documents of this project say, a line each. */
const TEXTS = ["README.md", "docs/embedding.md", "docs/private-learning.md"]
  .flatMap((path) => readFileSync(path, "utf8").split("\n"))
  .filter((line) => line.length > 60)
  .slice(0, 60);

describe("our own encoder", () => {
  it("gives onnxruntime's vectors, as near as onnxruntime is to itself with other optimisations", async () => {
    const [ours, native] = [await open(), await nodeEmbedder({ threads: 1 })];
    const [a, b] = [await ours.embed(TEXTS), await native.embed(TEXTS)];
    const cosines = TEXTS.map((_, i) => {
      let dot = 0;
      for (let d = 0; d < a.dimension; d++) dot += a.vectors[i * 384 + d]! * b.vectors[i * 384 + d]!;
      return dot;
    });
    expect(Math.min(...cosines)).toBeGreaterThan(0.99);
    expect(cosines.reduce((sum, cosine) => sum + cosine, 0) / TEXTS.length).toBeGreaterThan(0.997);
    await native.dispose();
  }, 120_000);

  it("finds its known vector, and knows a wrong one", async () => {
    const probe = encoderProbe(BUILT_IN_MODEL)!;
    const { vectors } = await (await open()).embed([probe.text, "Tax law for bakeries."]);
    expect(probe.cosine(vectors.subarray(0, 384))).toBeGreaterThan(0.98);
    expect(probe.cosine(vectors.subarray(384))).toBeLessThan(0.5);
    expect(probe.cosine(new Float32Array(384).fill(NaN))).toBe(-1);
    const other = BUILT_IN_MODEL.files.map((file) => ({ ...file, sha256: "0".repeat(64) }));
    expect(encoderProbe({ ...BUILT_IN_MODEL, files: other })).toBeNull();
  });

  it("reads the carried graph and leaves others to onnxruntime", async () => {
    expect(encoderWeights(graph)).toMatchObject({ width: 384, heads: 12, positions: 512 });
    const float = floatGraph(graph);
    expect(encoderWeights(float)).toBeNull();
    expect(encoderWeights(Uint8Array.of(1, 2, 3))).toBeNull();
    const other = new Map(bytes).set(BUILT_IN_MODEL.weights, float);
    await expect(openEncoderSession(BUILT_IN_MODEL, other)).rejects.toMatchObject({
      code: "embedding.unreadable",
    });
  });
});
