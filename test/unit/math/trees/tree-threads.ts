import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { SharedThreads } from "../../../../src/math/trees/kernel-team.ts";
import { nodeSharedThreads } from "../../../../src/platform/node/shared-threads.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
let entry: Promise<string> | null = null;

async function bundle(): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), "kernel-thread-")), "kernel-thread.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["src/platform/node/kernel-thread.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
  return outfile;
}

/** Real threads of Node, from a bundle made on first use. */
export async function treeThreads(count: number): Promise<SharedThreads> {
  return nodeSharedThreads({ entry: await (entry ??= bundle()), count });
}
