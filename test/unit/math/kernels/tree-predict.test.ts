import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { packEnsemble } from "../../../../src/math/kernels/tree-predict/pack.ts";
import { predictPacked } from "../../../../src/math/kernels/tree-predict/reference.ts";
import { predictRaw } from "../../../../src/math/trees/ensemble-predict.ts";
import { EnsemblePredictor } from "../../../../src/math/trees/ensemble-predictor.ts";
import { randomEnsemble, randomRows } from "../../../fixtures/random-ensemble.ts";
import { TREE_SCORE_HASH, treeScoreHashes } from "../../../fixtures/tree-scores.ts";

const bits = (values: Float64Array): string => Buffer.from(values.buffer).toString("hex");

describe("the prediction kernel", () => {
  for (let seed = 1; seed <= 30; seed++) {
    it(`gives the bits of its reference and of predictRaw (seed ${seed})`, () => {
      const random = seededRandom(seed, "tree-predict");
      const classCount = seed % 5 === 0 ? 3 : 1;
      const ensemble = randomEnsemble(random, {
        featureCount: 1 + random.integer(12),
        trees: classCount * (1 + random.integer(10)),
        leaves: 2 + random.integer(60),
        classCount,
        categoricalFeatures: seed % 3,
      });
      const rows = randomRows(random, 1 + random.integer(700), ensemble);
      const expected = predictRaw(ensemble, rows);
      const { featureCount, shrinkage } = ensemble;
      const reference = predictPacked(
        packEnsemble(ensemble),
        featureCount,
        classCount,
        rows,
        0,
        shrinkage.length,
      );
      expect(bits(reference)).toBe(bits(expected));
      expect(bits(new EnsemblePredictor(ensemble).predictRaw(rows))).toBe(bits(expected));
    });
  }

  it("takes tables larger than its memory in parts", () => {
    const random = seededRandom(1);
    const ensemble = randomEnsemble(random, { featureCount: 40, trees: 3, leaves: 30, classCount: 3 });
    const rows = randomRows(random, 9001, ensemble);
    expect(bits(new EnsemblePredictor(ensemble).predictRaw(rows))).toBe(bits(predictRaw(ensemble, rows)));
  });

  it("predicts with more columns than its block was made for", () => {
    const random = seededRandom(2);
    const shape = { featureCount: 900, trees: 20, leaves: 60, categoricalFeatures: 300 };
    const ensemble = randomEnsemble(random, shape);
    const rows = randomRows(random, 50, ensemble);
    expect(bits(new EnsemblePredictor(ensemble).predictRaw(rows))).toBe(bits(predictRaw(ensemble, rows)));
  });

  it("says so when the memory cannot be had", () => {
    const ensemble = randomEnsemble(seededRandom(3), { featureCount: 2, trees: 1, leaves: 3 });
    // 600 million classes: their scores alone are past 4 GiB.
    expect(() => new EnsemblePredictor({ ...ensemble, classCount: 600_000_000 })).toThrow(
      "which the device does not",
    );
  });

  it("gives the bits that the browser is held to", () => {
    expect(treeScoreHashes()).toEqual([TREE_SCORE_HASH, TREE_SCORE_HASH]);
  });
});
