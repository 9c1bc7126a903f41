import type { Database, StoreChange } from "../core/ports.ts";
import { BUILT_IN_MODEL, type EmbeddingModel } from "../domain/embedding-model.ts";

/** An embedding model that a person added. */
export interface AddedModel extends EmbeddingModel {
  readonly addedAt: string;
  /** Folder it was fetched from; null where it came from files. */
  readonly url: string | null;
  /** What its files leave open, as sentences. */
  readonly doubts: readonly string[];
  /** Whether the hash of its weights was known before they came. */
  readonly verified: boolean;
}

/** Bytes of one stored piece: small enough for one transaction, large enough to be few. */
export const PIECE_BYTES = 4 << 20;

/** The models that were added, by their id. */
export async function addedModels(database: Database): Promise<AddedModel[]> {
  const keys = (await database.keys("models", "")).filter((key) => key.endsWith("/model"));
  return await Promise.all(keys.map(async (key) => (await database.read("models", key)) as AddedModel));
}

export function modelKey(modelId: string): string {
  return `${modelId}/model`;
}

/** Key of the piece of a file that starts at the byte. */
export function pieceKey(modelId: string, path: string, start: number): string {
  return `${filePrefix(modelId, path)}${String(start).padStart(12, "0")}`;
}

function filePrefix(modelId: string, path: string): string {
  return `${modelId}/files/${path}/`;
}

/** A whole file from its pieces. @throws Error where pieces are missing */
export async function readPieces(
  database: Database,
  modelId: string,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces = await storedPieces(database, modelId, path);
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The pieces of a file in their order. @throws Error where pieces are missing */
export async function storedPieces(
  database: Database,
  modelId: string,
  path: string,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const prefix = filePrefix(modelId, path);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (const key of await database.keys("models", prefix)) {
    if (Number(key.slice(prefix.length)) !== size) throw new Error(`a piece at byte ${size} is missing`);
    const piece = (await database.read("models", key)) as Uint8Array<ArrayBuffer>;
    pieces.push(piece);
    size += piece.length;
  }
  if (pieces.length === 0) throw new Error("it is not stored on this device");
  return pieces;
}

/** Changes that remove every stored piece of a model, or of one file. */
export async function withoutPieces(
  database: Database,
  modelId: string,
  path?: string,
): Promise<StoreChange[]> {
  const prefix = path === undefined ? `${modelId}/files/` : filePrefix(modelId, path);
  return (await database.keys("models", prefix)).map((key) => ({ store: "models", key }));
}

/** What an embedder is opened with: the model of the app reads its own files, an added one those of the database. */
export function embedderOf(
  database: Database,
  model: EmbeddingModel,
): { readonly model: EmbeddingModel; readonly files?: ReturnType<typeof storedModelFiles> } {
  const { modelId } = model;
  return modelId === BUILT_IN_MODEL.modelId
    ? { model }
    : { model, files: storedModelFiles(database, modelId) };
}

/** Where an embedder reads an added model's files from. */
export function storedModelFiles(
  database: Database,
  modelId: string,
): { read(path: string): Promise<Uint8Array<ArrayBuffer>> } {
  return { read: (path) => readPieces(database, modelId, path) };
}
