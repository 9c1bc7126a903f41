import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openChromiumPage } from "../chromium-page.ts";
import type { ChunkTimes } from "../measures/tree-chunks.ts";
import { makeTreeFiles } from "../measures/tree-files.ts";
import { runPeer } from "../peers/environment.ts";
import { runProcess } from "../process.ts";
import { watchRenderers } from "../renderer-memory.ts";
import { benchRow, type BenchPlace, type BenchRow } from "../rows.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "tree-memory";
const SEED = 20261124;
const TEST_ROWS = 100_000;
const THREADS = 2;
const LEAVES = 63;
const TREES = 100;

/** What a process of its own says about itself. */
interface ProcessTimes extends ChunkTimes {
  /** Resident when the table was in memory and training had not begun. */
  readonly loaded_mib: number;
  /** Most that was resident until training ended. */
  readonly peak_mib: number;
}

/**
 * Peak resident memory of training, each side in a process of its own that reads the same files: Node with the table
 * whole and in chunks, Python with LightGBM, and 5 million rows in a page whose worker reads them as a stream.
 */
export const treeMemory: BenchSuite = {
  name: SUITE,
  about: "memory of training on 500,000 and 5,000,000 × 24, whole and in chunks, beside LightGBM; in a tab",
  needsData: false,
  run: async (context) => [...(await smallRows(context)), ...(await largeRows(context))],
};

async function smallRows(context: BenchContext): Promise<BenchRow[]> {
  const folder = made(context, "small", 500_000);
  const theirs = await lightgbm(context, folder);
  return [
    ...processRows("500,000 × 24, whole table", await node(context, folder, "whole"), theirs),
    ...processRows("500,000 × 24, in chunks", await node(context, folder, "chunks"), theirs),
  ];
}

async function largeRows(context: BenchContext): Promise<BenchRow[]> {
  const folder = made(context, "large", 5_000_000);
  context.log("5,000,000 rows: LightGBM");
  const theirs = await lightgbm(context, folder);
  context.log("5,000,000 rows: Node");
  const name = "5,000,000 × 24, in chunks";
  const rows = processRows(name, await node(context, folder, "chunks"), theirs);
  context.log("5,000,000 rows: Chromium");
  const page = await openChromiumPage(context, "tree-memory");
  const watch = watchRenderers();
  try {
    const tab = await page.call<ChunkTimes>("train", "large", THREADS);
    const { largestMib } = watch();
    return [...rows, ...tableRows(name, { ...tab, peak_mib: largestMib }, theirs, "chromium")];
  } finally {
    watch();
    await page.close();
  }
}

function made(context: BenchContext, name: string, rows: number): string {
  context.log(`writing ${rows} rows`);
  const folder = join(context.scratch, name);
  mkdirSync(folder);
  makeTreeFiles(folder, rows, TEST_ROWS, SEED);
  return folder;
}

async function lightgbm(context: BenchContext, folder: string): Promise<ProcessTimes> {
  const words = [folder, "lightgbm", ...[THREADS, TREES, LEAVES, 0].map(String)];
  return JSON.parse((await runPeer(context, "lightgbm_trees.py", words, THREADS)).stdout) as ProcessTimes;
}

async function node(context: BenchContext, folder: string, how: "whole" | "chunks"): Promise<ProcessTimes> {
  const entry = fileURLToPath(new URL("./tree-training-process.js", import.meta.url));
  const { stdout } = await runProcess(process.execPath, [entry, folder, how, String(THREADS)], context.root);
  return JSON.parse(stdout) as ProcessTimes;
}

function processRows(name: string, ours: ProcessTimes, theirs: ProcessTimes): BenchRow[] {
  const place: BenchPlace = { threads: THREADS, where: "node" };
  const rise = { name: PEER, value: theirs.peak_mib - theirs.loaded_mib };
  const metric = "MiB, peak above what was resident before training";
  return [
    ...tableRows(name, ours, theirs, "node"),
    benchRow(SUITE, name, metric, ours.peak_mib - ours.loaded_mib, rise, place),
  ];
}

const PEER = "LightGBM, whole table";

function tableRows(
  name: string,
  ours: ChunkTimes & { readonly peak_mib: number },
  theirs: ProcessTimes,
  where: "node" | "chromium",
): BenchRow[] {
  const place: BenchPlace = { threads: THREADS, where };
  const row = (metric: string, key: "peak_mib" | "seconds" | "rmse"): BenchRow =>
    benchRow(SUITE, name, metric, ours[key], { name: PEER, value: theirs[key] }, place);
  return [
    row("MiB, peak of the process, its runtime and table included", "peak_mib"),
    row("seconds, reading chunks included", "seconds"),
    row("RMSE on 100,000 test rows", "rmse"),
  ];
}
