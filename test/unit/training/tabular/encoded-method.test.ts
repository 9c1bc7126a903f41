import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { readTrainingConfig } from "../../../../src/domain/training-config.ts";
import type { CellTable } from "../../../../src/training/tabular/table-schema.ts";
import { tableParts } from "../../../../src/training/tabular/table-parts.ts";
import { trainTable } from "../../../../src/training/tabular/train-table.ts";
import { tableOutputs } from "../../../../src/training/tabular/trained-table.ts";
import { decodeTableModel, encodeTableModel } from "../../../../src/workflows/table-model.ts";

const ROWS = 200;
const random = seededRandom(2, "shelf");
const rows = Array.from({ length: ROWS }, () => {
  const author = random.integer(12);
  const pages = 100 + random.integer(400);
  return [
    `author ${author}`,
    String(pages),
    (author % 4 === 0 ? 8 : 2) + random.normal() > 5 ? "loved" : "left",
  ];
});
const table: CellTable = {
  columns: ["author", "pages", "fate"],
  cells: [0, 1, 2].map((c) => rows.map((row) => row[c]!)),
};
const configured = (settings: object) =>
  readTrainingConfig(
    JSON.stringify({ tuning_trials: 0, cross_validation_folds: 3, model: "boosted-trees", ...settings }),
    { model_name: "shelf", data_source: "" },
  );

describe("a training with encoded categories", () => {
  it.each(["one-hot", "label", "target", "hashed"])(
    "learns from them and is saved whole: %s",
    async (encoding) => {
      const model_options = { minRowsInLeaf: 3, iterations: 30 };
      const config = configured({ category_encoding: encoding, model_options });
      const { trained, report } = await trainTable("classification", table, "fate", config, {});
      expect(report.model_performance.test["accuracy"]).toBeGreaterThan(0.85);
      expect(report.feature_importance[0]).toMatchObject({ feature: "author" });
      expect(trained.method.options).toMatchObject({ encodings: { author: encoding } });
      const again = await decodeTableModel(encodeTableModel(trained));
      const { test } = tableParts("classification", table, "fate", config);
      expect(tableOutputs(again, test)).toEqual(tableOutputs(trained, test));
    },
  );

  it("tunes and blends methods behind them, one column in its own way", async () => {
    const encodings = { column_encodings: { author: "target" } };
    const tuned = configured({ ...encodings, tuning_trials: 3 });
    const { report, trained } = await trainTable("classification", table, "fate", tuned, {});
    expect(report.tuning!.trials).toHaveLength(3);
    expect(trained.method.options).toMatchObject({ encodings: { author: "target" } });
    const blend = configured({ ...encodings, model: "auto", preset: "fast" });
    const blended = (await trainTable("classification", table, "fate", blend, {})).trained;
    const again = await decodeTableModel(encodeTableModel(blended));
    expect(encodeTableModel(again)).toEqual(encodeTableModel(blended));
  });

  it("refuses names that the table lacks", async () => {
    const config = configured({ column_encodings: { autor: "target" } });
    await expect(trainTable("classification", table, "fate", config, {})).rejects.toMatchObject({
      code: "table-training.unknown-name",
      remedy: expect.stringContaining("author") as string,
    });
  });
});

describe("class weights", () => {
  it("count rows by their class, balanced or as given", () => {
    const weightsOf = (class_weights: unknown): Float64Array | undefined =>
      tableParts("classification", table, "fate", configured({ class_weights })).all.weights;
    expect(weightsOf("none")).toBeUndefined();
    const loved = rows.filter((row) => row[2] === "loved").length;
    const balanced = weightsOf("balanced")!;
    rows.forEach((row, i) => {
      const own = row[2] === "loved" ? loved : ROWS - loved;
      expect(balanced[i]).toBeCloseTo(ROWS / (2 * own), 12);
    });
    const given = weightsOf({ loved: 5 })!;
    expect([...given]).toEqual(rows.map((row) => (row[2] === "loved" ? 5 : 1)));
    expect(() => weightsOf({ hated: 2 })).toThrow(/"hated"/);
    expect(() => configured({ class_weights: { loved: -1 } })).toThrow(/class_weights/);
  });

  it("move probabilities towards a class that counts more", async () => {
    const share = async (class_weights: unknown): Promise<number> => {
      const config = configured({ class_weights, model: "logistic", column_types: { author: "ignore" } });
      const { trained } = await trainTable("classification", table, "fate", config, {});
      const { test } = tableParts("classification", table, "fate", config);
      return tableOutputs(trained, test).reduce((sum, p, i) => sum + (i % 2 === 1 ? p : 0), 0) / test.rows;
    };
    expect(await share({ loved: 10 })).toBeGreaterThan((await share("none")) + 0.2);
  });
});
