/**
 * Time npm's tree libraries on a table written by the bench. Prints JSON.
 *
 *     node npm_trees.mjs PACKAGES FOLDER ml-random-forest|ml-xgboost TREES
 *         PACKAGES: a folder with node_modules; FOLDER: train.f32, train-labels.f64, test.f32, test-labels.f64
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { argv, stdout } from "node:process";

const FEATURES = 24;
const [packages, folder, name, trees] = argv.slice(2);
const load = createRequire(join(packages, "package.json"));

/** @returns {{ x: number[][], y: number[] }} */
function read(part) {
  const values = readFileSync(join(folder, `${part}.f32`));
  const labels = readFileSync(join(folder, `${part}-labels.f64`));
  const y = Array.from({ length: labels.length / 8 }, (_, r) => labels.readDoubleLE(r * 8));
  const x = y.map((_, r) =>
    Array.from({ length: FEATURES }, (_, f) => values.readFloatLE((r * FEATURES + f) * 4)),
  );
  return { x, y };
}

/** An untrained model, ready to be timed: its library is loaded. */
async function model() {
  const count = Number(trees);
  if (name === "ml-random-forest") {
    const { RandomForestRegression } = load(name);
    const options = { seed: 1, maxFeatures: 1, replacement: true, nEstimators: count, noOOB: true };
    return new RandomForestRegression(options);
  }
  const XGBoost = await load(name);
  const shape = { max_depth: 6, eta: 0.1, min_child_weight: 1, subsample: 1, colsample_bytree: 1 };
  return new XGBoost({ booster: "gbtree", objective: "reg:linear", silent: 1, iterations: count, ...shape });
}

const train = read("train");
const test = read("test");
const fitted = await model();
const start = performance.now();
fitted.train(train.x, train.y);
const seconds = (performance.now() - start) / 1000;
const found = fitted.predict(test.x);
const squares = test.y.reduce((sum, label, r) => sum + (found[r] - label) ** 2, 0);
const { version } = load(`${name}/package.json`);
stdout.write(JSON.stringify({ version, seconds, rmse: Math.sqrt(squares / test.y.length) }));
