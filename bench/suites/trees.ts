import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeSharedThreads } from "../../src/platform/node/shared-threads.ts";
import { openChromiumPage, type ChromiumPage } from "../chromium-page.ts";
import type { TreeTable } from "../measures/tree-table.ts";
import {
  timeTraining,
  trainingData,
  type TrainingCase,
  type TrainingData,
  type TrainingTimes,
} from "../measures/tree-training.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchPlace, type BenchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "trees";
const SEED = 20261123;
/** Ours and the peers take turns, so that a busy machine is busy for all. */
const ROUNDS = 3;

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
      return [...(await boostingRows(context, page)), ...(await forestRows(context))];
    } finally {
      await page.close();
    }
  },
};

async function boostingRows(context: BenchContext, page: ChromiumPage): Promise<BenchRow[]> {
  const data = trainingData(BOOSTING);
  writeTables(context.scratch, data);
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
      benchRow(SUITE, `${about}, bin + train`, "seconds", middle(ours), histogramSeconds, node),
      benchRow(SUITE, `${about}, test`, "RMSE", ours[0]!.rmse, { name, value: lightgbm[0]!.rmse }, node),
      benchRow(SUITE, `${about}, test`, "RMSE", pages[0]!.rmse, { name, value: lightgbm[0]!.rmse }, chromium),
      benchRow(SUITE, `${about}, memory of the kernel`, "MiB", ours[0]!.mebibytes, undefined, node),
    );
  }
  return rows;
}

async function forestRows(context: BenchContext): Promise<BenchRow[]> {
  const data = trainingData(FOREST);
  writeTables(context.scratch, data);
  context.log("forest");
  const ours = [await inNode(data, 1), await inNode(data, 1)];
  const theirs = await peer(context, "forest", FOREST, 1);
  const about = `forest ${FOREST.rows} × 24, ${FOREST.trees} trees of depth ${FOREST.maxDepth}`;
  const place: BenchPlace = { threads: 1, where: "node" };
  const name = `${theirs.version} RandomForestRegressor`;
  return [
    benchRow(SUITE, about, "seconds", middle(ours), { name, value: theirs.seconds }, place),
    benchRow(SUITE, `${about}, test`, "RMSE", ours[0]!.rmse, { name, value: theirs.rmse }, place),
  ];
}

async function inNode(data: TrainingData, threads: number): Promise<TrainingTimes> {
  const entry = fileURLToPath(new URL("./kernel-thread.js", import.meta.url));
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

function writeTables(folder: string, { train, test }: TrainingData): void {
  const write = (name: string, { values, labels }: TreeTable): void => {
    writeFileSync(join(folder, `${name}.f32`), values);
    writeFileSync(join(folder, `${name}-labels.f64`), labels);
  };
  write("train", train);
  write("test", test);
}

const middle = (runs: readonly { readonly seconds: number }[]): number =>
  median(runs.map(({ seconds }) => seconds));
