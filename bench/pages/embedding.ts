import type { TextEmbedder } from "../../src/core/ports.ts";
import { browserEmbedder } from "../../src/platform/browser/embedder.ts";

let embedder: TextEmbedder | null = null;

/** Open an embedder with so many sessions, in place of the one before. */
async function load(threads: number): Promise<void> {
  await embedder?.dispose();
  const createWorker = (): Worker =>
    new Worker(new URL("../../workers/embed.worker.ts", import.meta.url), { type: "module" });
  embedder = await browserEmbedder(createWorker, { threads, graphics: "never" });
}

/** Milliseconds a text and the vectors. */
async function time(texts: readonly string[]): Promise<{ ms: number; vectors: number[] }> {
  const start = performance.now();
  const { vectors } = await embedder!.embed(texts, { tokens: false });
  return { ms: (performance.now() - start) / texts.length, vectors: [...vectors] };
}

Object.assign(globalThis, { bench: { load, time } });
