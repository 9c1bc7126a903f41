// Trains what ranks passages and answering sentences, on FairytaleQA's train split, and writes it into
// src/training/carried-answer-model.ts. Needs ../shared/data; about half an hour on two cores the first time.
//   node scripts/train-answer-model.mjs
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "build", "bench", `run-${process.pid}`);
try {
  await build({
    absWorkingDir: root,
    entryPoints: { train: "bench/measures/answer-training.ts" },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  const { trainCarriedModel } = await import(pathToFileURL(join(folder, "train.js")).href);
  await trainCarriedModel(root);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
