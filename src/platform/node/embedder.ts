import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TextEmbedder } from "../../core/ports.ts";
import { BUILT_IN_MODEL, type EmbeddingModel } from "../../domain/embedding-model.ts";
import { readModel, type ModelFiles } from "../embedding/model-files.ts";

/**
 * The sentence embedder of Node: onnxruntime's own library on the processor, one session with a thread a core. It is
 * loaded here and not when the program starts.
 *
 * @param options.model by default the one that comes with the package
 * @param options.files where its files are; by default the package's `public/models/<modelId>`
 * @param options.threads by default one a core
 * @throws `embedding.missing`, `embedding.damaged`, `embedding.unreadable`
 */
export async function nodeEmbedder(
  options: {
    readonly model?: EmbeddingModel;
    readonly files?: ModelFiles;
    readonly threads?: number;
  } = {},
): Promise<TextEmbedder> {
  const model = options.model ?? BUILT_IN_MODEL;
  const bytes = await readModel(model, options.files ?? folderFiles(packageModel(model.modelId)));
  const { openSession } = await import("../embedding/transformers-session.ts");
  const { sessionEmbedder } = await import("../embedding/session-embedder.ts");
  const session = await openSession(model, bytes, "cpu", { threads: options.threads });
  return sessionEmbedder(model, session, "native");
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
