import type { ByteSource } from "../../core/ports.ts";

const CHUNK_BYTES = 1 << 18;

/** A dropped `File`, or any other Blob under a name, as a source of bytes. It is read piece by piece. */
export function blobSource(blob: Blob, name: string): ByteSource {
  const slice = async (start: number, end = blob.size): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await blob.slice(start, end).arrayBuffer());
  return {
    name,
    size: blob.size,
    slice,
    async *chunks() {
      for (let start = 0; start < blob.size; start += CHUNK_BYTES) {
        yield await slice(start, Math.min(blob.size, start + CHUNK_BYTES));
      }
    },
  };
}
