import type { IdBitmap, IdList } from "./id-list.ts";
import { SEGMENT_ROWS } from "./segmented-memory.ts";

/** Which rows a search may find. */
export interface RowMasks {
  /** Of each segment: null where all its rows may be found, else a bit a row. */
  readonly masks: readonly (Uint8Array | null)[];
  /** Rows that may be found, in all. */
  readonly count: number;
}

/** Rows that are not deleted and, where there is a filter, are in it. */
export function allowedRows(ids: IdList, filter: IdBitmap | undefined): RowMasks {
  const segments = Math.ceil(ids.length / SEGMENT_ROWS);
  if (filter === undefined && ids.deleted === 0) {
    return { masks: Array.from({ length: segments }, () => null), count: ids.length };
  }
  let count = 0;
  const masks = Array.from({ length: segments }, (_, segment) => {
    const mask = new Uint8Array(SEGMENT_ROWS / 8);
    count += ids.allowed(segment * SEGMENT_ROWS, mask, filter);
    return mask;
  });
  return { masks, count };
}
