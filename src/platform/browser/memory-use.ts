/** What the browser tells of memory. */
export interface MemoryUse {
  /** Of page and workers together, in bytes; null where the browser does not tell. */
  readonly pageBytes: number | null;
  /** Kept on the device, in bytes. */
  readonly storedBytes: number;
}

interface Measuring {
  measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>;
}

/**
 * Memory of the page with its workers, where the browser measures it for isolated pages; it takes its time, up to a
 * garbage collection.
 */
export async function memoryUse(measuring: Measuring = performance as Measuring): Promise<MemoryUse> {
  const [measured, { usage = 0 }] = await Promise.all([
    crossOriginIsolated ? measuring.measureUserAgentSpecificMemory?.().catch(() => undefined) : undefined,
    navigator.storage.estimate(),
  ]);
  return { pageBytes: measured?.bytes ?? null, storedBytes: usage };
}
