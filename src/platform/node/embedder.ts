import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TextEmbedder } from "../../core/ports.ts";
import { BUILT_IN_MODEL, type EmbeddingModel } from "../../domain/embedding-model.ts";
import { openInThread, type OpenModel } from "../embedding/embedding-thread.ts";
import { readModel, type ModelFiles } from "../embedding/model-files.ts";
import { pooledEmbedder } from "../embedding/pooled-embedder.ts";
import { threadPool } from "../threads/thread-pool.ts";
import { startThread } from "./threads.ts";

/** Where an embedder of Node takes its parts from. */
export interface NodeEmbedderOptions {
  /** By default the one that comes with the package. */
  readonly model?: EmbeddingModel;
  /** Where its files are; by default the package's `public/models/<modelId>`. */
  readonly files?: ModelFiles;
  /** Sessions side by side; by default one a core, and one where the bundled thread is missing (run from source). */
  readonly threads?: number;
  /** Path of the bundled `embed-thread.ts`; by default it is looked for beside this bundle. */
  readonly entry?: string;
}

/**
 * The sentence embedder of Node: onnxruntime's own library on the processor. Sessions of one thread each, side by side
 * in worker threads, are faster than one session with a thread a core (measured: 190 passages a second against 61 on
 * two cores). A single session computes in the calling thread. The library is loaded here, not when the program starts.
 *
 * @throws `embedding.missing`, `embedding.damaged`, `embedding.unreadable`
 */
export async function nodeEmbedder(options: NodeEmbedderOptions = {}): Promise<TextEmbedder> {
  const model = options.model ?? BUILT_IN_MODEL;
  const bytes = await readModel(model, options.files ?? folderFiles(packageModel(model.modelId)));
  const open: OpenModel = { kind: "open-model", model, bytes, backend: "native", runtime: null };
  const entry = options.entry ?? fileURLToPath(new URL("./embed-thread.js", import.meta.url));
  const count = existsSync(entry) ? (options.threads ?? availableParallelism()) : 1;
  if (count === 1) return await openInThread(open, "One session of onnxruntime's own library.");
  const threads = threadPool((events) => startThread(entry, events, open), count);
  const reason = `${count} sessions of onnxruntime's own library.`;
  return pooledEmbedder(model, { backend: "native", reason, threads, jobTexts: 16 }, []);
}

/** A model's files in a folder on disk. */
export function folderFiles(folder: string): ModelFiles {
  return { read: async (path) => new Uint8Array(await readFile(join(folder, path))) };
}

/** The package's folder of a model: beside the nearest package.json above this file, from source and bundled alike. */
function packageModel(modelId: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "public", "models")) && folder !== dirname(folder))
    folder = dirname(folder);
  return join(folder, "public", "models", modelId);
}
