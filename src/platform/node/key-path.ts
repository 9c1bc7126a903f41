import { join } from "node:path";
import type { StoreName } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";

const VALUE_SUFFIX = ".v8";

/** Folder of everything that is no artifact. */
export const PRIVATE_FOLDER = ".soma";

/** Folder under which the files of a store lie. */
export function storeFolder(root: string, store: StoreName): string {
  return store === "artifacts" ? join(root, "artifacts") : join(root, PRIVATE_FOLDER, "stores", store);
}

/**
 * File of a key. Artifacts lie where their key says, other values in `.soma/stores/<store>`, with every character
 * escaped that a file system could take amiss, so that no key leaves its store.
 */
export function keyPath(root: string, store: StoreName, key: string): string {
  const segments = key.split("/");
  if (store !== "artifacts") {
    return `${join(storeFolder(root, store), ...segments.map(escapeSegment))}${VALUE_SUFFIX}`;
  }
  const plain = segments.every((segment) => /^[\w][\w.+ -]*$/.test(segment));
  if (segments[0] !== "artifacts" || segments.length < 2 || !plain) {
    const reason = `"${key}" is no path below artifacts/ made of letters, digits and . _ + -`;
    throw storageError("storage.failed", { what: "Naming an artifact", reason });
  }
  return join(root, ...segments);
}

/** The key of a file, from its path relative to `storeFolder`; null when it is not a value's file. */
export function pathKey(store: StoreName, relativePath: string): string | null {
  const segments = relativePath.split(/[\\/]/);
  if (store === "artifacts") return ["artifacts", ...segments].join("/");
  if (!relativePath.endsWith(VALUE_SUFFIX)) return null;
  const last = segments.length - 1;
  segments[last] = segments[last]!.slice(0, -VALUE_SUFFIX.length);
  return segments.map(unescapeSegment).join("/");
}

/** An empty segment becomes a lone "%", which escaping never makes. Dots are escaped: ".", ".." and ".v8" folders. */
function escapeSegment(segment: string): string {
  if (segment === "") return "%";
  if (/\p{Surrogate}/u.test(segment)) {
    throw storageError("storage.failed", {
      what: "Naming a value",
      reason: "its key holds half a character",
    });
  }
  return encodeURIComponent(segment).replace(
    /[.!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
}

function unescapeSegment(name: string): string {
  return name === "%" ? "" : decodeURIComponent(name);
}
