import type { CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import { linearScores } from "../../src/models/recommendation/linear-scores.ts";
import { rankBest } from "../../src/evaluation/ranking-metrics.ts";
import { checksumOf, timeFit, tune } from "../measures/tuned-models.ts";

let weights: CsrMatrix;

async function words(name: string): Promise<ArrayBuffer> {
  return await (await fetch(`/${name}`)).arrayBuffer();
}

/** Tune and train on the choices that lie beside the page. */
async function train(
  itemCount: number,
  trials: number,
): Promise<{ seconds: number; settings: string; bits: number }> {
  const [rowStart, items] = [
    new Int32Array(await words("rows.i32")),
    new Int32Array(await words("items.i32")),
  ];
  const interactions = {
    userCount: rowStart.length - 1,
    itemCount,
    rowStart,
    items,
    strengths: new Float32Array(items.length).fill(1),
    ordered: false,
  };
  const { tuned, seconds } = tune(interactions, { trials, timeLimitMs: null });
  const fit = timeFit(interactions, tuned.settings);
  weights = fit.weights;
  return {
    seconds: seconds + fit.seconds,
    settings: JSON.stringify(tuned.settings),
    bits: checksumOf(weights),
  };
}

/** Milliseconds for one reader, the mean over `readers` different ones of `size` titles. */
function answer(readers: number, size: number): number {
  const began = performance.now();
  for (let reader = 0; reader < readers; reader++) {
    const items = Int32Array.from(
      { length: size },
      (_, n) => (reader * 7919 + n * 104729) % weights.rowCount,
    );
    const strengths = new Float32Array(size).fill(1);
    rankBest(linearScores(weights, { items, strengths }), items, 20);
  }
  return (performance.now() - began) / readers;
}

Object.assign(globalThis, { bench: { train, answer } });
