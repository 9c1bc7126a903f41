import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coreError } from "../../../../src/core/errors.ts";
import type { EmbeddedTexts } from "../../../../src/core/ports.ts";
import { BUILT_IN_MODEL } from "../../../../src/domain/embedding-model.ts";
import { graphicsUnusable } from "../../../../src/platform/browser/graphics-adapter.ts";
import { compareEngines } from "../../../../src/platform/embedding/engine-probe.ts";
import { embeddingError } from "../../../../src/platform/embedding/errors.ts";
import { readModel } from "../../../../src/platform/embedding/model-files.ts";
import { pooledEmbedder, type EmbeddingEngine } from "../../../../src/platform/embedding/pooled-embedder.ts";
import { sessionError } from "../../../../src/platform/embedding/transformers-session.ts";
import { inlineThreads } from "../../../../src/platform/memory/threads.ts";
import { folderFiles, nodeEmbedder } from "../../../../src/platform/node/embedder.ts";

const FOLDER = "public/models/all-MiniLM-L6-v2";

describe("readModel", () => {
  const carried = folderFiles(FOLDER);

  it("says which file is not there, and which is not what it should be", async () => {
    await expect(readModel(BUILT_IN_MODEL, folderFiles("no-such-folder"))).rejects.toMatchObject({
      code: "embedding.missing",
      details: { path: "config.json" },
    });
    const damaged = {
      read: async (path: string) => {
        const bytes = await carried.read(path);
        if (path === BUILT_IN_MODEL.weights) bytes[1000]! ^= 1;
        return bytes;
      },
    };
    await expect(readModel(BUILT_IN_MODEL, damaged)).rejects.toMatchObject({
      code: "embedding.damaged",
      details: { path: BUILT_IN_MODEL.weights },
    });
  });
});

describe("nodeEmbedder", () => {
  it("refuses a graph of another dimension than described, and a tokenizer of an unknown kind", async () => {
    const wrong = await nodeEmbedder({ model: { ...BUILT_IN_MODEL, dimension: 256 } });
    await expect(wrong.embed(["A whale."])).rejects.toMatchObject({
      code: "embedding.wrong-dimension",
      details: { found: 384, expected: 256 },
    });
    await wrong.dispose();

    const tokenizer = JSON.parse(readFileSync(`${FOLDER}/tokenizer.json`, "utf8")) as {
      model: { type: string };
    };
    const vocab = Object.keys((tokenizer.model as unknown as { vocab: object }).vocab).slice(0, 200);
    tokenizer.model = {
      type: "BPE",
      vocab: Object.fromEntries(vocab.map((t, i) => [t, i])),
      merges: [],
    } as never;
    const bytes = new TextEncoder().encode(JSON.stringify(tokenizer));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const files = BUILT_IN_MODEL.files.map((f) => (f.path === "tokenizer.json" ? { ...f, sha256 } : f));
    const carried = folderFiles(FOLDER);
    const odd = nodeEmbedder({
      model: { ...BUILT_IN_MODEL, modelId: "odd", files },
      files: { read: async (path) => (path === "tokenizer.json" ? bytes : await carried.read(path)) },
    });
    await expect(odd).rejects.toMatchObject({ code: "embedding.unreadable" });
  });
});

describe("sessionError", () => {
  it("tells memory from other failures, of loading and of work", () => {
    const code = (message: string, texts: number) =>
      (sessionError(BUILT_IN_MODEL, texts, new Error(message)) as { code?: string }).code;
    expect(code("std::bad_alloc", 8)).toBe("embedding.out-of-memory");
    expect(code("Array buffer allocation failed", 0)).toBe("embedding.out-of-memory");
    expect(code("Invalid model", 0)).toBe("embedding.unreadable");
    expect(code("odd", 3)).toBe("embedding.failed");
  });
});

/** Texts as vectors of their length, by threads that run here; `fail` decides which job fails, and how. */
function engineOf(backend: EmbeddingEngine["backend"], fail: (job: number) => Error | null): EmbeddingEngine {
  let job = 0;
  const tasks = {
    embed: ({ texts }: { texts: readonly string[] }): EmbeddedTexts => {
      const failure = fail(job++);
      if (failure) throw failure;
      return {
        dimension: 384,
        vectors: Float32Array.from(
          { length: 384 * texts.length },
          (_, i) => texts[Math.floor(i / 384)]!.length,
        ),
        tokenStart: new Uint32Array(texts.length + 1),
        tokenSpans: new Uint32Array(0),
        tokens: new Float32Array(0),
      };
    },
  };
  return { backend, reason: backend, jobTexts: 2, threads: { ...inlineThreads(tasks), close: () => {} } };
}

describe("pooledEmbedder", () => {
  const texts = ["a", "bbb", "cc", "ddddd", "", "eeee", "ffffff"];
  const lost = embeddingError("embedding.device-lost", { reason: "test" });

  it("does again on the next engine what the one that was lost owes, once each, and says why", async () => {
    const reasons: string[] = [];
    const next = (failed: string): EmbeddingEngine => {
      reasons.push(failed);
      return engineOf("wasm", () => null);
    };
    const embedder = pooledEmbedder(
      BUILT_IN_MODEL,
      engineOf("webgpu", (job) => (job > 0 ? lost : null)),
      [next],
    );
    const done: number[] = [];
    const { vectors } = await embedder.embed(texts, { onBatch: (count) => done.push(count) });
    expect(texts.map((_, i) => vectors[i * 384])).toEqual(texts.map(({ length }) => length));
    expect(done.at(-1)).toBe(texts.length);
    expect(embedder.info.backend).toBe("wasm");
    expect(reasons).toEqual([lost.message]);
  });

  it("passes on an error that another engine would meet too, and one that no engine is left for", async () => {
    const damaged = embeddingError("embedding.unreadable", { model: "m", reason: "test" });
    const spare = (): EmbeddingEngine => engineOf("wasm", () => null);
    const first = pooledEmbedder(
      BUILT_IN_MODEL,
      engineOf("webgpu", () => damaged),
      [spare],
    );
    await expect(first.embed(texts)).rejects.toMatchObject({ code: "embedding.unreadable" });
    const last = pooledEmbedder(
      BUILT_IN_MODEL,
      engineOf("wasm", () => lost),
      [],
    );
    await expect(last.embed(texts)).rejects.toMatchObject({ code: "embedding.device-lost" });
  });

  it("is not deceived by its own abort", async () => {
    const controller = new AbortController();
    controller.abort();
    const embedder = pooledEmbedder(
      BUILT_IN_MODEL,
      engineOf("wasm", () => coreError("core.unexpected", { message: "" })),
      [],
    );
    await expect(embedder.embed(texts, { signal: controller.signal })).rejects.toMatchObject({
      code: "core.aborted",
    });
  });
});

describe("compareEngines", () => {
  it("finds vectors of another direction, or none, wrong, and times what is right", async () => {
    const trusted = engineOf("wasm", () => null);
    let now = 0;
    const clock = (): number => (now += 10);
    const unit = (of: (row: number, d: number) => number): EmbeddingEngine => ({
      ...trusted,
      threads: {
        ...inlineThreads({
          embed: ({ texts }: { texts: readonly string[] }): EmbeddedTexts => ({
            dimension: 2,
            vectors: Float32Array.from({ length: 2 * texts.length }, (_, i) => of(Math.floor(i / 2), i % 2)),
            tokenStart: new Uint32Array(texts.length + 1),
            tokenSpans: new Uint32Array(0),
            tokens: new Float32Array(0),
          }),
        }),
        close: () => {},
      },
    });
    const right = unit((_, d) => (d === 0 ? 1 : 0));
    const same = await compareEngines(right, right, true, clock);
    expect(same).toEqual({ right: true, leastCosine: 1, speedup: 1 });
    const turned = unit((row, d) => (d === (row === 2 ? 1 : 0) ? 1 : 0));
    expect(await compareEngines(turned, right, true, clock)).toMatchObject({ right: false, speedup: null });
    const none = unit(() => NaN);
    expect((await compareEngines(none, right, false, clock)).right).toBe(false);
  });
});

describe("graphicsUnusable", () => {
  const adapter = (info: object) => ({
    requestAdapter: async () => ({
      info: { vendor: "", architecture: "", device: "", description: "", ...info },
    }),
  });

  it("wants a real adapter, not a program that acts as one", async () => {
    expect(await graphicsUnusable(undefined)).toMatch(/no WebGPU/);
    expect(await graphicsUnusable({ requestAdapter: async () => null })).toMatch(/no graphics processor/);
    expect(await graphicsUnusable(adapter({ architecture: "swiftshader" }))).toMatch(/in software/);
    expect(await graphicsUnusable(adapter({ isFallbackAdapter: true }))).toMatch(/in software/);
    expect(await graphicsUnusable(adapter({ vendor: "nvidia" }))).toBeNull();
  });
});

describe("ONNX_RUNTIME", () => {
  it("names size and hash of the runtime that is installed", () => {
    const source = readFileSync("src/platform/browser/onnx-runtime.ts", "utf8");
    for (const build of ["ort-wasm-simd-threaded.wasm", "ort-wasm-simd-threaded.asyncify.wasm"]) {
      const code = readFileSync(`node_modules/onnxruntime-web/dist/${build}`);
      expect(source).toContain(createHash("sha256").update(code).digest("hex"));
      expect(source.replaceAll("_", "")).toContain(`bytes: ${code.length}`);
    }
  });
});
