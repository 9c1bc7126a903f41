import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { trainBoosting } from "../../src/math/trees/boosting.ts";
import { predictOutputs, predictRaw } from "../../src/math/trees/ensemble-predict.ts";
import type { TreeEnsemble } from "../../src/math/trees/ensemble.ts";
import { trainForest } from "../../src/math/trees/forest.ts";
import { readLightgbmText, writeLightgbmText } from "../../src/math/trees/lightgbm-text.ts";
import { writeOnnx } from "../../src/math/trees/onnx.ts";
import { randomEnsemble, randomRows } from "../fixtures/random-ensemble.ts";

/** `SOMA_PYTHON` names the Python with the packages that check_models.py lists; `python3` otherwise. */
const python = process.env["SOMA_PYTHON"] ?? "python3";
const script = new URL("./check_models.py", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "soma-models-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Difference {
  readonly bits: number;
  readonly raw: number;
  readonly output: number;
}

/** Why the peer cannot be asked, or null when it can. */
function missing(modules: string): string | null {
  const asked = spawnSync(python, ["-c", `import ${modules}`], { encoding: "utf8" });
  if (asked.error) return `${python} does not run: ${asked.error.message}`;
  return asked.status === 0 ? null : `${python}: ${asked.stderr.trim().split("\n").at(-1)}`;
}

const encoded = (values: Float64Array): string =>
  Buffer.from(new Uint8Array(values.buffer)).toString("base64");

function askPeer(
  kind: "lightgbm" | "onnx",
  models: Readonly<Record<string, readonly [TreeEnsemble, Float64Array]>>,
): Record<string, Difference> {
  const cases = Object.entries(models).map(([name, [ensemble, rows]], i) => {
    const file = `${kind}-${i}`;
    const written = kind === "onnx" ? writeOnnx(ensemble) : writeLightgbmText(ensemble);
    writeFileSync(join(scratch, file), written);
    const raw = encoded(predictRaw(ensemble, rows));
    const output = encoded(predictOutputs(ensemble, rows));
    return { name, kind, file, features: ensemble.featureCount, rows: encoded(rows), raw, output };
  });
  const list = join(scratch, `${kind}.json`);
  writeFileSync(list, JSON.stringify(cases));
  const run = spawnSync(python, [script, list], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  if (run.status !== 0) throw new Error(run.stderr.slice(-2000));
  return JSON.parse(run.stdout) as Record<string, Difference>;
}

type Models = Record<string, readonly [TreeEnsemble, Float64Array]>;

/** The golden models, random ones with what LightGBM's training rarely makes, and some that were trained here. */
async function someModels(): Promise<Models> {
  const models: Models = await trainedModels();
  const golden = JSON.parse(readFileSync(new URL("./lightgbm.json", import.meta.url), "utf8")) as {
    readonly rows: string;
    readonly cases: Record<string, { readonly model: string }>;
  };
  const probes = new Float64Array(new Uint8Array(Buffer.from(golden.rows, "base64")).buffer);
  for (const [name, { model }] of Object.entries(golden.cases)) {
    models[name] = [readLightgbmText(model).ensemble, probes];
  }
  for (let seed = 1; seed <= 12; seed++) {
    const random = seededRandom(seed, "written-models");
    const ensemble = randomEnsemble(random, {
      featureCount: 6,
      trees: 3 * seed,
      leaves: 2 + 3 * seed,
      classCount: seed % 3 === 0 ? 3 : 1,
      objective: { name: seed % 3 === 0 ? "multiclass" : "regression" },
      categoricalFeatures: seed % 2 === 0 ? 2 : 0,
      averageOutput: seed % 4 === 0,
    });
    models[`random ${seed}`] = [ensemble, randomRows(random, 200, ensemble)];
  }
  return models;
}

async function trainedModels(): Promise<Models> {
  const random = seededRandom(1, "trained-models");
  const rows = 1500;
  const values = Float64Array.from({ length: rows * 5 }, (_, i) => {
    if (random.integer(10) === 0) return NaN;
    return i % 5 === 4 ? random.integer(70) : random.normal();
  });
  const signal = Array.from({ length: rows }, (_, r) => {
    const [a, b, , , category] = Array.from(values.subarray(5 * r), (value) => value || 0);
    return a! + b! * b! + Number(category! % 3 === 1) + random.normal() / 4;
  });
  const matrix = { rows, features: 5, values };
  const models: Models = {};
  const keep = (name: string, ensemble: TreeEnsemble): void => {
    models[name] = [ensemble, randomRows(random, 300, ensemble)];
  };
  const shared = { numIterations: 12, numLeaves: 15, categoricalFeature: [4], minDataPerGroup: 20 };
  const positive = signal.map((value) => Math.abs(value));
  for (const objective of ["regression", "regression_l1", "quantile", "huber"] as const) {
    keep(objective, (await trainBoosting({ matrix, labels: signal }, { ...shared, objective })).ensemble);
  }
  for (const objective of ["poisson", "tweedie"] as const) {
    keep(objective, (await trainBoosting({ matrix, labels: positive }, { ...shared, objective })).ensemble);
  }
  const binary = { ...shared, objective: "binary", sigmoid: 0.8 } as const;
  const above = signal.map((value) => Number(value > 1));
  keep("binary", (await trainBoosting({ matrix, labels: above }, binary)).ensemble);
  const classes = signal.map((value) => Number(value > 0) + Number(value > 2));
  const multiclass = { ...shared, objective: "multiclass", numClass: 3 } as const;
  keep("multiclass", (await trainBoosting({ matrix, labels: classes }, multiclass)).ensemble);
  keep("forest", (await trainForest({ matrix, labels: signal }, { nEstimators: 9, maxDepth: 8 })).ensemble);
  const classification = { task: "classification", nClasses: 3, nEstimators: 6, maxDepth: 6 } as const;
  keep("forest of classes", (await trainForest({ matrix, labels: classes }, classification)).ensemble);
  return Object.fromEntries(Object.entries(models).map(([name, model]) => [`trained here: ${name}`, model]));
}

describe("models that we write predict the same elsewhere", () => {
  it("LightGBM loads model.txt and gives the same bits (skipped: SOMA_PYTHON names no Python with LightGBM)", async ({
    skip,
  }) => {
    const reason = missing("numpy, lightgbm");
    if (reason) skip(reason);
    for (const [name, { bits, output }] of Object.entries(askPeer("lightgbm", await someModels()))) {
      expect({ name, bits }).toEqual({ name, bits: 0 });
      // exp of the C library and of V8 may differ in the last place.
      expect(output).toBeLessThanOrEqual(1e-15);
    }
  }, 120_000);

  it("onnxruntime loads the ONNX model and agrees to rounding of the sum over trees (skipped: SOMA_PYTHON names no Python with onnxruntime)", async ({
    skip,
  }) => {
    const reason = missing("numpy, onnx, onnxruntime");
    if (reason) skip(reason);
    for (const [name, { raw, output }] of Object.entries(askPeer("onnx", await someModels()))) {
      expect({ name, off: Math.max(raw, output) > 1e-13 }).toEqual({ name, off: false });
    }
  }, 120_000);
});
