/** Looks for a text, in whatever writing, in everything a browser keeps. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";

/** Something that was kept or sent, and where. */
export interface Trace {
  readonly where: string;
  readonly bytes: Buffer;
}

/** Every writing of a text that storage, a message or a request could hold. */
function writings(text: string): readonly Buffer[] {
  const utf8 = Buffer.from(text, "utf8");
  const utf16 = Buffer.from(text, "utf16le");
  const inner = (shift: number): string => {
    // As a part of a longer base64 text: without the digits at both ends, which neighbours would change.
    const digits = Buffer.concat([Buffer.alloc(shift), utf8])
      .toString("base64")
      .replace(/=+$/, "");
    return digits.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + utf8.length) * 8) / 6));
  };
  const escaped = text.replace(/[^ -~]/g, (unit) => {
    const digits = unit.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${digits}`;
  });
  const percent = encodeURIComponent(text);
  const texts = [
    escaped,
    escaped.replaceAll(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
    JSON.stringify(text).slice(1, -1),
    percent,
    percent.toLowerCase(),
    percent.replaceAll("%20", "+"),
    [...utf8].map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`).join(""),
    utf8.toString("hex"),
    utf8.toString("hex").toUpperCase(),
    ...[0, 1, 2].flatMap((shift) => [inner(shift), inner(shift).replaceAll("+", "-").replaceAll("/", "_")]),
  ];
  const bytes = [utf8, utf16, Buffer.from(utf16).swap16(), ...texts.map((one) => Buffer.from(one, "latin1"))];
  // Where a text is all Latin-1, engines store one byte a character.
  const latin1 = Buffer.from(text, "latin1");
  if (latin1.toString("latin1") === text) bytes.push(latin1);
  return bytes;
}

/** Which of the texts stand in which traces. */
export function found(texts: readonly string[], traces: readonly Trace[]): string[] {
  const needles = texts.flatMap((text) => writings(text).map((bytes) => ({ text, bytes })));
  return traces.flatMap(({ where, bytes }) => {
    const hits = needles.filter((needle) => bytes.includes(needle.bytes)).map(({ text }) => text);
    return [...new Set(hits)].map((text) => `${text} in ${where}`);
  });
}

/** All files below a folder. */
export function filesBelow(folder: string): Trace[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ where: path.slice(folder.length), bytes: readFileSync(path) }));
}

/** The part of the Storage Buckets API that the search uses. */
export interface Buckets {
  keys(): Promise<string[]>;
  open(name: string): Promise<{
    readonly indexedDB: IDBFactory;
    readonly caches: CacheStorage;
    getDirectory(): Promise<FileSystemDirectoryHandle>;
  }>;
}

/** Everything the page's origin has stored, as the browser's own interfaces give it. */
export async function storedBy(page: Page): Promise<Trace[]> {
  const dump = await page.evaluate(async () => {
    const traces: { where: string; base64: string }[] = [];
    const base64 = async (blob: Blob): Promise<string> => {
      const url = await new Promise<string>((resolve) => {
        const reader = new FileReader();
        reader.addEventListener("load", () => resolve(reader.result as string));
        reader.readAsDataURL(blob);
      });
      return url.slice(url.indexOf(",") + 1);
    };
    const add = async (where: string, ...parts: BlobPart[]): Promise<void> => {
      traces.push({ where, base64: await base64(new Blob(parts)) });
    };
    /** Text and bytes of a stored value, however deep. */
    const partsOf = (value: unknown): BlobPart[] => {
      if (typeof value === "string") return [value, "\n"];
      if (value instanceof Blob || value instanceof ArrayBuffer) return [value];
      if (ArrayBuffer.isView(value)) return [value as Uint8Array<ArrayBuffer>];
      if (value instanceof Map || value instanceof Set) return partsOf([...value]);
      if (Array.isArray(value)) return value.flatMap((part: unknown) => partsOf(part));
      if (typeof value === "object" && value !== null) {
        return Object.entries(value).flatMap(([key, part]: [string, unknown]) => [
          `${key}\n`,
          ...partsOf(part),
        ]);
      }
      return [`${String(value)}\n`];
    };
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(new Error(String(request.error))));
      });

    const addDatabases = async (factory: IDBFactory, at: string): Promise<void> => {
      for (const { name } of await factory.databases()) {
        const db = await asked(factory.open(name!));
        await add(`${at} ${name}`, name!);
        for (const store of db.objectStoreNames) {
          const objects = db.transaction(store).objectStore(store);
          const [keys, values] = await Promise.all([asked(objects.getAllKeys()), asked(objects.getAll())]);
          for (const [i, key] of keys.entries()) {
            await add(`${at} ${name}/${store}`, ...partsOf(key), ...partsOf(values[i]));
          }
        }
        db.close();
      }
    };
    const addCaches = async (storage: CacheStorage, at: string): Promise<void> => {
      for (const name of await storage.keys()) {
        const cache = await storage.open(name);
        for (const request of await cache.keys()) {
          const answer = await cache.match(request);
          await add(`${at} ${name} ${request.url}`, request.url, await answer!.blob());
        }
      }
    };
    const addFiles = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === "file") await add(`${path}${name}`, name, await handle.getFile());
        else await addFiles(handle as FileSystemDirectoryHandle, `${path}${name}/`);
      }
    };

    await addDatabases(indexedDB, "IndexedDB");
    await addCaches(caches, "cache");
    await addFiles(await navigator.storage.getDirectory(), "OPFS ");
    const { storageBuckets } = navigator as unknown as { storageBuckets: Buckets };
    for (const name of await storageBuckets.keys()) {
      const bucket = await storageBuckets.open(name);
      await addDatabases(bucket.indexedDB, `IndexedDB of bucket ${name}:`);
      await addCaches(bucket.caches, `cache of bucket ${name}:`);
      await addFiles(await bucket.getDirectory(), `OPFS of bucket ${name}: `);
    }
    await add("localStorage", ...Object.entries(localStorage).flat());
    await add("sessionStorage", ...Object.entries(sessionStorage).flat());
    await add("cookies", document.cookie);
    await add("address and history", location.href, JSON.stringify(history.state), document.referrer);
    return traces;
  });
  return dump.map(({ where, base64 }) => ({ where, bytes: Buffer.from(base64, "base64") }));
}
