/** What the browser lets the app keep, in bytes. */
interface StorageEstimateStatus {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** True when the browser has promised not to remove the data by itself. */
  readonly persisted: boolean;
}

/** Storage in use and to be had; 0 where the browser does not tell. */
export async function storageStatus(): Promise<StorageEstimateStatus> {
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usedBytes: usage, quotaBytes: quota, persisted };
}

/** Ask the browser to keep the data; call it after a tap. False when it declines. */
export function requestPersistence(): Promise<boolean> {
  return navigator.storage.persist();
}
