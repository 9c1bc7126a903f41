import type { EmbeddingModel } from "../../domain/embedding-model.ts";
import { sha256 } from "../../registry/index-file.ts";
import { embeddingError } from "./errors.ts";

/** Where the bytes of a model's files come from: the app's own files, a folder, the database. */
export interface ModelFiles {
  /** All bytes of the file. @throws whatever the place throws; `readModel` names file and model */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** The files of a model by path, each read whole and found to be what its description says. */
export type ModelBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * Read every file of a model.
 * @throws `embedding.missing`, `embedding.damaged`
 */
export async function readModel(model: EmbeddingModel, files: ModelFiles): Promise<ModelBytes> {
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const file of model.files) {
    const content = await files.read(file.path).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw embeddingError("embedding.missing", { model: model.modelId, path: file.path, reason }, { cause });
    });
    const found = await sha256(content);
    if (found !== file.sha256) {
      const facts = { model: model.modelId, path: file.path, found, expected: file.sha256 };
      throw embeddingError("embedding.damaged", facts);
    }
    bytes.set(file.path, content);
  }
  return bytes;
}
