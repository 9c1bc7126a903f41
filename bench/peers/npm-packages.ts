import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProcess, type ChildResult } from "../process.ts";
import type { BenchContext } from "../suite.ts";

/** Peers on npm, pinned. They are no dependencies of the project: they live in `build/bench/` alone. */
const PACKAGES = ["ml-random-forest@2.1.0", "ml-xgboost@1.1.2"] as const;

/**
 * Run one of the peers' Node scripts; its first word is the folder with the packages, which are installed on first use.
 *
 * @throws when the packages cannot be had, naming the command that failed
 */
export async function runNpmPeer(
  context: BenchContext,
  script: string,
  words: readonly string[],
): Promise<ChildResult> {
  const folder = await npmPackages(context);
  const program = join(context.root, "bench", "peers", script);
  return await runProcess(process.execPath, [program, folder, ...words], context.root);
}

async function npmPackages({ root, log }: BenchContext): Promise<string> {
  const version = createHash("sha1").update(PACKAGES.join()).digest("hex").slice(0, 12);
  const folder = join(root, "build", "bench", `npm-peers-${version}`);
  const finished = join(folder, "finished");
  if (existsSync(finished)) return folder;
  log("installing the peers on npm (once)");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  // Without a package.json of its own, npm would add them to the project.
  const words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", ...PACKAGES];
  await runProcess("npm", words, folder);
  writeFileSync(finished, "");
  return folder;
}
