import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EnsemblePredictor } from "../../src/math/trees/ensemble-predictor.ts";
import { readLightgbmText } from "../../src/math/trees/lightgbm-text.ts";
import { openChromiumPage } from "../chromium-page.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "tree-predict";
const ROUNDS = 5;
const SCRIPT = "lightgbm_predict.py";

const CASES = {
  numbers: "500k × 24, 100 trees × 63 leaves",
  mixed: "the same, 10 % missing, 4 categorical columns",
  classes: "500k × 24, 3 classes, 99 trees × 63 leaves",
} as const;

/** Predicting many rows with a model of LightGBM's, beside LightGBM, one thread each, packing the trees included. */
export const treePredict: BenchSuite = {
  name: SUITE,
  about: "predicting 500k rows with 100 trees, beside LightGBM on one thread, in Node and Chromium",
  needsData: false,
  run: async (context) => {
    const rows: BenchRow[] = [];
    const page = await openChromiumPage(context, "tree-predict");
    try {
      for (const [name, title] of Object.entries(CASES)) {
        context.log(title);
        const folder = join(context.scratch, name);
        mkdirSync(folder);
        await runPeer(context, SCRIPT, ["make", folder, name]);
        rows.push(...(await oneCase(context, title, name, page)));
      }
    } finally {
      await page.close();
    }
    return rows;
  },
};

async function oneCase(
  context: BenchContext,
  title: string,
  name: string,
  page: Awaited<ReturnType<typeof openChromiumPage>>,
): Promise<BenchRow[]> {
  const folder = join(context.scratch, name);
  const { ensemble } = readLightgbmText(readFileSync(join(folder, "model.txt"), "utf8"));
  const table = floats(join(folder, "rows.f64"));
  const seconds = { node: [] as number[], chromium: [] as number[], peer: [] as number[] };
  const different = { node: 0, chromium: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    seconds.peer.push(Number((await runPeer(context, SCRIPT, ["time", folder])).stdout));
    const expected = floats(join(folder, "predictions.f64"));
    const start = performance.now();
    const scores = new EnsemblePredictor(ensemble).predictRaw(table);
    seconds.node.push((performance.now() - start) / 1000);
    different.node += scores.filter((score, i) => score !== expected[i]).length;
    if (round === 0) {
      await page.call("load", `${name}/model.txt`, `${name}/rows.f64`, `${name}/predictions.f64`);
    }
    const inPage = await page.call<{ seconds: number; different: number }>("time");
    seconds.chromium.push(inPage.seconds);
    different.chromium += inPage.different;
  }
  const peer = { name: "LightGBM, 1 thread", value: median(seconds.peer) };
  const inNode = { name: "ours in Node", value: median(seconds.node) };
  const overNode = benchRow(SUITE, title, `median seconds of ${ROUNDS}`, median(seconds.chromium), inNode, {
    threads: 1,
    where: "chromium",
  });
  const both = (["node", "chromium"] as const).flatMap((where) => {
    const place = { threads: 1, where };
    return [
      benchRow(SUITE, title, `median seconds of ${ROUNDS}`, median(seconds[where]), peer, place),
      benchRow(SUITE, title, "seconds, cold", seconds[where][0]!, undefined, place),
      benchRow(SUITE, title, "raw scores with other bits", different[where], undefined, place),
    ];
  });
  return [...both, overNode];
}

function floats(path: string): Float64Array {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}
