import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import type { TableComparison } from "../../../src/workflows/compare-table-models.ts";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const random = seededRandom(12, "visits");
const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const age = 18 + random.integer(60);
    const visits = random.integer(20);
    const town = ["Bath", "Leeds", "York"][random.integer(3)]!;
    const stays = visits / 10 + (town === "York" ? 1 : 0) + 0.5 * random.normal() > 1.2 ? "stays" : "leaves";
    const spent = 3 * visits + age / 10 + random.normal();
    return `${age},${visits},${town},w${Math.floor(i / 4)},${stays},${spent.toFixed(2)}`;
  });
const header = "age,visits,town,week,fate,spent";
const data = files.write("visits.csv", [header, ...lines(300)].join("\n"));
const others = files.write("others.csv", [header, ...lines(200)].join("\n"));
const folder = files.path("shop");
const setting = (name: string, config: object): string => files.write(name, JSON.stringify(config));

async function train(task: string, target: string, config: object, table = data): Promise<void> {
  const whole = { hyperparameter_tuning: false, cross_validation_folds: 2, ...config };
  const words = ["--data", table, "--target", target, "--config", setting(`${target}.json`, whole)];
  expect(await soma("train", task, ...words, "--out", folder)).toMatchObject({ code: 0 });
}

async function compare(...words: string[]): Promise<TableComparison> {
  const { code, out, err } = await soma("compare", "--folder", folder, "--json", ...words);
  expect(err).not.toContain("soma:");
  expect(code).toBe(0);
  return JSON.parse(out) as TableComparison;
}
const two = (a: string, b: string): string[] => ["--model", a, "--model", b];

describe("soma compare", () => {
  beforeAll(async () => {
    const ignored = { visits: "ignore", town: "ignore", spent: "ignore", week: "ignore" };
    const known = { spent: "ignore", week: "ignore" };
    await train("classification", "fate", { model_name: "fate", model: "logistic", column_types: ignored });
    await train("classification", "fate", { model_name: "fate", model: "logistic", column_types: known });
    await train("classification", "fate", {
      model_name: "fate",
      model: "logistic",
      column_types: known,
      random_state: 7,
      test_size: 0.5,
    });
    await train("regression", "spent", { model_name: "spent", model: "linear", group_column: "week" });
    await train("regression", "spent", {
      model_name: "spent",
      model: "linear",
      group_column: "week",
      model_options: { alpha: 0.5 },
    });
  });

  it("looks at the rows both held back, where both were trained on the table, and sees the better one", async () => {
    const found = await compare("--data", data, ...two("fate@1.0.0", "fate@2.0.0"));
    const measured = found.measured!;
    expect(measured).toMatchObject({
      chosen: "held back by both",
      rows: 60,
      unit: "row",
      units: 60,
      better: "b",
    });
    // They are the rows of the trainings' own test part: the metrics are those that were kept.
    for (const { metric, a, b } of measured.metrics) {
      expect(a).toBeCloseTo(found.a.test_metrics[metric]!, 12);
      expect(b).toBeCloseTo(found.b.test_metrics[metric]!, 12);
    }
    const loss = measured.metrics.find(({ metric }) => metric === "log_loss")!;
    expect(loss.difference).toBeCloseTo(loss.b - loss.a, 12);
    expect(loss.low!).toBeLessThan(loss.difference);
    expect(loss.high!).toBeGreaterThan(loss.difference);
    expect(loss.high!).toBeLessThan(0);
    expect(measured.tests.map(({ test }) => test)).toEqual(["McNemar", "Wilcoxon signed rank"]);
    for (const { p_value } of measured.tests) expect(p_value).toBeLessThan(0.05);
    expect(measured.agreement_matrix!.flat().reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(measured.most_changed).toHaveLength(20);
    const sizes = measured.most_changed.map((each) => Math.abs(each.loss_difference));
    expect(sizes).toEqual(sizes.toSorted((x, y) => y - x));
  });

  it("names what differs in the making, and the importances side by side", async () => {
    const found = await compare(...two("fate@1.0.0", "fate@2.0.0"));
    // Both kept what they predicted of the rows they held back: the table is not needed again.
    expect(found).toEqual(await compare("--data", data, ...two("fate@1.0.0", "fate@2.0.0")));
    expect(found.differences.map(({ name }) => name)).toEqual(["column_types", "feature_columns"]);
    const town = found.feature_importance.find(({ feature }) => feature === "town")!;
    expect(town.a).toBeNull();
    expect(town.b).toBeGreaterThan(0);
  });

  it("leaves out rows that either was trained on, and takes all of a table that neither has seen", async () => {
    const crossed = await compare("--data", data, ...two("fate@2.0.0", "fate@2.1.0"));
    expect(crossed.measured).toMatchObject({ chosen: "held back by both" });
    expect(crossed.measured!.rows).toBeLessThan(60);
    const fresh = await compare("--data", others, ...two("fate@2.0.0", "fate@2.1.0"));
    expect(fresh.measured).toMatchObject({ chosen: "all", rows: 200, better: null });
  });

  it("judges a model that has learned its test part since by what it said before", async () => {
    const refitted = { model_name: "again", model: "logistic", refit: true };
    await train("classification", "fate", { ...refitted, column_types: { spent: "ignore", week: "ignore" } });
    const found = await compare("--data", data, ...two("fate@2.0.0", "again"));
    expect(found.measured).toMatchObject({ chosen: "held back by both", rows: 60, better: null });
    for (const { difference, a } of found.measured!.metrics) {
      expect(difference).toBe(0);
      expect(a).not.toBeNaN();
    }
    expect(found.measured!.most_changed).toEqual([]);
    expect(found.measured!.agreement).toBe(1);
    expect(found.measured!.tests.map(({ p_value }) => p_value)).toEqual([1, 1]);
    // Brought to a device that never saw the table, it has no row left to be judged on.
    rmSync(join(folder, "artifacts/models/again/1.0.0/test_predictions.bin"));
    const { err } = await soma("compare", "--folder", folder, "--data", data, ...two("fate@2.0.0", "again"));
    expect(err).toContain("0 rows to compare on that were held back from both");
    // The other one's test part can be found again.
    rmSync(join(folder, "artifacts/models/fate/2.0.0/test_predictions.bin"));
    const same = await compare("--data", data, ...two("fate@1.0.0", "fate@2.0.0"));
    expect(same.measured).toMatchObject({ chosen: "held back by both", rows: 60, better: "b" });
    for (const { metric, b } of same.measured!.metrics) {
      expect(b).toBeCloseTo(same.b.test_metrics[metric]!, 12);
    }
    expect((await compare(...two("fate@1.0.0", "fate@2.0.0"))).measured).toBeNull();
  });

  it("says which of two holds rows back, where only one was trained on the table", async () => {
    await train("classification", "fate", { model_name: "elsewhere", model: "logistic" }, others);
    const one = await compare("--data", data, ...two("fate@1.0.0", "elsewhere"));
    expect(one.measured).toMatchObject({ chosen: "held back by a", rows: 60 });
    const other = await compare("--data", others, ...two("fate@1.0.0", "elsewhere"));
    expect(other.measured).toMatchObject({ chosen: "held back by b", rows: 40 });
    expect((await compare(...two("fate@1.0.0", "elsewhere"))).measured).toBeNull();
    const words = ["--folder", folder, ...two("fate@1.0.0", "elsewhere")];
    expect((await soma("compare", ...words)).err).toContain("give --data to test the difference");
  });

  it("compares regressions, groups drawn whole, and calls the worse one worse in either order", async () => {
    const forward = await compare("--data", data, ...two("spent@1.0.0", "spent@1.1.0"));
    expect(forward.measured).toMatchObject({ unit: "week", better: "a", loss: "rmse" });
    expect(forward.measured!.units).toBeLessThan(forward.measured!.rows);
    expect(forward.measured!.tests.map(({ test }) => test)).toEqual(["Wilcoxon signed rank"]);
    const back = await compare("--data", data, ...two("spent@1.1.0", "spent@1.0.0"));
    expect(back.measured!.better).toBe("b");
    const rmse = (found: TableComparison): number =>
      found.measured!.metrics.find(({ metric }) => metric === "rmse")!.difference;
    expect(rmse(back)).toBeCloseTo(-rmse(forward), 12);
  });

  it("reads for people where JSON is not asked for", async () => {
    const words = ["--folder", folder, "--data", data, ...two("spent@1.0.0", "spent@1.1.0")];
    const { out, err } = await soma("compare", ...words);
    expect(err).toMatch(
      /^spent 1\.0\.0 is better than spent 1\.1\.0 on \d+ rows \(held back by both\): rmse/,
    );
    expect(out).toContain("Wilcoxon signed rank");
    expect(out).toMatch(/option alpha +\S+ +0\.5/);
  });

  it("says what is wrong, and what to do", async () => {
    const refused = async (...words: string[]): Promise<string> =>
      (await soma("compare", "--folder", folder, ...words)).err;
    expect(await refused("--model", "fate@1.0.0")).toContain("expected two models");
    expect(await refused(...two("fate@1.0.0", "spent@1.0.0"))).toContain("differ in task");
    expect(await refused(...two("fate@2.1.0", "fate"))).toContain("needs two versions");
    expect(await refused(...two("fate@1.0.0", "fate@9.0.0"))).toContain("there are 1.0.0");
    const short = files.write("short.csv", [header, ...lines(8)].join("\n"));
    expect(await refused("--data", short, ...two("fate@1.0.0", "fate"))).toContain("has 8 rows");
  });
});
