import type { ByteSource } from "../../core/ports.ts";
import { AppError } from "../../core/errors.ts";
import { fileError } from "./errors.ts";

/** Bytes with the count of source bytes read so far. */
export interface BytePiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly bytesRead: number;
}

/** A piece of content has at least so many bytes, but for the last. */
export const PIECE_BYTES = 1 << 18;

/**
 * The file's content in pieces of 256 to 512 KB, unpacked where it is gzip.
 * @throws `file.gzip-broken-off`, `file.gzip-damaged`, `file.unreadable`
 */
export async function* contentPieces(source: ByteSource, gzip: boolean): AsyncGenerator<BytePiece> {
  const counted = { bytesRead: 0 };
  const chunks = gzip ? unpacked(source, counted) : counting(source, counted);
  let gathered: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
      const bytes = chunk.subarray(start, start + PIECE_BYTES);
      gathered.push(bytes);
      size += bytes.length;
      if (size < PIECE_BYTES) continue;
      yield { bytes: joined(gathered, size), bytesRead: counted.bytesRead };
      gathered = [];
      size = 0;
    }
  }
  if (size > 0) yield { bytes: joined(gathered, size), bytesRead: counted.bytesRead };
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}

async function* counting(
  source: ByteSource,
  counted: { bytesRead: number },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    for await (const chunk of source.chunks()) {
      counted.bytesRead += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    throw unreadable(source, cause);
  }
}

async function* unpacked(
  source: ByteSource,
  counted: { bytesRead: number },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  let sourceFailure: unknown = null;
  const feeding = (async () => {
    try {
      for await (const chunk of counting(source, counted)) await writer.write(chunk);
    } catch (cause) {
      // A failing write fails the read below as well; only what the source itself threw must not get lost.
      if (cause instanceof AppError) sourceFailure = cause;
      await writer.abort(cause).catch(() => {});
      return;
    }
    await writer.close().catch(() => {});
  })();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    isDone = true;
  } catch (cause) {
    if (sourceFailure) throw sourceFailure;
    throw gzipError(source, cause);
  } finally {
    // When the caller stops early, the feeding side must stop too.
    if (!isDone) await reader.cancel().catch(() => {});
    await feeding;
  }
}

/** Chromium says "Compressed input was truncated", Node "unexpected end of file". */
function gzipError(source: ByteSource, cause: unknown): AppError {
  const reason = reasonOf(cause);
  if (/truncated|unexpected end/i.test(reason)) {
    return fileError("file.gzip-broken-off", { name: source.name }, { cause });
  }
  return fileError("file.gzip-damaged", { name: source.name, reason }, { cause });
}

/** An error of reading the source itself: the file was moved, or is locked. */
export function unreadable(source: ByteSource, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return fileError("file.unreadable", { name: source.name, reason: reasonOf(cause) }, { cause });
}

/** The message of anything thrown, without its full stop. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (message === "" ? "unknown reason" : message).replace(/\.$/, "");
}
