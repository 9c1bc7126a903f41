import { beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { readTrainingConfig } from "../../../../src/domain/training-config.ts";
import { classificationMetrics } from "../../../../src/evaluation/classification-metrics.ts";
import { regressionMetrics } from "../../../../src/evaluation/regression-metrics.ts";
import { reportPage } from "../../../../src/training/tabular/report-page.ts";
import type { CellTable } from "../../../../src/training/tabular/table-schema.ts";
import { trainTable, type TableTraining } from "../../../../src/training/tabular/train-table.ts";

const random = seededRandom(31, "report");
const rows = 300;
const price = Array.from({ length: rows }, () => 5 + 20 * random.next());
const genre = Array.from({ length: rows }, () => ["crime", "poetry", "<b>cook</b>"][random.integer(3)]!);
const sold = price.map((p, i) => 20 - 0.6 * p + (genre[i] === "crime" ? 6 : 0) + random.normal());
const table: CellTable = {
  columns: ["day", "price & more", "genre", "sold", "fate", "level"],
  cells: [
    price.map((_, i) => new Date(Date.UTC(2024, 0, 1) + (i >> 1) * 86_400_000).toISOString().slice(0, 10)),
    price.map((p) => p.toFixed(2)),
    genre,
    sold.map((s) => s.toFixed(2)),
    sold.map((s) => (s > 12 ? "kept" : "returned")),
    sold.map((s) => (s < 9 ? "low" : s < 15 ? "mid" : "high")),
  ],
};
const train = (
  task: "classification" | "regression",
  target: string,
  config: object = {},
  context: Parameters<typeof trainTable>[4] = {},
): Promise<TableTraining> => {
  const others = { sold: "ignore", fate: "ignore", level: "ignore" };
  const quick = { tuning_trials: 0, cross_validation_folds: 2, column_types: others };
  const given = { model_name: target, data_source: "table.csv" };
  return trainTable(
    task,
    table,
    target,
    readTrainingConfig(JSON.stringify({ ...quick, ...config }), given),
    context,
  );
};

describe("evaluateTable", () => {
  let two: TableTraining;
  let three: TableTraining;
  let numbers: TableTraining;
  beforeAll(async () => {
    two = await train("classification", "fate", { model: "logistic" });
    three = await train("classification", "level", { model: "boosted-trees" });
    numbers = await train("regression", "sold", { model: "linear", time_column: "day" });
  });

  it("measures the parts: training, validation and test, beside the baseline", () => {
    const { report, tested, trained } = two;
    const { training, validation, test } = report.model_performance;
    expect(report.rows).toEqual({ training: 210, validation: 30, test: 60 });
    const again = classificationMetrics(tested.target, tested.outputs, trained.classes);
    for (const [metric, value] of Object.entries(again)) expect(test[metric], metric).toBeCloseTo(value, 12);
    expect(Object.keys(training)).toEqual(Object.keys(test));
    expect(Object.keys(validation)).toEqual(Object.keys(report.baseline));
    // The baseline says the share of each class in the training part, whatever the row.
    expect(report.baseline["roc_auc"]).toBe(0.5);
    expect(report.baseline["log_loss"]).toBeGreaterThan(test["log_loss"]!);
    const found = regressionMetrics(numbers.tested.target, numbers.tested.outputs);
    for (const [metric, value] of Object.entries(found)) {
      expect(numbers.report.model_performance.test[metric], metric).toBeCloseTo(value, 12);
    }
  });

  it("lists importances by their fall, with a gain and a deviation each", () => {
    const { feature_importance: all } = numbers.report;
    expect(all.slice(0, 2).map(({ feature }) => feature)).toEqual(["price & more", "genre"]);
    for (const [i, each] of all.entries()) {
      expect(each.importance_deviation).toBeGreaterThanOrEqual(0);
      expect(each.gain).toBeGreaterThanOrEqual(0);
      if (i > 0) expect(all[i - 1]!.importance).toBeGreaterThanOrEqual(each.importance);
    }
  });

  it("ends the learning curve at the model that was measured, and lowers its loss with rows", async () => {
    const { learning_curve: curve, model_performance: parts } = two.report;
    expect(curve.map(({ share }) => share)).toEqual([0.1, 0.2, 0.4, 0.7, 1]);
    expect(curve.map((point) => point.rows)).toEqual([21, 42, 84, 147, 210]);
    expect(curve.at(-1)).toMatchObject({
      training_loss: parts.training["log_loss"],
      validation_loss: parts.validation["log_loss"],
    });
    expect(curve[0]!.validation_loss).toBeGreaterThan(curve.at(-1)!.validation_loss);
    const without = await train("classification", "fate", { model: "logistic", learning_curve: false });
    expect(without.report.learning_curve).toEqual([curve.at(-1)]);
    const late = await train(
      "classification",
      "fate",
      { model: "logistic" },
      { spentMs: () => 9, timeLimitMs: 8 },
    );
    expect(late.report.learning_curve).toHaveLength(1);
    // The model does not depend on it.
    expect(without.trained.state).toEqual(two.trained.state);
  });

  it("tells how losses go over time: by the column named, or the days there are", () => {
    const over = numbers.report.loss_over_time!;
    expect(over).toMatchObject({ column: "day", stretch: "day", row_loss: "absolute_error" });
    expect(over.stretches.reduce((sum, each) => sum + each.rows, 0)).toBe(60);
    const mean = over.stretches.reduce((sum, each) => sum + each.rows * each.loss, 0) / 60;
    expect(mean).toBeCloseTo(numbers.report.model_performance.test["mae"]!, 12);
    expect(two.report.loss_over_time).toMatchObject({ column: "day", row_loss: "log_loss" });
  });

  it("counts classes, confusions and points of curves of each class", () => {
    const { report } = three;
    expect(report.classes!.map((each) => each.class)).toEqual(["high", "low", "mid"]);
    expect(report.classes!.reduce((sum, each) => sum + each.support, 0)).toBe(60);
    expect(report.confusion_matrix!.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual(
      report.classes!.map(({ support }) => support),
    );
    expect(report.roc_curves).toHaveLength(3);
    expect(report.thresholds).toBeUndefined();
    for (const { points } of report.roc_curves!) {
      expect(points[0]).toEqual([0, 0]);
      expect(points.at(-1)).toEqual([1, 1]);
      points.slice(1).forEach(([x, y], i) => {
        expect(x).toBeGreaterThanOrEqual(points[i]![0]);
        expect(y).toBeGreaterThanOrEqual(points[i]![1]);
      });
    }
    expect(report.pr_curves!.every(({ points }) => points.at(-1)![0] === 1)).toBe(true);
    expect(report.reliability_curves!.map((curve) => curve.class)).toEqual(["high", "low", "mid"]);
    expect(two.report.reliability_curves!.map((curve) => curve.class)).toEqual(["returned"]);
  });

  it("lowers the threshold as a miss costs more, and never pays more than saying always or never", () => {
    const thresholds = two.report.thresholds!;
    expect(thresholds.map((each) => each.miss_cost)).toEqual([0.2, 0.5, 1, 2, 5, 10]);
    const shares = two.report.classes![1]!.support / 60;
    thresholds.forEach((each, i) => {
      expect(each.cost_per_row).toBeLessThanOrEqual(Math.min(each.miss_cost * shares, 1 - shares));
      if (i > 0) expect(each.threshold ?? 2).toBeLessThanOrEqual(thresholds[i - 1]!.threshold ?? 2);
    });
  });

  it("pairs actual with predicted of numbers", () => {
    const { actual_predicted: pairs } = numbers.report;
    expect(pairs).toEqual(Array.from(numbers.tested.target, (y, i) => [y, numbers.tested.outputs[i]!]));
    expect(numbers.report.classes).toBeUndefined();
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const progress = ({ phase }: { phase: string }): void => {
      if (phase === "Evaluating") stop.abort();
    };
    await expect(
      train("regression", "sold", { model: "linear" }, { progress, signal: stop.signal }),
    ).rejects.toThrow(expect.objectContaining({ code: "core.aborted" }));
  });

  describe("reportPage", () => {
    const sections = (page: string): string[] =>
      [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map((match) => match[1]!);

    it("has a section for each part of a report, of classes and of numbers", () => {
      expect(sections(reportPage(two.report))).toEqual([
        "Performance",
        "What the model goes by",
        "Learning curve",
        "Where it errs",
        "Classes",
        "Confusion",
        "ROC and precision",
        "Calibration",
        "Where to say “returned”",
      ]);
      expect(sections(reportPage(numbers.report))).toEqual([
        "Performance",
        "What the model goes by",
        "Learning curve",
        "Where it errs",
        "Predictions",
      ]);
    });

    it("says how far below the baseline the model is", () => {
      const { model_performance: parts, baseline } = numbers.report;
      const share = Math.round(100 * (1 - parts.test["rmse"]! / baseline["rmse"]!));
      expect(reportPage(numbers.report)).toContain(`${share} % less than the baseline`);
      const worse = { ...numbers.report, baseline: parts.test };
      expect(reportPage(worse)).toContain("no less than the baseline");
    });

    it("needs nothing else: no address, no script, no style from elsewhere", () => {
      for (const { report } of [two, three, numbers]) {
        const page = reportPage(report);
        expect(page).not.toMatch(/https?:|src=|href=|<script|<link|@import|url\(/);
        expect(page).toContain("@media print");
        expect(page).toContain("light-dark(");
        expect(page).not.toMatch(/NaN|undefined|Infinity/);
      }
    });

    it("takes names as text, never as markup", () => {
      const wild = { ...two.report, target: '<img src=x> & "fate"' };
      const page = reportPage(wild);
      expect(page).toContain("<h1>&lt;img src=x&gt; &amp; &quot;fate&quot;: logistic</h1>");
      expect(page).not.toContain("<img");
      expect(page).toContain("price &amp; more");
      expect(page).not.toContain("<b>cook");
    });

    it("stays in shape where little is known", () => {
      const { learning_curve, loss_over_time: _, ...rest } = numbers.report;
      const bare = { ...rest, learning_curve: learning_curve.slice(-1), segments: [] };
      expect(sections(reportPage(bare))).toEqual(["Performance", "What the model goes by", "Predictions"]);
    });

    it("is well formed: every element that is opened is closed", () => {
      for (const { report } of [two, three, numbers]) {
        const open: string[] = [];
        const page = reportPage(report).replace(/<style>[^]*?<\/style>/, "");
        for (const [, closing, name, attributes] of page.matchAll(/<(\/?)([a-z0-9]+)([^>]*)>/g)) {
          if (closing === "/") expect(open.pop()).toBe(name);
          else if (!attributes!.endsWith("/") && name !== "meta") open.push(name!);
        }
        expect(open).toEqual([]);
      }
    });
  });
});
