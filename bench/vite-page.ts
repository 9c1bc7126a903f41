import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { assetFileNames } from "../scripts/asset-file-names.ts";
import type { BenchContext } from "./suite.ts";

/** A page of `bench/pages/` as Vite builds it, with model and runtime beside it as the app has them; its folder. */
export async function buildVitePage({ root, scratch }: BenchContext, name: string): Promise<string> {
  const outDir = join(scratch, `page-${name}`);
  mkdirSync(outDir);
  const output = { assetFileNames };
  await build({
    root: join(root, "bench", "pages"),
    configFile: false,
    publicDir: join(root, "public"),
    logLevel: "error",
    build: {
      outDir,
      target: "es2022",
      assetsInlineLimit: 0,
      rollupOptions: { input: join(root, "bench", "pages", `${name}.html`), output },
    },
    worker: { format: "es", rollupOptions: { output } },
  });
  renameSync(join(outDir, `${name}.html`), join(outDir, "index.html"));
  return outDir;
}
