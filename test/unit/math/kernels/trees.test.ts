import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import * as layout from "../../../../src/math/kernels/trees/layout.ts";
import {
  referenceBestSplit,
  referenceBin,
  referenceGoesLeft,
  type ReferenceSplit,
  type ReferenceTable,
} from "../../../../src/math/kernels/trees/reference.ts";
import { binTable, describeBins, findBins } from "../../../../src/math/trees/binning.ts";
import type { FeatureMatrix } from "../../../../src/math/trees/feature-matrix.ts";
import {
  configureSearch,
  growTree,
  Nursery,
  type GrownTree,
  type GrowthOptions,
} from "../../../../src/math/trees/grow.ts";
import { TreeEngine } from "../../../../src/math/trees/tree-engine.ts";

const ROWS = 700;
const FEATURES = 4;
const BINNING = { maxBin: 20, minDataInBin: 1, binConstructSampleCnt: 1000, categoricalFeature: [] };
const GROWTH: GrowthOptions = {
  growPolicy: "leaf",
  numLeaves: 12,
  maxDepth: Infinity,
  minDataInLeaf: 9,
  minDataToSplit: 2,
  minSumHessianInLeaf: 12,
  minGainToSplit: 0,
  lambdaL1: 0,
  lambdaL2: 1.5,
  catSmooth: 10,
  catL2: 10,
  maxCatThreshold: 32,
  maxCatToOnehot: 4,
  minDataPerGroup: 100,
  monotoneConstraints: [],
};

function drawMatrix(seed: number, order: "row" | "column", single: boolean): FeatureMatrix {
  const random = seededRandom(seed);
  const values = new (single ? Float32Array : Float64Array)(ROWS * FEATURES);
  for (let r = 0; r < ROWS; r++) {
    for (let f = 0; f < FEATURES; f++) {
      const value = f === 0 ? random.integer(6) - 3 : random.normal();
      const at = order === "row" ? r * FEATURES + f : f * ROWS + r;
      values[at] = f === 2 && random.next() < 0.2 ? NaN : value;
    }
  }
  return { rows: ROWS, features: FEATURES, values, order };
}

describe("binning", () => {
  for (const order of ["row", "column"] as const) {
    for (const single of [true, false]) {
      it(`puts every ${single ? "float32" : "float64"} in its bin, ${order} by ${order}`, async () => {
        const matrix = drawMatrix(1, order, single);
        const engine = await TreeEngine.open({ rows: ROWS, trainRows: ROWS, features: FEATURES });
        const bins = await findBins(engine, matrix, BINNING);
        describeBins(engine, bins);
        await binTable(engine, matrix, bins, 0);
        const byColumn = engine.bytes(engine.word(layout.BINS_BY_COLUMN), ROWS * FEATURES);
        const byRow = engine.bytes(engine.word(layout.BINS_BY_ROW), ROWS * engine.rowBytes);
        for (let f = 0; f < FEATURES; f++) {
          const { bounds, binCount, hasMissing } = bins[f]!;
          expect(hasMissing).toBe(f === 2);
          expect(binCount).toBeLessThanOrEqual(20);
          for (let r = 0; r < ROWS; r++) {
            const value = matrix.values[order === "row" ? r * FEATURES + f : f * ROWS + r]!;
            const expected = referenceBin(value, bounds, binCount - 1);
            expect(byColumn[f * ROWS + r]).toBe(expected);
            expect(byRow[r * engine.rowBytes + f]).toBe(expected);
          }
        }
        engine.close();
      });
    }
  }

  it("gives a feature its missing bin where the sample saw no missing value, of as many bins as allowed", async () => {
    const values = Float64Array.from({ length: ROWS }, (_, r) => r + 1);
    values[3] = NaN;
    const engine = await TreeEngine.open({ rows: ROWS, trainRows: ROWS, features: 1 });
    const options = { ...BINNING, binConstructSampleCnt: ROWS / 2 };
    const [found] = await findBins(engine, { rows: ROWS, features: 1, values }, options);
    expect(found!.hasMissing).toBe(true);
    expect(found!.binCount).toBe(BINNING.maxBin);
    expect(found!.bounds.length).toBe(BINNING.maxBin - 1);
    expect(found!.bounds.at(-1)).toBe(Infinity);
    const few = await findBins(
      engine,
      { rows: ROWS, features: 1, values: values.map((value) => (value > 350 ? 2 : value > 0 ? 1 : value)) },
      options,
    );
    expect([...few[0]!.bounds]).toEqual([expect.closeTo(1.5, 12), Infinity]);
    expect(few[0]!.binCount).toBe(3);
  });
});

describe("growing", () => {
  for (const mode of [layout.MODE_NARROW, layout.MODE_WIDE]) {
    for (const direct of [false, true]) {
      it(`takes the reference's split at every node, ${mode === 0 ? "narrow" : "wide"}${direct ? ", directly" : ""}`, async () => {
        const wide = mode === layout.MODE_WIDE;
        const { engine, table, gradients, hessians } = await loaded(mode);
        const tree = growTree(engine, new Nursery(engine), GROWTH, {
          writeMask: null,
          draw: () => ({ features: [0, 1, 2, 3], limit: 4 }),
          alwaysDirect: direct,
          thresholdBin: null,
        });
        expect(tree.nodeCount).toBe(11);
        const sums = { gradients, hessians, gradientUnit: 0.25, hessianUnit: wide ? 0.5 : 1 };
        const rules = { minRows: 9, minHessian: 12, lambda: 1.5 };
        const all = Array.from({ length: ROWS }, (_, r) => r);
        for (const { node, rows } of walk(tree, table, all)) {
          const expected = referenceBestSplit(table, rows, sums, rules)!;
          const { gain, ...split } = expected;
          expect(splitOf(tree, node)).toEqual(split);
          expect(tree.splitGain[node]).toBeCloseTo(gain, 8);
          expect(tree.nodeRows[node]).toBe(rows.length);
        }
        engine.close();
      });
    }
  }
});

/** An engine with binned rows and whole-numbered gradients, its root listed; and the same for the reference. */
async function loaded(mode: number): Promise<{
  engine: TreeEngine;
  table: ReferenceTable;
  gradients: Float64Array;
  hessians: Float64Array;
}> {
  const matrix = drawMatrix(2, "row", false);
  const random = seededRandom(3);
  const engine = await TreeEngine.open({ rows: ROWS, trainRows: ROWS, features: FEATURES });
  const bins = await findBins(engine, matrix, BINNING);
  describeBins(engine, bins);
  await binTable(engine, matrix, bins, 0);
  const wide = mode === layout.MODE_WIDE;
  const gradients = Float64Array.from({ length: ROWS }, (_, r) => {
    const x = matrix.values.subarray(r * FEATURES);
    return Math.round(40 * random.normal() + 30 * x[0]! + (Number.isNaN(x[2]!) ? 60 : 20 * x[2]!));
  });
  const hessians = Float64Array.from({ length: ROWS }, () => (wide ? 1 + random.integer(9) : 1));
  engine.place(layout.GRADIENT, ROWS * 4);
  engine.floats32(engine.word(layout.GRADIENT), ROWS).set(gradients.map((g) => g * 0.25));
  engine.setFloat(layout.GRADIENT_UNIT, 0.25);
  if (wide) {
    engine.place(layout.HESSIAN, ROWS * 4);
    engine.floats32(engine.word(layout.HESSIAN), ROWS).set(hessians.map((h) => h * 0.5));
    engine.setFloat(layout.HESSIAN_UNIT, 0.5);
  }
  engine.placeOrders(mode, GROWTH.numLeaves);
  engine.bytes(engine.word(layout.FEATURE_MASK), 2 * FEATURES).fill(1);
  configureSearch(engine, GROWTH);
  engine.fork(layout.JOB_FILL);
  const byColumn = engine.bytes(engine.word(layout.BINS_BY_COLUMN), ROWS * FEATURES).slice();
  const table = {
    columns: bins.map((_, f) => byColumn.subarray(f * ROWS, (f + 1) * ROWS)),
    binCounts: bins.map(({ binCount }) => binCount),
    hasMissing: bins.map(({ hasMissing }) => hasMissing),
  };
  return { engine, table, gradients, hessians };
}

function splitOf(tree: GrownTree, node: number): Omit<ReferenceSplit, "gain"> {
  return {
    feature: tree.splitFeature[node]!,
    bin: tree.splitBin[node]!,
    missingLeft: (tree.splitFlags[node]! & layout.BEST_MISSING_LEFT) !== 0,
  };
}

/** Every node with the rows that reach it. */
function* walk(
  tree: GrownTree,
  table: ReferenceTable,
  rows: readonly number[],
  node = 0,
): Generator<{ node: number; rows: readonly number[] }> {
  yield { node, rows };
  const split = { ...splitOf(tree, node), gain: 0 };
  const left = tree.left[node]!;
  const right = tree.right[node]!;
  const goesLeft = (row: number): boolean =>
    referenceGoesLeft(split, table.columns[split.feature]![row]!, table);
  if (left >= 0) yield* walk(tree, table, rows.filter(goesLeft), left);
  if (right >= 0) {
    yield* walk(
      tree,
      table,
      rows.filter((row) => !goesLeft(row)),
      right,
    );
  }
}
