import { build } from "esbuild";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { nodeEmbedder } from "../../src/platform/node/embedder.ts";
import { textEmbedderContract } from "./text-embedder.contract.ts";

textEmbedderContract("one session in Node", () => nodeEmbedder());

describe("with a bundled thread entry", () => {
  // Inside the project, where the bundle finds the packages that stay outside it.
  mkdirSync("build", { recursive: true });
  const folder = mkdtempSync(join(process.cwd(), "build", "embed-thread-"));
  const entry = join(folder, "embed-thread.mjs");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(async () => {
    await build({
      entryPoints: ["src/platform/node/embed-thread.ts"],
      outfile: entry,
      bundle: true,
      format: "esm",
      platform: "node",
      external: ["@huggingface/transformers"],
    });
  });
  textEmbedderContract("two sessions in worker threads", () => nodeEmbedder({ entry, threads: 2 }));
});
