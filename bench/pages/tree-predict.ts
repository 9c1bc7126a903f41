import { EnsemblePredictor } from "../../src/math/trees/ensemble-predictor.ts";
import { readLightgbmText } from "../../src/math/trees/lightgbm-text.ts";
import type { TreeEnsemble } from "../../src/math/trees/ensemble.ts";

let ensemble: TreeEnsemble;
let rows: Float64Array;
let expected: Float64Array;

async function load(model: string, table: string, predictions: string): Promise<void> {
  const floats = async (address: string): Promise<Float64Array> =>
    new Float64Array(await (await fetch(address)).arrayBuffer());
  ensemble = readLightgbmText(await (await fetch(model)).text()).ensemble;
  rows = await floats(table);
  expected = await floats(predictions);
}

/** Seconds of one prediction with a fresh predictor, and how many scores differ from LightGBM's. */
function time(): { seconds: number; different: number } {
  const start = performance.now();
  const scores = new EnsemblePredictor(ensemble).predictRaw(rows);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, different: scores.filter((score, i) => score !== expected[i]).length };
}

Object.assign(globalThis, { bench: { load, time } });
