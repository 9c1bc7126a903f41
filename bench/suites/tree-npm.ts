import { writeTreeFiles } from "../measures/tree-files.ts";
import { timeTraining, trainingData, type TrainingCase } from "../measures/tree-training.ts";
import { runNpmPeer } from "../peers/npm-packages.ts";
import { benchRow, type BenchPlace, type BenchRow } from "../rows.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "tree-npm";
const CASE = { testRows: 1000, seed: 20261125, numLeaves: 31, maxDepth: 0 };

/** Small enough for them: the forest's time grows with the square of the rows. */
const CASES: readonly (TrainingCase & { readonly peer: string })[] = [
  { ...CASE, what: "forest", rows: 1000, trees: 10, maxDepth: 10_000, peer: "ml-random-forest" },
  { ...CASE, what: "boosting", rows: 1000, trees: 100, peer: "ml-xgboost" },
  { ...CASE, what: "boosting", rows: 20_000, trees: 100, peer: "ml-xgboost" },
];

interface PeerTimes {
  readonly version: string;
  readonly seconds: number;
  readonly rmse: number;
}

/** Training beside the tree libraries of npm, all in Node on one thread, first runs. */
export const treeNpm: BenchSuite = {
  name: SUITE,
  about: "small tables trained beside ml-random-forest and ml-xgboost from npm",
  needsData: false,
  run: async (context) => {
    const rows: BenchRow[] = [];
    for (const one of CASES) rows.push(...(await caseRows(context, one)));
    return rows;
  },
};

async function caseRows(
  context: BenchContext,
  { peer, ...asked }: TrainingCase & { readonly peer: string },
): Promise<BenchRow[]> {
  const title = `${asked.what} ${asked.rows} × 24, ${asked.trees} trees`;
  context.log(`${title}: ${peer}`);
  const data = trainingData(asked);
  writeTreeFiles(context.scratch, data.train, data.test);
  const ours = await timeTraining(data, null);
  const { stdout } = await runNpmPeer(context, "npm_trees.mjs", [context.scratch, peer, String(asked.trees)]);
  const theirs = JSON.parse(stdout) as PeerTimes;
  const name = `${peer} ${theirs.version}`;
  const place: BenchPlace = { threads: 1, where: "node" };
  return [
    benchRow(SUITE, title, "seconds", ours.seconds, { name, value: theirs.seconds }, place),
    benchRow(SUITE, title, "RMSE on 1000 test rows", ours.rmse, { name, value: theirs.rmse }, place),
  ];
}
