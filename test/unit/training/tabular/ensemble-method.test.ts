import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { readTrainingConfig } from "../../../../src/domain/training-config.ts";
import { ensembleMethod, isEnsemble, savedMethod } from "../../../../src/training/tabular/ensemble-method.ts";
import { tableMethod, type TableMethod } from "../../../../src/training/tabular/table-task.ts";
import { tableOutputs } from "../../../../src/training/tabular/trained-table.ts";
import { trainTable } from "../../../../src/training/tabular/train-table.ts";
import { decodeTableModel, encodeTableModel } from "../../../../src/workflows/table-model.ts";
import { randomClassification } from "../../../fixtures/random-table.ts";

const data = randomClassification(150, 3, seededRandom(3, "ensemble"));
const classes = data.classes;
const context = () => ({ random: seededRandom(1) });
const member = (id: string, options: Record<string, number> = {}): Promise<TableMethod> =>
  tableMethod("classification", id, options, classes);

describe("ensembleMethod", () => {
  it("gives the weighted mean of its members' probabilities, after saving as before", async () => {
    const [linear, trees] = [await member("logistic"), await member("boosted-trees", { iterations: 10 })];
    const method = ensembleMethod([
      { method: linear, weight: 0.75 },
      { method: trees, weight: 0.25 },
    ]);
    const states = [await linear.fit(data, context()), await trees.fit(data, context())];
    const [a, b] = [linear.outputs(states[0], data), trees.outputs(states[1], data)];
    const outputs = method.outputs(states, data);
    expect(outputs).toEqual(a.map((value, i) => 0.75 * value + 0.25 * b[i]!));
    const named = await savedMethod("classification", method.id, method.options, classes);
    expect(isEnsemble(named)).toBe(true);
    expect(named.outputs(named.load(method.save(states)), data)).toEqual(outputs);
    expect(named.save(named.load(method.save(states)))).toEqual(method.save(states));
  });

  it("sums shares of importance, so that members' units do not matter", async () => {
    const linear = await member("logistic");
    const state = await linear.fit(data, context());
    const method = ensembleMethod([
      { method: linear, weight: 0.5 },
      {
        method: { ...linear, importance: (own) => linear.importance(own).map((v) => 1000 * v) },
        weight: 0.5,
      },
    ]);
    const alone = linear.importance(state);
    const sum = alone.reduce((total, value) => total + value, 0);
    method.importance([state, state]).forEach((value, c) => expect(value).toBeCloseTo(alone[c]! / sum, 12));
  });
});

/** A ring within a square: neither a line nor few splits tell it, so that several methods help each other. */
function ringTable(rows: number, target: (a: number, b: number) => string) {
  const random = seededRandom(11, "ring");
  const pairs = Array.from({ length: rows }, () => [random.normal(), random.normal()] as const);
  return {
    columns: ["a", "b", "y"],
    cells: [
      pairs.map(([a]) => a.toFixed(4)),
      pairs.map(([, b]) => b.toFixed(4)),
      pairs.map(([a, b]) => target(a + 0.3 * random.normal(), b)),
    ],
  };
}

describe("a preset", () => {
  const config = (preset: string) =>
    readTrainingConfig(JSON.stringify({ preset, cross_validation_folds: 3, learning_curve: false }), {
      model_name: "ring",
      data_source: "",
    });

  for (const task of ["classification", "regression"] as const) {
    it(`ends in an ensemble that is not worse than any of its members, saved and read whole (${task})`, async () => {
      const table =
        task === "classification"
          ? ringTable(240, (a, b) => (a * a + b * b < 1.4 ? "in" : "out"))
          : ringTable(240, (a, b) => (a * a + 4 * b).toFixed(4));
      const { trained, report } = await trainTable(task, table, "y", config("fast"), {});
      const losses = report.candidates.map((each) => each.cross_validation_loss);
      expect(report.candidates.at(-1)!.method).toMatch(/^ensemble of [2-9]/);
      expect(losses.at(-1)).toBeLessThanOrEqual(Math.min(...losses.slice(0, -1)));
      const again = await decodeTableModel(encodeTableModel(trained));
      const one = {
        rows: 1,
        columns: trained.schema.map(({ name }) => ({
          kind: "numeric" as const,
          name,
          values: Float64Array.of(0.5),
        })),
      };
      expect(tableOutputs(again, one)).toEqual(tableOutputs(trained, one));
      expect(encodeTableModel(again)).toEqual(encodeTableModel(trained));
    }, 120_000);
  }

  it("judges fewer methods when the time limit is near, and at least one", async () => {
    const table = ringTable(120, (a, b) => (a + b > 0 ? "in" : "out"));
    let now = 0;
    const { report } = await trainTable("classification", table, "y", config("best"), {
      spentMs: () => (now += 1000),
      timeLimitMs: 1500,
    });
    expect(report.candidates).toHaveLength(1);
  });

  it("refuses a method named beside it", () => {
    const text = JSON.stringify({ preset: "fast", model: "logistic" });
    expect(() => readTrainingConfig(text, { model_name: "a", data_source: "" })).toThrow(
      /"auto" with the preset/,
    );
  });
});
