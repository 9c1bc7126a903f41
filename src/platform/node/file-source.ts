import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { ByteSource } from "../../core/ports.ts";

const CHUNK_BYTES = 1 << 20;

/** A file on disk as a source of bytes. Each read opens it anew, so nothing needs closing. */
export async function fileSource(path: string): Promise<ByteSource> {
  const { size } = await stat(path);
  const slice = async (start: number, end = size): Promise<Uint8Array<ArrayBuffer>> => {
    const file = await open(path);
    try {
      const bytes = new Uint8Array(Math.max(0, end - start));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
    }
  };
  return {
    name: basename(path),
    size,
    slice,
    async *chunks() {
      for (let start = 0; start < size; start += CHUNK_BYTES)
        yield await slice(start, Math.min(size, start + CHUNK_BYTES));
    },
  };
}
