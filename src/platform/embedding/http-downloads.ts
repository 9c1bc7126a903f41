import type { Downloads } from "../../core/ports.ts";

/**
 * Files over HTTP, from any byte on where the server can (RFC 9110, ranges and If-Range).
 * @param ownOrigin of the app's own server; null where there is none
 */
export function httpDownloads(ownOrigin: string | null): Downloads {
  return {
    ownOrigin,
    online: () => (globalThis.navigator as { onLine?: boolean } | undefined)?.onLine ?? true,
    open: async (url, start, etag, signal) => {
      const headers = new Headers();
      if (start > 0) headers.set("Range", `bytes=${start}-`);
      // A weak tag says nothing of the bytes: the range is then asked for as it is.
      if (start > 0 && etag !== null && !etag.startsWith("W/")) headers.set("If-Range", etag);
      const response = await fetch(url, { headers, ...(signal && { signal }), cache: "no-store" });
      if (response.status === 416 && start > 0) {
        // Nothing is left, or the file is shorter now: the size tells.
        await response.body?.cancel();
        const size = totalOf(response.headers.get("Content-Range"));
        if (size === start) return { start, size, etag, chunks: noChunks() };
        return await httpDownloads(ownOrigin).open(url, 0, null, signal);
      }
      if (response.status === 404 || response.status === 410) {
        await response.body?.cancel();
        return null;
      }
      if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
      const partial = response.status === 206;
      return {
        start: partial ? start : 0,
        size: partial ? totalOf(response.headers.get("Content-Range")) : lengthOf(response.headers),
        etag: response.headers.get("ETag"),
        chunks: chunksOf(response.body),
      };
    },
  };
}

/** "bytes 100-199/1234" -> 1234. */
function totalOf(contentRange: string | null): number | null {
  const total = /\/(\d+)$/.exec(contentRange ?? "")?.[1];
  return total === undefined ? null : Number(total);
}

/** What is packed on its way has another length than what arrives. */
function lengthOf(headers: Headers): number | null {
  const length = headers.get("Content-Length");
  return length === null || headers.has("Content-Encoding") ? null : Number(length);
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function* noChunks(): AsyncGenerator<Uint8Array> {}
