import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const random = seededRandom(9, "loans");
const lines = Array.from({ length: 160 }, (_, i) => {
  const pages = 100 + random.integer(400);
  const genre = ["crime", "poetry", "travel"][random.integer(3)]!;
  const late = pages / 250 + (genre === "poetry" ? 1 : 0) + 0.4 * random.normal() > 1.5 ? "late" : "kept";
  const shown = i % 20 === 3 ? "" : String(pages);
  return `${i},${shown},${genre},2024-0${1 + (i % 9)}-1${i % 10},${late},${(pages / 10 + random.normal()).toFixed(2)}`;
});
const data = files.write("loans.csv", ["id,pages,genre,lent,fate,weight", ...lines].join("\n"));
const config = (name: string, content: object): string => files.write(name, JSON.stringify(content));
const filesOf = (folder: string, model: string, file: string): string =>
  readFileSync(`${folder}/artifacts/models/${model}/1.0.0/${file}`, "latin1");

describe("soma train classification and regression, and soma predict", () => {
  it("trains a classifier, writes its files, and predicts with probabilities; the same bytes again", async () => {
    const setting = config("fate.json", {
      model_name: "fate",
      column_types: { id: "ignore" },
      calibration: "isotonic",
      cross_validation_folds: 3,
    });
    const [first, second] = [files.path("one"), files.path("two")];
    for (const folder of [first, second]) {
      const words = ["--data", data, "--target", "fate", "--config", setting, "--out", folder];
      const result = await soma("train", "classification", ...words, "--json");
      expect(result).toMatchObject({ code: 0, err: expect.stringContaining("Trained fate 1.0.0") });
    }
    for (const file of ["model.bin", "features.json", "evaluation.json", "report.html"]) {
      expect(filesOf(second, "fate", file)).toBe(filesOf(first, "fate", file));
    }
    const report = JSON.parse(filesOf(first, "fate", "evaluation.json")) as {
      model_performance: { test: { log_loss: number } };
      baseline: { log_loss: number };
      roc_curves: unknown[];
      confusion_matrix: number[][];
      feature_importance: { feature: string }[];
    };
    expect(report.model_performance.test.log_loss).toBeLessThan(report.baseline.log_loss);
    expect(report.roc_curves).toHaveLength(1);
    expect(report.confusion_matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(32);
    expect(["pages", "genre", "weight"]).toContain(report.feature_importance[0]!.feature);
    expect(filesOf(first, "fate", "report.html")).toContain("<svg");

    const out = files.path("fates.csv");
    const done = await soma(
      "predict",
      "--model",
      "fate@1.0.0",
      "--data",
      data,
      "--out",
      out,
      "--folder",
      first,
    );
    expect(done).toMatchObject({ code: 0, err: `Predicted 160 rows with fate 1.0.0: ${out}\n` });
    const [header, row] = readFileSync(out, "utf8").split("\n");
    expect(header).toBe("fate,probability_kept,probability_late");
    expect(Number(row!.split(",")[1]) + Number(row!.split(",")[2])).toBeCloseTo(1, 8);
  });

  it.each(["tpe", "hyperband"])(
    "searches the options by %s, and keeps the trials in the report",
    async (search) => {
      const setting = config(`${search}.json`, {
        model_name: search,
        model: "boosted-trees",
        column_types: { id: "ignore" },
        tuning_method: search,
        cross_validation_folds: 2,
      });
      const folder = files.path(`searched-${search}`);
      const words = [
        "--data",
        data,
        "--target",
        "fate",
        "--config",
        setting,
        "--out",
        folder,
        "--trials",
        "13",
      ];
      expect(await soma("train", "classification", ...words)).toMatchObject({ code: 0 });
      const report = JSON.parse(filesOf(folder, search, "evaluation.json")) as {
        candidates: { method: string; cross_validation_loss: number }[];
        tuning: {
          search: string;
          trials: { loss: number; resource: number }[];
          option_importance: unknown[];
        };
      };
      expect(report.tuning.search).toBe(search);
      expect(report.tuning.trials).toHaveLength(13);
      const whole = report.tuning.trials.filter(({ resource }) => resource === 1).map(({ loss }) => loss);
      const [defaults, tuned] = report.candidates;
      expect(tuned).toEqual({
        method: "boosted-trees, tuned",
        cross_validation_loss: whole.length > 0 ? Math.min(...whole) : undefined,
      });
      if (search === "tpe") {
        expect(whole[0]).toBe(defaults!.cross_validation_loss);
        expect(tuned!.cross_validation_loss).toBeLessThanOrEqual(defaults!.cross_validation_loss);
        expect(report.tuning.option_importance.length).toBeGreaterThan(0);
      } else {
        expect(report.tuning.trials[0]!.resource).toBeLessThan(1);
      }
    },
  );

  it("trains a regression on later rows held back, and predicts with intervals", async () => {
    const setting = config("weight.json", {
      time_column: "lent",
      model: "boosted-trees",
      cross_validation_folds: 3,
    });
    const folder = files.path("three");
    const words = ["--data", data, "--target", "weight", "--config", setting, "--out", folder];
    expect(await soma("train", "regression", ...words)).toMatchObject({ code: 0 });
    const out = files.path("weights.csv");
    await soma("predict", "--model", "regression", "--data", data, "--out", out, "--folder", folder);
    const [header, row] = readFileSync(out, "utf8").split("\n");
    expect(header).toBe("weight,weight_low,weight_high");
    const [value, low, high] = row!.split(",").map(Number);
    expect(low).toBeLessThan(value!);
    expect(high).toBeGreaterThan(value!);
  });

  it("says what is wrong, and what to do", async () => {
    const train = (...words: string[]) => soma("train", "classification", "--data", data, ...words);
    expect(await train("--target", "fat")).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "fate"'),
    });
    const misspelt = config("bad.json", { test_sise: 0.3 });
    expect(await train("--target", "fate", "--config", misspelt)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "test_size"'),
    });
    const greedy = config("greedy.json", { test_size: 0.6, validation_size: 0.6 });
    expect(await train("--target", "fate", "--config", greedy)).toMatchObject({ code: 2 });
    const broken = files.write("broken.json", "{");
    expect(await train("--target", "fate", "--config", broken)).toMatchObject({ code: 2 });
    const folder = files.path("one");
    const predict = (model: string, file: string) =>
      soma("predict", "--model", model, "--data", file, "--out", files.path("x.csv"), "--folder", folder);
    expect((await predict("fate@9.0.0", data)).err).toContain("there are 1.0.0");
    expect((await predict("no such", data)).err).toContain("NAME@VERSION");
    const narrow = files.write("narrow.csv", "page,genre,lent,weight\n3,crime,2024-01-01,3\n");
    expect((await predict("fate", narrow)).err).toContain('Rename "page"');
  });
});
