import { describe, expect, it } from "vitest";
import { exp, log } from "../../../../src/core/elementary.ts";
import { seededRandom } from "../../../../src/core/random.ts";
import { dataRows, type TabularData, type TabularTable } from "../../../../src/models/tabular.ts";
import { encodedMethod } from "../../../../src/training/tabular/encoded-method.ts";
import { shapSummary } from "../../../../src/training/tabular/shap-summary.ts";
import {
  methodIds,
  tableMethod,
  type TableMethod,
  type TableTask,
} from "../../../../src/training/tabular/table-task.ts";
import type { TrainedTable } from "../../../../src/training/tabular/trained-table.ts";

const random = seededRandom(21, "shap");
const rows = 160;
const pages = Float64Array.from({ length: rows }, (_, i) => (i % 11 === 5 ? NaN : random.normal()));
const noise = Float64Array.from({ length: rows }, () => random.normal());
const genre = Int32Array.from({ length: rows }, () => random.integer(3));
const table: TabularTable = {
  rows,
  columns: [
    { kind: "numeric", name: "noise", values: noise },
    { kind: "numeric", name: "pages", values: pages },
    { kind: "category", name: "genre", values: genre, categories: ["crime", "poetry", "travel"] },
  ],
};
const score = Float64Array.from(pages, (value, i) => 2 * (value || 0) + (genre[i] === 1 ? 1.5 : 0));
const byTask = {
  regression: { classes: [], target: score },
  "two classes": { classes: ["no", "yes"], target: score.map((value) => (value > 0.5 ? 1 : 0)) },
  "three classes": {
    classes: ["low", "mid", "high"],
    target: score.map((value) => (value < -0.5 ? 0 : value < 1 ? 1 : 2)),
  },
};

async function trainedOn(
  kind: keyof typeof byTask,
  id: string,
  change: (method: TableMethod) => TableMethod = (method) => method,
): Promise<{ readonly trained: TrainedTable; readonly data: TabularData }> {
  const { classes, target } = byTask[kind];
  const task: TableTask = kind === "regression" ? "regression" : "classification";
  const method = change(await tableMethod(task, id, {}, classes));
  const data = { ...table, target };
  const state = await method.fit(data, { random: seededRandom(3) });
  const common = { task, target: "sold", schema: [], classes, calibrators: [], intervalHalf: 0 };
  return { trained: { ...common, method, state }, data };
}

const kinds = Object.keys(byTask) as (keyof typeof byTask)[];
const exact = kinds.flatMap((kind) =>
  methodIds(kind === "regression" ? "regression" : "classification")
    .filter((id) => ["linear", "logistic", "boosted-trees", "random-forest"].includes(id))
    .map((id) => ({ kind, id })),
);
/** The same behind an encoding of the words: one column of three, or a number learned in the fit. */
const encodings = ["one-hot", "target"] as const;
const behind = encodings.flatMap((encoding) => exact.map((each) => ({ ...each, encoding })));

describe("contributions of models", () => {
  it.each([...exact.map((each) => ({ ...each, encoding: "native" as const })), ...behind])(
    "sum with their expectation to the score: $id, $kind, $encoding",
    async ({ kind, id, encoding }) => {
      const { trained, data } = await trainedOn(kind, id, (method) =>
        encoding === "native"
          ? method
          : encodedMethod(method, { genre: encoding }, byTask[kind].classes.length),
      );
      const { explainer } = trained.method;
      const { values, expected, scores, unit } = explainer!.contributions(trained.state, data);
      const outputs = trained.method.outputs(trained.state, data);
      const classes = Math.max(1, trained.classes.length);
      for (let row = 0; row < rows; row++) {
        const sums = Array.from({ length: scores }, (_, k) => {
          let sum = expected[k]!;
          for (let c = 0; c < 3; c++) sum += values[(row * scores + k) * 3 + c]!;
          return sum;
        });
        const own = Array.from(outputs.subarray(row * classes, (row + 1) * classes));
        if (unit !== "log-odds") {
          sums.forEach((sum, k) => expect(sum).toBeCloseTo(own.at(scores === 1 ? -1 : k)!, 9));
        } else if (scores === 1) {
          expect(1 / (1 + exp(-sums[0]!))).toBeCloseTo(own[1]!, 9);
        } else {
          // Scores are logs of odds before they are made to sum to 1: their gaps are those of the probabilities.
          for (let k = 1; k < scores; k++) {
            expect(sums[k]! - sums[0]!).toBeCloseTo(log(own[k]! / own[0]!), 6);
          }
        }
      }
    },
  );
});

describe("shapSummary", () => {
  it.each(exact)("puts what matters first, and what does not last: $id, $kind", async ({ kind, id }) => {
    const { trained, data } = await trainedOn(kind, id);
    const summary = shapSummary(trained, data, data, seededRandom(1));
    expect(summary.method).toBe(["linear", "logistic"].includes(id) ? "linear" : "tree");
    expect(summary.rows).toBe(rows);
    const names = summary.features.map(({ feature }) => feature);
    expect(names).toEqual(["pages", "genre", "noise"]);
    expect(summary.sample.map(({ feature }) => feature)).toEqual(names);
    const genrePoints = summary.sample[1]!.points;
    expect(new Set(genrePoints.map(([value]) => value))).toEqual(new Set(["crime", "poetry", "travel"]));
    expect(summary.sample[0]!.points.filter(([value]) => value === null)).toHaveLength(15);
    expect(summary.expected).toHaveLength(kind === "three classes" ? 3 : 1);
    expect(summary.score_of).toBe(
      { regression: "sold", "two classes": "yes", "three classes": "the class given" }[kind],
    );
  });

  it("takes the mean size over rows, and over classes where there are more than two", async () => {
    const { trained, data } = await trainedOn("three classes", "logistic");
    const { values } = trained.method.explainer!.contributions(trained.state, data);
    const summary = shapSummary(trained, data, data, seededRandom(1));
    const pagesOf = (k: number): number => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += Math.abs(values[(row * 3 + k) * 3 + 1]!);
      return sum / rows;
    };
    const [first] = summary.features;
    first!.by_class!.forEach((size, k) => expect(size).toBeCloseTo(pagesOf(k), 12));
    expect(first!.mean_absolute).toBeCloseTo((pagesOf(0) + pagesOf(1) + pagesOf(2)) / 3, 12);
    // The sample is of the class that each row is given.
    const outputs = trained.method.outputs(trained.state, data);
    summary.sample[0]!.points.forEach(([, contribution], row) => {
      const own = outputs.subarray(3 * row, 3 * row + 3);
      const said = own.indexOf(Math.max(...own));
      expect(contribution).toBeCloseTo(values[(row * 3 + said) * 3 + 1]!, 4);
    });
  });

  it("samples where a method cannot tell, or would take too long, and comes near the exact values", async () => {
    for (const change of [
      (method: TableMethod): TableMethod => ({ ...method, explainer: undefined as never }),
      (method: TableMethod): TableMethod => ({
        ...method,
        explainer: { ...method.explainer!, stepsPerRow: () => 1e9 },
      }),
    ]) {
      const { trained, data } = await trainedOn("regression", "linear", change);
      const summary = shapSummary(trained, data, data, seededRandom(1));
      expect(summary).toMatchObject({ method: "sampling", unit: "value", rows });
      // Of a linear score they differ from the exact ones by the background's mean alone.
      const exactly = shapSummary(
        (await trainedOn("regression", "linear")).trained,
        data,
        data,
        seededRandom(1),
      );
      summary.features.forEach(({ feature, mean_absolute }, i) => {
        expect(feature).toBe(exactly.features[i]!.feature);
        expect(mean_absolute).toBeGreaterThan(0.6 * exactly.features[i]!.mean_absolute - 0.02);
        expect(mean_absolute).toBeLessThan(1.6 * exactly.features[i]!.mean_absolute + 0.02);
      });
    }
  });

  it("explains the probability of the second class where two are sampled", async () => {
    const { trained, data } = await trainedOn("two classes", "logistic", (method) => ({
      ...method,
      explainer: undefined as never,
    }));
    const some = dataRows(data, [0, 1, 2, 3, 4]);
    const summary = shapSummary(trained, some, data, seededRandom(1));
    expect(summary).toMatchObject({ method: "sampling", unit: "probability", rows: 5, score_of: "yes" });
    const outputs = trained.method.outputs(trained.state, some);
    summary.sample[0]!.points.forEach((_, row) => {
      const sum = summary.sample.reduce((total, { points }) => total + points[row]![1], summary.expected[0]!);
      expect(sum).toBeCloseTo(outputs[2 * row + 1]!, 4);
    });
  });

  it("explains fewer rows of a larger model, spread over the test part", async () => {
    const { trained, data } = await trainedOn("regression", "linear", (method) => ({
      ...method,
      explainer: { ...method.explainer!, stepsPerRow: () => 5e4 },
    }));
    expect(shapSummary(trained, data, data, seededRandom(1))).toMatchObject({ method: "linear", rows: 80 });
  });

  it("stops when it is told to", async () => {
    const { trained, data } = await trainedOn("regression", "boosted-trees");
    const signal = AbortSignal.abort();
    expect(() => shapSummary(trained, data, data, seededRandom(1), signal)).toThrow(
      expect.objectContaining({ code: "core.aborted" }),
    );
  });
});
