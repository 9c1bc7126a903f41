import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { readTrainingConfig, type TrainingConfig } from "../../../src/domain/training-config.ts";
import { CLASSIFICATION_MODEL_IDS } from "../../../src/models/catalog.ts";
import { compareTableModels } from "../../../src/workflows/compare-table-models.ts";
import { openTableModel, predictTable } from "../../../src/workflows/predict-table.ts";
import { readTestPredictions } from "../../../src/workflows/test-predictions-file.ts";
import type { TextTable } from "../../../src/workflows/text-table.ts";
import {
  discardPendingTableTraining,
  pendingTableTrainings,
  resumeTableTraining,
  trainTableModel,
} from "../../../src/workflows/train-table.ts";
import { shopContext, type ShopContext } from "./forecast-shop.ts";

const ROWS = 120;
const random = seededRandom(5, "flowers");
const rows = Array.from({ length: ROWS }, () => {
  const [a, b] = [random.normal(), random.normal()];
  const place = random.next() < 0.5 ? "shade" : "sun";
  return [
    a.toFixed(3),
    b.toFixed(3),
    place,
    a + (place === "sun" ? b : -b) > 0.2 * random.normal() ? "yes" : "no",
  ];
});
const table: TextTable = {
  fileName: "flowers.csv",
  columns: ["a", "b", "place", "blooms"],
  cells: [0, 1, 2, 3].map((c) => rows.map((row) => row[c]!)),
};
const configured = (settings: Partial<TrainingConfig> = {}): TrainingConfig =>
  readTrainingConfig(JSON.stringify({ tuning_trials: 6, cross_validation_folds: 3, ...settings }), {
    model_name: "flowers",
    data_source: table.fileName,
  });
const train = (context: ShopContext, config = configured(), limitMs?: number) =>
  trainTableModel("classification", table, "blooms", config, context, limitMs);

async function published(context: ShopContext, version: string): Promise<Record<string, unknown>> {
  const read = (file: string): Promise<unknown> =>
    context.database.read("artifacts", `artifacts/models/flowers/${version}/${file}`);
  return { model: await read("model.bin"), features: await read("features.json") };
}

/** A context whose training is cancelled at the start of a fit. */
function cancelledAt(context: ShopContext, fit: number): ShopContext {
  const controller = new AbortController();
  let starts = 0;
  return {
    ...context,
    signal: controller.signal,
    progress: () => {
      if (starts++ === fit) controller.abort();
    },
  };
}

describe("trainTableModel", () => {
  for (const settings of [{}, { tuning_method: "hyperband", tuning_trials: 14 }] as const) {
    const method = configured(settings).tuning_method;
    it(`goes on after a cancel and ends in the same bytes (${method})`, async () => {
      const config = configured(settings);
      const whole = shopContext();
      const { version } = await train(whole, config);
      const cut = shopContext();
      for (const fit of [4, 5, 9]) {
        await expect(train(cancelledAt(cut, fit), config)).rejects.toMatchObject({ kind: "aborted" });
      }
      const [pending] = await pendingTableTrainings(cut.database);
      expect(pending).toMatchObject({ task: "classification", target: "blooms", config });
      expect(pending!.fits).toBe(9);
      const resumed = await resumeTableTraining("flowers", cut);
      expect(await published(cut, resumed.version)).toEqual(await published(whole, version));
      expect(await cut.database.keys("checkpoints", "")).toEqual([]);
    });
  }

  it("begins anew for another configuration, and after what was kept is discarded", async () => {
    const context = shopContext();
    await expect(train(cancelledAt(context, 6))).rejects.toMatchObject({ kind: "aborted" });
    await expect(train(cancelledAt(context, 2), configured({ random_state: 7 }))).rejects.toThrow();
    const [pending, ...others] = await pendingTableTrainings(context.database);
    expect(others).toEqual([]);
    expect(pending).toMatchObject({ config: { random_state: 7 }, fits: 2 });
    await discardPendingTableTraining(context, "flowers");
    expect(await context.database.keys("checkpoints", "")).toEqual([]);
    await expect(resumeTableTraining("flowers", context)).rejects.toMatchObject({
      code: "table-model.none-pending",
    });
  });

  it("counts the time before a cut against a time limit", async () => {
    const context = shopContext();
    let now = 0;
    const slow = { ...context.clock, monotonicMs: () => (now += 1000) };
    const standing = { ...context.clock, monotonicMs: () => 0 };
    await expect(train({ ...cancelledAt(context, 12), clock: slow })).rejects.toMatchObject({
      kind: "aborted",
    });
    const resumed = await train({ ...context, clock: standing }, configured(), 5000);
    expect(resumed.report.tuning).toBeUndefined();
    const anew = await train({ ...shopContext(), clock: standing }, configured(), 5000);
    expect(anew.report.tuning).toBeDefined();
  });

  it("refuses a second training of the same name meanwhile", async () => {
    const context = shopContext();
    const first = train(context);
    await expect(train(context)).rejects.toMatchObject({ code: "storage.busy" });
    await first;
  });

  it("keeps what the model said of its test part before it was fitted anew on all rows, for comparisons", async () => {
    const context = shopContext();
    const first = await train(context, configured({ model: "logistic", tuning_trials: 0, refit: true }));
    const second = await train(context, configured({ preset: "fast" }));
    const files = await context.database.keys("artifacts", `artifacts/models/flowers/${second.version}/`);
    expect(files.map((key) => key.split("/").at(-1))).toContain("test_predictions.bin");
    const names = [`flowers@${first.version}`, `flowers@${second.version}`] as const;
    const { measured } = await compareTableModels(context.database, names, table);
    expect(measured).toMatchObject({ chosen: "held back by both", rows: 24 });
    // What the tested model says of those rows is what its report says.
    const loss = measured!.metrics.find(({ metric }) => metric === "log_loss")!;
    expect(loss.b).toBeCloseTo(second.report.model_performance.test["log_loss"]!, 12);
    // The published model has learned those rows, and says something else of them.
    const published = predictTable(await openTableModel(context.database, names[1]), table);
    const kept = (await readTestPredictions(context.database, "flowers", second.version))!;
    const firstClass = published[1]!.values;
    const width = kept.outputs.length / kept.rows.length;
    const moved = Array.from(kept.rows, (row, i) => firstClass[row] !== kept.outputs[i * width]);
    expect(moved).toContain(true);
  });

  it("keeps a log of what was judged, also of a training that failed", async () => {
    const context = shopContext();
    const lines: string[] = [];
    const onLine = (line: string): void => void lines.push(line);
    await trainTableModel("classification", table, "blooms", configured(), { ...context, onLine });
    const events = lines.map((line) => JSON.parse(line) as { event: string; what?: string });
    expect(events.filter(({ event }) => event === "judged").length).toBe(CLASSIFICATION_MODEL_IDS.length + 6);
    const [log] = await context.database.keys("artifacts", "artifacts/logs/");
    const kept = (await context.database.read("artifacts", log!)) as Uint8Array;
    expect(new TextDecoder().decode(kept)).toBe(`${lines.join("\n")}\n`);
    const bad = configured({ column_types: { place: "numeric" } });
    const failing = { ...context, onLine };
    await expect(trainTableModel("classification", table, "blooms", bad, failing)).rejects.toThrow();
    expect(lines.at(-1)).toContain("table-training.bad-number");
  });
});
