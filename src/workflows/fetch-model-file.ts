import { throwIfAborted } from "../core/errors.ts";
import type { Database, Downloads } from "../core/ports.ts";
import { embeddingModelError } from "./embedding-model-errors.ts";
import { PIECE_BYTES, pieceKey, withoutPieces } from "./model-store.ts";

/** How far one file has come; kept beside its pieces, in the same transaction as each. */
interface FetchedFile {
  readonly url: string;
  readonly path: string;
  readonly arrived: number;
  readonly size: number | null;
  readonly etag: string | null;
  readonly complete: boolean;
}

interface FetchContext {
  readonly database: Database;
  readonly downloads: Downloads;
  readonly signal?: AbortSignal | undefined;
}

const fetchedKey = (modelId: string, path: string): string => `${modelId}/fetched/${path}`;

/**
 * Fetch one file of a model into the store, piece by piece, from where an earlier attempt was cut: by a lost network, a
 * killed tab. A file that has changed on the server in between is fetched from its start.
 *
 * @param optional it need not be there
 * @returns whether it is there
 * @throws `embedding-model.interrupted`, `core.aborted`, `storage.*`; what has arrived is kept
 */
export async function fetchModelFile(
  { database, downloads, signal }: FetchContext,
  modelId: string,
  {
    url,
    path,
    optional = false,
  }: { readonly url: string; readonly path: string; readonly optional?: boolean },
  onBytes: (arrived: number, size: number | null) => void,
): Promise<boolean> {
  let state = await fetchedBefore(database, modelId, url, path);
  const keep = async (piece: Uint8Array, complete: boolean): Promise<void> => {
    const next = { ...state, arrived: state.arrived + piece.length, complete };
    await database.write([
      ...(piece.length === 0
        ? []
        : [{ store: "models" as const, key: pieceKey(modelId, path, state.arrived), value: piece }]),
      { store: "models", key: fetchedKey(modelId, path), value: next },
    ]);
    state = next;
    onBytes(state.arrived, state.size);
  };
  const interrupted = (cause: unknown): Error => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return embeddingModelError(
      "embedding-model.interrupted",
      { url, arrived: state.arrived, reason },
      { cause },
    );
  };

  onBytes(state.arrived, state.size);
  if (state.complete) return true;
  const response = await downloads.open(url, state.arrived, state.etag, signal).catch((cause: unknown) => {
    throwIfAborted(signal, "Fetching the model");
    throw interrupted(cause);
  });
  if (response === null) {
    if (optional) return false;
    throw interrupted(new Error("the server has no such file (404)"));
  }
  const restarted = response.start !== state.arrived;
  state = { ...state, arrived: response.start, size: response.size, etag: response.etag };
  await database.write([
    ...(restarted ? await withoutPieces(database, modelId, path) : []),
    { store: "models", key: fetchedKey(modelId, path), value: state },
  ]);

  const waiting = new PieceBuffer();
  let cut: unknown = null;
  try {
    for await (const chunk of response.chunks) {
      throwIfAborted(signal, "Fetching the model");
      for (const piece of waiting.add(chunk)) await keep(piece, false);
    }
  } catch (cause) {
    cut = cause;
  }
  await keep(waiting.rest(), false);
  throwIfAborted(signal, "Fetching the model");
  if (cut !== null) throw interrupted(cut);
  if (state.size !== null && state.arrived !== state.size) {
    throw interrupted(new Error(`the server said ${state.size.toLocaleString("en")} bytes`));
  }
  await keep(new Uint8Array(0), true);
  return true;
}

async function fetchedBefore(
  database: Database,
  modelId: string,
  url: string,
  path: string,
): Promise<FetchedFile> {
  const before = (await database.read("models", fetchedKey(modelId, path))) as FetchedFile | undefined;
  if (before?.url === url) return before;
  await database.write(await withoutPieces(database, modelId, path));
  return { url, path, arrived: 0, size: null, etag: null, complete: false };
}

/** Bytes put together to pieces of `PIECE_BYTES`. */
class PieceBuffer {
  private readonly buffer = new Uint8Array(PIECE_BYTES);
  private filled = 0;

  *add(chunk: Uint8Array): Generator<Uint8Array> {
    let from = 0;
    while (from < chunk.length) {
      const part = chunk.subarray(from, from + PIECE_BYTES - this.filled);
      this.buffer.set(part, this.filled);
      this.filled += part.length;
      from += part.length;
      if (this.filled === PIECE_BYTES) yield this.rest();
    }
  }

  /** What is left; nothing afterwards. */
  rest(): Uint8Array {
    const piece = this.buffer.slice(0, this.filled);
    this.filled = 0;
    return piece;
  }
}
