import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ByteSource, Database } from "../../../src/core/ports.ts";
import { silentProgress } from "../../../src/core/progress.ts";
import { httpDownloads } from "../../../src/platform/embedding/http-downloads.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import {
  addGeneratorFromFile,
  addGeneratorFromUrl,
  chooseGenerator,
  generatorPieces,
  generatorState,
  removeGenerator,
} from "../../../src/workflows/generators.ts";

/** Over two pieces long. */
const MODEL = new Uint8Array(9 << 20).fill(7);
MODEL.set(new TextEncoder().encode("GGUF"));
const SHA = createHash("sha256").update(MODEL).digest("hex");

const source = (name: string, content: Uint8Array, size = content.length): ByteSource => ({
  name,
  size,
  slice: async (start, end) => new Uint8Array(content.slice(start, end)),
  async *chunks() {
    yield new Uint8Array(content);
  },
});

let database: Database;
let server: Server | undefined;
const context = () => ({
  database,
  clock: { isoNow: () => "2026-11-25T00:00:00.000Z", monotonicMs: () => 0 },
  locks: memoryLocks(),
  progress: silentProgress,
});
beforeEach(() => {
  database = memoryDatabase();
});
afterEach(() => server?.close());

describe("generators", () => {
  it("are none by default", async () => {
    expect(await generatorState(database)).toEqual({ choice: "extractive", local: null });
    await expect(chooseGenerator(database, "local")).rejects.toMatchObject({ code: "generator.none" });
    await expect(generatorPieces(database)).rejects.toMatchObject({ code: "generator.none" });
  });

  it("are added from a file in pieces with their hash, chosen and removed", async () => {
    const { local } = await addGeneratorFromFile(context(), source("little.gguf", MODEL));
    expect(local).toMatchObject({
      label: "little",
      licence: null,
      bytes: MODEL.length,
      sha256: SHA,
      url: null,
    });
    const { pieces } = await generatorPieces(database);
    expect(pieces.map(({ length }) => length)).toEqual([4 << 20, 4 << 20, 1 << 20]);
    expect(await chooseGenerator(database, "local")).toEqual({ choice: "local", local });
    expect(await generatorState(database)).toEqual({ choice: "local", local });
    expect(await removeGenerator(context())).toEqual({ choice: "extractive", local: null });
    expect(await database.keys("models", "generator/files/")).toEqual([]);
  });

  it("are refused where they are something else or too large, and nothing is kept", async () => {
    const png = source("cover.png", new TextEncoder().encode("\u0089PNG"));
    await expect(addGeneratorFromFile(context(), png)).rejects.toMatchObject({
      code: "generator.wrong-kind",
    });
    const huge = source("huge.gguf", MODEL, 2 ** 40);
    await expect(addGeneratorFromFile(context(), huge)).rejects.toMatchObject({
      code: "generator.too-large",
    });
    expect(await database.keys("models", "")).toEqual([]);
  });

  it("are fetched, and pinned to what came first from there", async () => {
    let content: Uint8Array = MODEL;
    server = createServer((_, response) => response.end(content));
    await new Promise<void>((ready) => server!.listen(0, "127.0.0.1", ready));
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fetching = { ...context(), downloads: httpDownloads(own) };
    const { local } = await addGeneratorFromUrl(fetching, `${own}/little.gguf`);
    expect(local).toMatchObject({ label: "little", sha256: SHA, url: `${own}/little.gguf` });
    await removeGenerator(context());
    content = MODEL.with(100, 1);
    await expect(addGeneratorFromUrl(fetching, `${own}/little.gguf`)).rejects.toMatchObject({
      code: "embedding-model.wrong-hash",
    });
    await expect(addGeneratorFromUrl(fetching, "http://elsewhere.example/x.gguf")).rejects.toMatchObject({
      code: "embedding-model.bad-url",
    });
    content = new TextEncoder().encode("<!doctype html>");
    await expect(addGeneratorFromUrl(fetching, `${own}/page`)).rejects.toMatchObject({
      code: "generator.wrong-kind",
    });
    expect((await generatorState(database)).local).toBeNull();
  });
});
