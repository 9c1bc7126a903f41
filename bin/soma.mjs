#!/usr/bin/env node
// Launcher of the command line. It bundles src/cli once (esbuild, well under a second), again when a source has
// changed, and runs the bundle: so `npx soma` works right after `npm ci` with install scripts off.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const builds = join(root, "build", "cli");
const STALE_BUILD_MS = 6 * 3600 * 1000;

const bundle = join(builds, fingerprint(), "main.js");
if (!existsSync(bundle)) await build(dirname(bundle));
const { runProcess } = await import(pathToFileURL(bundle).href);
await runProcess();

/** Hash of every source's path, size and time of change: equal means the bundle is still true. */
function fingerprint() {
  const hash = createHash("sha1");
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else addFile(path);
    }
  };
  const addFile = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  for (const entry of readdirSync(join(root, "src"), { withFileTypes: true })) {
    // The screens are no part of the command line.
    if (entry.isDirectory() && entry.name !== "ui") visit(join(root, "src", entry.name));
  }
  visit(join(root, "public", "demo"));
  addFile(join(root, "package.json"));
  addFile(fileURLToPath(import.meta.url));
  return hash.digest("hex").slice(0, 16);
}

/** Build beside the target and rename: whoever launches at the same moment sees a whole bundle or none. */
async function build(target) {
  const esbuild = await import("esbuild").catch(() => {
    fail(
      "esbuild is not installed, and the command line is built with it. Run `npm ci` in the project first.",
    );
  });
  const unfinished = `${target}.${process.pid}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: {
        main: "src/cli/main.ts",
        "pool-thread": "src/platform/node/pool-thread.ts",
        "kernel-thread": "src/platform/node/kernel-thread.ts",
        "embed-thread": "src/platform/node/embed-thread.ts",
      },
      outdir: unfinished,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20",
      legalComments: "none",
      logLevel: "silent",
      // It looks for its native library beside itself, and is loaded only by commands that embed.
      external: ["@huggingface/transformers"],
      // Packages in CommonJS ask for `require` when bundled into a module.
      banner: {
        js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
      },
    });
    writeFileSync(join(unfinished, "package.json"), '{ "type": "module" }\n');
    rename(unfinished, target);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    fail(`the command line could not be built: ${cause.message.trim().split("\n").slice(0, 3).join(" ")}`);
  }
  removeStaleBuilds(target);
}

/** A launch that finished first has made the same bundle; ours is then not needed. */
function rename(from, to) {
  try {
    renameSync(from, to);
  } catch (cause) {
    if (!existsSync(join(to, "main.js"))) throw cause;
    rmSync(from, { recursive: true, force: true });
  }
}

/** Old bundles go, but only after hours: a long run may still load its parts. */
function removeStaleBuilds(current) {
  for (const name of readdirSync(builds)) {
    const path = join(builds, name);
    if (path === current) continue;
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > STALE_BUILD_MS) rmSync(path, { recursive: true, force: true });
  }
}

function fail(message) {
  process.stderr.write(`soma: ${message}\n`);
  process.exit(1);
}
