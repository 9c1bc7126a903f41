import { bundledKernelThread, nodeSharedThreads } from "../../src/platform/node/shared-threads.ts";
import { openChromiumPage, type ChromiumPage } from "../chromium-page.ts";
import { writeTreeFiles } from "../measures/tree-files.ts";
import {
  timeTraining,
  trainingData,
  type TrainingCase,
  type TrainingData,
  type TrainingTimes,
} from "../measures/tree-training.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchPlace, type BenchRow } from "../rows.ts";
import { mean, median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "trees";
const SEED = 20261123;
/** Ours and the peers take turns, so that a busy machine is busy for all. */
const ROUNDS = 3;
const TABLES = 6;

const BOOSTING: TrainingCase = {
  what: "boosting",
  rows: 500_000,
  testRows: 100_000,
  seed: SEED,
  trees: 100,
  numLeaves: 63,
  maxDepth: 0,
};
/** The peer's forest takes minutes on 500,000 rows. */
const FOREST: TrainingCase = { ...BOOSTING, what: "forest", rows: 50_000, testRows: 20_000, maxDepth: 10 };

interface PeerTimes {
  readonly version: string;
  readonly seconds: number;
  readonly rmse: number;
  readonly peak_mib: number;
}

/** Training beside LightGBM and scikit-learn, one and two threads, in Node and in Chromium. */
export const trees: BenchSuite = {
  name: SUITE,
  about: "boosted trees (500,000 × 24, 100 trees) and forests trained beside LightGBM and scikit-learn",
  needsData: false,
  run: async (context) => {
    const page = await openChromiumPage(context, "trees");
    try {
      return [...(await boostingRows(context, page)), ...(await forestRows(context, page))];
    } finally {
      await page.close();
    }
  },
};

/** The test error alone, over several tables. */
export const treeError: BenchSuite = {
  name: "tree-error",
  about: "test error of boosted trees beside LightGBM, mean of several tables of 500,000 × 24",
  needsData: false,
  run: errorRows,
};

async function boostingRows(context: BenchContext, page: ChromiumPage): Promise<BenchRow[]> {
  const data = trainingData(BOOSTING);
  writeTreeFiles(context.scratch, data.train, data.test);
  const rows: BenchRow[] = [];
  const about = `${BOOSTING.rows} × 24, ${BOOSTING.trees} trees, ${BOOSTING.numLeaves} leaves`;
  for (const threads of [1, 2]) {
    const ours: TrainingTimes[] = [];
    const pages: TrainingTimes[] = [];
    const lightgbm: PeerTimes[] = [];
    const histogram: PeerTimes[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      context.log(`boosting on ${threads} threads, round ${round} of ${ROUNDS}`);
      ours.push(await inNode(data, threads));
      lightgbm.push(await peer(context, "lightgbm", BOOSTING, threads));
      pages.push(await page.call<TrainingTimes>("time", BOOSTING, threads));
      histogram.push(await peer(context, "histogram", BOOSTING, threads));
    }
    const node: BenchPlace = { threads, where: "node" };
    const chromium: BenchPlace = { threads, where: "chromium" };
    const name = lightgbm[0]!.version;
    const lightgbmSeconds = { name, value: middle(lightgbm) };
    const histogramSeconds = {
      name: `${histogram[0]!.version} HistGradientBoosting`,
      value: middle(histogram),
    };
    rows.push(
      // The first training of a process: nothing is compiled yet.
      benchRow(SUITE, `${about}, bin + train, first`, "seconds", ours[0]!.seconds, lightgbmSeconds, node),
      benchRow(SUITE, `${about}, bin + train`, "seconds", middle(ours), lightgbmSeconds, node),
      benchRow(
        SUITE,
        `${about}, bin + train, first`,
        "seconds",
        pages[0]!.seconds,
        lightgbmSeconds,
        chromium,
      ),
      benchRow(SUITE, `${about}, bin + train`, "seconds", middle(pages), lightgbmSeconds, chromium),
      overNode(`${about}, bin + train`, threads, middle(pages), middle(ours)),
      benchRow(SUITE, `${about}, bin + train`, "seconds", middle(ours), histogramSeconds, node),
      benchRow(SUITE, `${about}, bin + train`, "seconds", middle(pages), histogramSeconds, chromium),
      benchRow(SUITE, `${about}, test`, "RMSE", ours[0]!.rmse, { name, value: lightgbm[0]!.rmse }, node),
      benchRow(SUITE, `${about}, test`, "RMSE", pages[0]!.rmse, { name, value: lightgbm[0]!.rmse }, chromium),
      benchRow(SUITE, `${about}, memory of the kernel`, "MiB", ours[0]!.mebibytes, undefined, node),
    );
  }
  return rows;
}

async function forestRows(context: BenchContext, page: ChromiumPage): Promise<BenchRow[]> {
  const data = trainingData(FOREST);
  writeTreeFiles(context.scratch, data.train, data.test);
  context.log("forest");
  const ours: TrainingTimes[] = [];
  const pages: TrainingTimes[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    ours.push(await inNode(data, 1));
    pages.push(await page.call<TrainingTimes>("time", FOREST, 1));
  }
  const theirs = await peer(context, "forest", FOREST, 1);
  const about = `forest ${FOREST.rows} × 24, ${FOREST.trees} trees of depth ${FOREST.maxDepth}`;
  const name = `${theirs.version} RandomForestRegressor`;
  const seconds = { name, value: theirs.seconds };
  const rmse = { name, value: theirs.rmse };
  const node: BenchPlace = { threads: 1, where: "node" };
  const chromium: BenchPlace = { threads: 1, where: "chromium" };
  return [
    benchRow(SUITE, `${about}, first`, "seconds", ours[0]!.seconds, seconds, node),
    benchRow(SUITE, about, "seconds", middle(ours), seconds, node),
    benchRow(SUITE, about, "seconds", middle(pages), seconds, chromium),
    overNode(about, 1, middle(pages), middle(ours)),
    benchRow(SUITE, `${about}, test`, "RMSE", ours[0]!.rmse, rmse, node),
  ];
}

/** A page's time beside Node's. */
function overNode(name: string, threads: number, inPage: number, inNode: number): BenchRow {
  const peer = { name: "ours in Node", value: inNode };
  return benchRow(SUITE, name, "seconds", inPage, peer, { threads, where: "chromium" });
}

/**
 * The test error over several tables: of one table it tells little, for LightGBM's own differs by .4 % between its seeds
 * for the sample of rows that its bins are found from.
 */
async function errorRows(context: BenchContext): Promise<BenchRow[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  let name = "";
  for (let table = 1; table <= TABLES; table++) {
    context.log(`test error, table ${table} of ${TABLES}`);
    const data = trainingData({ ...BOOSTING, seed: SEED + 10 * table });
    writeTreeFiles(context.scratch, data.train, data.test);
    ours.push((await inNode(data, 2)).rmse);
    const peers = await peer(context, "lightgbm", BOOSTING, 2);
    theirs.push(peers.rmse);
    name = peers.version;
  }
  const about = `${BOOSTING.rows} × 24, ${BOOSTING.trees} trees, ${BOOSTING.numLeaves} leaves, test, mean of ${TABLES} tables`;
  const place: BenchPlace = { threads: 2, where: "node" };
  return [benchRow(treeError.name, about, "RMSE", mean(ours), { name, value: mean(theirs) }, place)];
}

async function inNode(data: TrainingData, threads: number): Promise<TrainingTimes> {
  const entry = bundledKernelThread()!;
  return await timeTraining(data, threads === 1 ? null : nodeSharedThreads({ entry, count: threads }));
}

async function peer(
  context: BenchContext,
  what: string,
  { trees, numLeaves, maxDepth }: TrainingCase,
  threads: number,
): Promise<PeerTimes> {
  const words = [context.scratch, what, ...[threads, trees, numLeaves, maxDepth].map(String)];
  return JSON.parse((await runPeer(context, "lightgbm_trees.py", words, threads)).stdout) as PeerTimes;
}

const middle = (runs: readonly { readonly seconds: number }[]): number =>
  median(runs.map(({ seconds }) => seconds));
