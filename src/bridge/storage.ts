/** What screens know of storage: how much there is, what changed, what was lost. */
import type { AppError } from "../core/errors.ts";
import { subscribeStorage, type ChangedKey } from "../platform/browser/changes.ts";
import { watchEviction } from "../platform/browser/eviction.ts";

export { requestPersistence, storageStatus } from "../platform/browser/storage-status.ts";
export type { ChangedKey } from "../platform/browser/changes.ts";

/** Hear of every write in any tab or worker. @returns call it to stop */
export function subscribeChanges(onChanges: (changes: readonly ChangedKey[]) => void): () => void {
  return subscribeStorage({ onChanges });
}

/**
 * Hear when the browser has removed the data (`storage.evicted`), since the last visit or while in use, or when a
 * newer app in another tab has taken it over (`storage.newer-version`). @returns call it to stop
 */
export function subscribeNotices(onNotice: (notice: AppError) => void): () => void {
  return watchEviction(onNotice);
}
