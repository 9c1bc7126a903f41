// Bundles the benchmarks (TypeScript over src/) and runs them. See `npm run bench -- --help`.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "build", "bench", `run-${process.pid}`);
try {
  await build({
    absWorkingDir: root,
    entryPoints: {
      bench: "bench/bench.ts",
      "pool-thread": "src/platform/node/pool-thread.ts",
      "kernel-thread": "src/platform/node/kernel-thread.ts",
      "embed-thread": "src/platform/node/embed-thread.ts",
      "feature-process": "bench/measures/feature-process.ts",
      "tree-training-process": "bench/measures/tree-training-process.ts",
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  const { runBenchmarks } = await import(pathToFileURL(join(folder, "bench.js")).href);
  process.exitCode = await runBenchmarks(process.argv.slice(2), root);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
