/**
 * The models as a library, for `import { forecasting } from "soma-edge/models"`: ES modules that run in Node, browsers and
 * workers, with their types, in build/library.
 *
 *   node scripts/build-library.mjs
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { build } from "esbuild";

const FOLDER = "build/library";

rmSync(FOLDER, { recursive: true, force: true });
await build({
  entryPoints: { models: "src/library/models.ts" },
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  target: "es2023",
  sourcemap: true,
  logLevel: "warning",
});
const types = spawnSync("npx", ["--no-install", "tsc", "-p", "tsconfig.library.json"], { stdio: "inherit" });
if (types.status === 0) console.log(`Wrote ${FOLDER}: models.js and types/`);
process.exit(types.status ?? 1);
