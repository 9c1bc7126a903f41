import { sha256 } from "../registry/index-file.ts";

/** Bytes with their hash, so that what was damaged in the store is noticed before it is used. */
export interface StoredBlock {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes as they are stored. */
export async function sealBlock(bytes: Uint8Array<ArrayBuffer>): Promise<StoredBlock> {
  return { sha256: await sha256(bytes), bytes };
}

/** The bytes of a stored block; null where it is absent, of another shape, or not what was stored. */
export async function openBlock(value: unknown): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!isBlock(value)) return null;
  return (await sha256(value.bytes)) === value.sha256 ? value.bytes : null;
}

function isBlock(value: unknown): value is StoredBlock {
  if (typeof value !== "object" || value === null) return false;
  const { sha256: hash, bytes } = value as Partial<Record<keyof StoredBlock, unknown>>;
  return typeof hash === "string" && bytes instanceof Uint8Array;
}
