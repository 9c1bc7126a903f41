import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { build } from "esbuild";
import type { Plugin, ResolvedConfig } from "vite";

/**
 * After the build, bundle `workers/service.worker.ts` to `/service.worker.js` with the list of every built file
 * and its hash as `__PRECACHE__`, so that all screens start with the server gone.
 *
 * It is a classic script, not a module: not every browser accepts modules as service workers.
 */
export function serviceWorkerPlugin(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "soma-service-worker",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const outDir = resolve(config.root, config.build.outDir);
      await build({
        entryPoints: [join(config.root, "workers/service.worker.ts")],
        outfile: join(outDir, "service.worker.js"),
        bundle: true,
        minify: true,
        format: "iife",
        target: "es2022",
        define: {
          __PRECACHE__: JSON.stringify(await precacheList(outDir)),
          "process.env.NODE_ENV": '"production"',
        },
      });
    },
  };
}

/** Maps; and what only those need who ask questions: `keptFile` fetches and keeps that when it is first wanted. */
const NOT_STORED = /\.(map|gz|br)$|build-stamp|^models\/|^assets\/(ort-wasm-|wllama-).*\.wasm$/;

/** Hashed files carry their revision in the name; the others get the start of their SHA-256. */
async function precacheList(outDir: string): Promise<{ url: string; revision: string | null }[]> {
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => file !== "service.worker.js" && !NOT_STORED.test(file))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      const hashed = file.startsWith("assets/");
      const bytes = hashed ? null : await readFile(join(outDir, file));
      return {
        url: `/${file}`,
        revision: bytes === null ? null : createHash("sha256").update(bytes).digest("hex").slice(0, 16),
      };
    }),
  );
}
