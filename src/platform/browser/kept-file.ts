import { sha256 } from "../../registry/index-file.ts";

/** A large file of the app that is fetched when first needed, not when the app is installed. */
export interface LargeFile {
  /** From the root of the site. */
  readonly url: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Apart from the caches of the app's own files: an update of the app leaves it alone. */
const CACHE_NAME = "soma-large-files-1";

/**
 * A large file, from this device where it has been fetched before, and kept on it from now on. One tab or worker
 * fetches at a time, the others then find it kept.
 *
 * @param onBytes called with the bytes of the file that have arrived
 * @throws Error with what the server or the network said, or where the content is not what it should be
 */
export async function keptFile(
  file: LargeFile,
  onBytes: (arrived: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  return await navigator.locks.request(`large-file/${file.sha256}`, async () => {
    const cache = await caches.open(CACHE_NAME);
    const key = `${file.url}?sha256=${file.sha256}`;
    const kept = await cache.match(key);
    if (kept) {
      const content = new Uint8Array(await kept.arrayBuffer());
      if ((await sha256(content)) === file.sha256) {
        onBytes(content.length);
        return content;
      }
      await cache.delete(key);
    }
    const content = await fetchWhole(file, onBytes);
    const found = await sha256(content);
    if (found !== file.sha256) throw new Error(`its SHA-256 is ${found}, expected ${file.sha256}`);
    await removeOlder(cache, file.url);
    // Where the device has no room the file serves this once.
    await cache.put(key, new Response(content)).catch(() => {});
    return content;
  });
}

async function fetchWhole(
  { url, bytes }: LargeFile,
  onBytes: (arrived: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  const content = new Uint8Array(bytes);
  let arrived = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (arrived + part.value.length > bytes) throw new Error(`it is longer than ${bytes} bytes`);
    content.set(part.value, arrived);
    arrived += part.value.length;
    onBytes(arrived);
  }
  return content.subarray(0, arrived);
}

async function removeOlder(cache: Cache, url: string): Promise<void> {
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname === new URL(url, request.url).pathname) await cache.delete(request);
  }
}
