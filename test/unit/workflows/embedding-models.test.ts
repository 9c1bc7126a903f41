import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ByteSource, Database } from "../../../src/core/ports.ts";
import { silentProgress, type Progress } from "../../../src/core/progress.ts";
import { BUILT_IN_MODEL, modelTraits, type FetchableModel } from "../../../src/domain/embedding-model.ts";
import { httpDownloads } from "../../../src/platform/embedding/http-downloads.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { fileSource } from "../../../src/platform/node/file-source.ts";
import { nodeEmbedder } from "../../../src/platform/node/embedder.ts";
import {
  addModelFromFiles,
  addModelFromUrl,
  embeddingModels,
  modelInFolder,
  modelsOnOffer,
  removeModel,
} from "../../../src/workflows/embedding-models.ts";
import { chooseModel, chosenModel, removeIndexModel } from "../../../src/workflows/index-models.ts";
import { storedModelFiles } from "../../../src/workflows/model-store.ts";

const CARRIED = "public/models/all-MiniLM-L6-v2";
const NAMING = { label: "Little model", licence: "MIT", languages: ["en"] };
const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function source(name: string, content: Uint8Array): ByteSource {
  return {
    name,
    size: content.length,
    slice: async (start, end) => new Uint8Array(content.slice(start, end)),
    async *chunks() {
      yield new Uint8Array(content);
    },
  };
}

let database: Database;
const contextWith = (progress: (report: Progress) => void = silentProgress) => ({
  database,
  clock: { isoNow: () => "2026-11-25T00:00:00.000Z", monotonicMs: () => 0 },
  locks: memoryLocks(),
  progress,
});
beforeEach(() => {
  database = memoryDatabase();
});

describe("modelTraits", () => {
  const none = { tokenizerConfig: null, pooling: null, sentence: null };

  it("reads dimension, pooling and most tokens, the least of what the files say", () => {
    const traits = modelTraits({
      config: { hidden_size: 768, max_position_embeddings: 512 },
      tokenizerConfig: { model_max_length: 1e30 },
      pooling: {
        word_embedding_dimension: 768,
        pooling_mode_cls_token: true,
        pooling_mode_mean_tokens: false,
      },
      sentence: { max_seq_length: 128 },
    });
    expect(traits).toEqual({ dimension: 768, pooling: "cls", maxTokens: 128, doubts: [] });
  });

  it("takes the mean where nothing says how to pool, and says so", () => {
    const traits = modelTraits({ config: { dim: 384 }, ...none });
    expect(traits).toMatchObject({ dimension: 384, pooling: "mean", maxTokens: 512 });
    expect(traits.doubts[0]).toMatch(/pooled/);
  });

  it("does not invent a dimension", () => {
    expect(modelTraits({ config: { hidden_size: "384" }, ...none }).dimension).toBeNull();
  });
});

describe("addModelFromFiles", () => {
  it("keeps a model that then embeds as the carried one does", async () => {
    const names = ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_quantized.onnx"];
    const sources = await Promise.all(names.map((name) => fileSource(`${CARRIED}/${name}`)));
    const added = await addModelFromFiles(contextWith(), sources, NAMING);
    expect(added).toMatchObject({ modelId: "Little-model", dimension: 384, pooling: "mean", maxTokens: 512 });
    expect((await embeddingModels(database)).map(({ modelId }) => modelId)).toEqual([
      BUILT_IN_MODEL.modelId,
      "Little-model",
    ]);

    const files = storedModelFiles(database, added.modelId);
    const ours = await nodeEmbedder({ model: added, files });
    const carried = await nodeEmbedder();
    const texts = ["A whale.", "Tax law for bakeries."];
    expect([...(await ours.embed(texts)).vectors]).toEqual([...(await carried.embed(texts)).vectors]);
    await ours.dispose();
    await carried.dispose();

    await removeModel(contextWith(), added.modelId);
    expect(await database.keys("models", "")).toEqual([]);
  });

  it("says which file is missing, which is no JSON, and which says too little", async () => {
    const config = source("config.json", json({ hidden_size: 8 }));
    const tokenizer = source("tokenizer.json", json({}));
    const weights = source("model.onnx", Uint8Array.of(1));
    const add = (...files: ByteSource[]) => addModelFromFiles(contextWith(), files, NAMING);
    await expect(add(config, tokenizer)).rejects.toMatchObject({ code: "embedding-model.missing-file" });
    await expect(add(config, weights)).rejects.toMatchObject({ details: { wanted: "tokenizer.json" } });
    await expect(add(source("config.json", Uint8Array.of(123)), tokenizer, weights)).rejects.toMatchObject({
      code: "embedding-model.bad-config",
    });
    await expect(add(source("config.json", json({})), tokenizer, weights)).rejects.toThrow(/hidden_size/);
    expect(await database.keys("models", "")).toEqual([]);
  });

  it("is offered no more once it is here", async () => {
    const [first] = await modelsOnOffer(database);
    const files = [
      source("config.json", json({ hidden_size: 8 })),
      source("tokenizer.json", json({})),
      source("model.onnx", Uint8Array.of(1)),
    ];
    await addModelFromFiles(contextWith(), files, { ...NAMING, label: first!.modelId });
    expect(await modelsOnOffer(database)).not.toContainEqual(first);
  });

  it("tells two files called config.json apart, and leaves the carried model alone", async () => {
    const added = await addModelFromFiles(
      contextWith(),
      [
        source("config.json", json({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false })),
        source("config.json", json({ hidden_size: 8 })),
        source("tokenizer.json", json({})),
        source("model.onnx", Uint8Array.of(1)),
      ],
      NAMING,
    );
    expect(added).toMatchObject({ pooling: "cls", dimension: 8 });
    const naming = { ...NAMING, label: BUILT_IN_MODEL.modelId };
    await expect(addModelFromFiles(contextWith(), [], naming)).rejects.toMatchObject({
      code: "embedding-model.built-in",
    });
  });
});

/** A real server with ranges, that can cut a connection after so many bytes of the weights. */
class ModelServer {
  readonly files = new Map<string, Uint8Array>();
  readonly asked: { path: string; range: string | undefined }[] = [];
  cutAfter: number | null = null;
  etag = '"one"';
  ranges = true;
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "").replace(/^\/model\//, "");
    this.asked.push({ path, range: request.headers.range });
    const content = this.files.get(path);
    if (content === undefined) return void response.writeHead(404).end();
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
    const fresh = request.headers["if-range"] === undefined || request.headers["if-range"] === this.etag;
    const start = this.ranges && fresh && wanted !== undefined ? Number(wanted) : 0;
    if (start > 0 && start >= content.length) {
      return void response.writeHead(416, { "Content-Range": `bytes */${content.length}` }).end();
    }
    response.writeHead(start > 0 ? 206 : 200, {
      ETag: this.etag,
      "Content-Length": content.length - start,
      ...(start > 0 && { "Content-Range": `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    const cut = this.cutAfter;
    if (cut === null || !path.endsWith(".onnx")) return void response.end(content.subarray(start));
    response.write(content.subarray(start, start + cut), () => setTimeout(() => response.destroy(), 50));
  }
}

describe("addModelFromUrl", () => {
  let server: ModelServer;
  let origin = "";
  const weights = Uint8Array.from({ length: 9_000_000 }, (_, i) => (i * 31) % 251);
  const offered = (sha256: string | null = null): FetchableModel => ({
    modelId: "fetched",
    label: "Fetched model",
    licence: "MIT",
    languages: ["en"],
    known: { pooling: "mean", maxTokens: 128 },
    aboutBytes: 9_000_100,
    url: `${origin}/model/`,
    files: [
      { path: "config.json", sha256: null },
      { path: "tokenizer.json", sha256: null },
      { path: "onnx/model.onnx", sha256 },
    ],
  });
  const fetchModel = (model = offered(), progress?: (report: Progress) => void) =>
    addModelFromUrl({ ...contextWith(progress), downloads: httpDownloads(origin) }, model);
  beforeEach(async () => {
    server = new ModelServer();
    server.files.set("config.json", json({ hidden_size: 8 }));
    server.files.set("tokenizer.json", json({ model: {} }));
    server.files.set("onnx/model.onnx", weights);
    origin = await server.start();
  });
  afterEach(() => server.stop());

  it("fetches, checks and keeps every byte, with progress", async () => {
    const reports: number[] = [];
    const added = await fetchModel(offered(sha(weights)), ({ done }) => reports.push(done));
    expect(added).toMatchObject({ dimension: 8, maxTokens: 128, url: `${origin}/model/` });
    const kept = await storedModelFiles(database, "fetched").read("onnx/model.onnx");
    expect(sha(kept)).toBe(sha(weights));
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.at(-1)).toBeGreaterThan(9_000_000);
  });

  it("goes on from where the connection was cut, again and again", async () => {
    server.cutAfter = 3_000_000;
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(fetchModel()).rejects.toMatchObject({ code: "embedding-model.interrupted" });
    }
    server.cutAfter = null;
    const added = await fetchModel();
    expect(added.files.at(-1)!.sha256).toBe(sha(weights));
    const ranges = server.asked.filter(({ path }) => path.endsWith(".onnx")).map(({ range }) => range);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[2]).toMatch(/^bytes=[1-9]\d+-$/);
    expect(Number(/\d+/.exec(ranges[2]!)![0])).toBeGreaterThan(Number(/\d+/.exec(ranges[1]!)![0]));
  });

  it("starts again where the file has changed, or the server knows no ranges", async () => {
    server.cutAfter = 3_000_000;
    await expect(fetchModel()).rejects.toMatchObject({ code: "embedding-model.interrupted" });
    const changed = weights.map((value) => value ^ 1);
    server.files.set("onnx/model.onnx", changed);
    server.etag = '"two"';
    await expect(fetchModel()).rejects.toMatchObject({ code: "embedding-model.interrupted" });
    server.cutAfter = null;
    server.ranges = false;
    expect((await fetchModel()).files.at(-1)!.sha256).toBe(sha(changed));
  });

  it("refuses a file with another hash than given, keeps nothing of it, and pins hashes that were not", async () => {
    await expect(fetchModel(offered("0".repeat(64)))).rejects.toMatchObject({
      code: "embedding-model.wrong-hash",
      details: { pinned: false },
    });
    expect(await database.keys("models", "fetched/files/onnx")).toEqual([]);
    await fetchModel();
    await removeModel(contextWith(), "fetched");
    server.files.set("onnx/model.onnx", weights.subarray(1));
    await expect(fetchModel()).rejects.toMatchObject({ details: { pinned: true, expected: sha(weights) } });
  });

  it("fetches from https or the app's own server only, and says when there is no network", async () => {
    for (const url of [
      "http://example.org/model/",
      "ftp://x/",
      "file:///etc/",
      "https://user@host/",
      "models",
    ]) {
      const fetching = fetchModel({ ...offered(), url });
      await expect(fetching).rejects.toMatchObject({ code: "embedding-model.bad-url" });
    }
    const downloads = { ...httpDownloads(origin), online: () => false };
    await expect(addModelFromUrl({ ...contextWith(), downloads }, offered())).rejects.toMatchObject({
      code: "embedding-model.offline",
    });
    expect(server.asked).toEqual([]);
  });

  it("stops when told to and goes on later", async () => {
    const controller = new AbortController();
    const downloads = httpDownloads(origin);
    const stopped = addModelFromUrl(
      {
        ...contextWith(({ done }) => done > 4_000_000 && controller.abort()),
        downloads,
        signal: controller.signal,
      },
      offered(),
    );
    await expect(stopped).rejects.toMatchObject({ code: "core.aborted" });
    expect((await fetchModel()).files).toHaveLength(3);
  });

  it("takes what a folder has, the first weights of it, and holds them to the hash that is known", async () => {
    server.files.delete("onnx/model.onnx");
    server.files.set("model.onnx", weights);
    server.files.set("1_Pooling/config.json", json({ pooling_mode_cls_token: true }));
    const naming = { label: "In a folder", licence: null, languages: [], weightsSha256: sha(weights) };
    const added = await fetchModel(modelInFolder(`${origin}/model`, naming));
    expect(added).toMatchObject({
      modelId: "In-a-folder",
      weights: "model.onnx",
      pooling: "cls",
      verified: true,
    });
    expect(added.files.map(({ path }) => path)).not.toContain("tokenizer_config.json");
    await chooseModel(database, "In-a-folder");
    expect((await chosenModel(database)).modelId).toBe("In-a-folder");
    await expect(chooseModel(database, "nowhere")).rejects.toMatchObject({ code: "embedding-model.unknown" });
    expect((await removeIndexModel(contextWith(), "In-a-folder")).chosenId).toBe(BUILT_IN_MODEL.modelId);
    const wrong = modelInFolder(`${origin}/model/`, { ...naming, weightsSha256: "0".repeat(64) });
    await expect(fetchModel(wrong)).rejects.toMatchObject({ code: "embedding-model.wrong-hash" });
  });

  it("passes on what the server says", async () => {
    server.files.delete("tokenizer.json");
    await expect(fetchModel()).rejects.toThrow(/404/);
  });
});

describe("BUILT_IN_MODEL", () => {
  it("names every file with the size and hash that is carried", () => {
    for (const { path, bytes, sha256 } of BUILT_IN_MODEL.files) {
      const content = readFileSync(`${CARRIED}/${path}`);
      expect([path, content.length, sha(content)]).toEqual([path, bytes, sha256]);
    }
  });
});
