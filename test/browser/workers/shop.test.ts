import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectIngest, connectPredict, connectTrain } from "../../../src/bridge/workers.ts";
import { subscribeChanges } from "../../../src/bridge/storage.ts";
import { seededRandom } from "../../../src/core/random.ts";
import { browserDatabase } from "../../../src/platform/browser/database.ts";

/** Ten titles sold for 30 weeks, more on Saturdays, as a till would export them. */
function tillFile(): File {
  const random = seededRandom(7, "till");
  const lines = ["date,sku,title,quantity,price"];
  for (let day = 0; day < 210; day++) {
    const date = new Date(Date.UTC(2026, 0, 5 + day));
    for (let title = 0; title < 10; title++) {
      const mean = (title + 1) * (date.getUTCDay() === 6 ? 0.9 : 0.3);
      const sold = random.poisson(mean);
      if (sold > 0) lines.push(`${date.toISOString().slice(0, 10)},BK-${title},Book ${title},${sold},9.99`);
    }
  }
  lines.push("not a date,BK-1,Book 1,1,9.99");
  return new File([`${lines.join("\n")}\n`], "till.csv", { type: "text/csv" });
}

const ingest = connectIngest();
const train = connectTrain();
const predict = connectPredict();
const database = browserDatabase();
let datasetId: string;

const artifact = async (path: string): Promise<number[]> => {
  const key = `artifacts/models/demand_forecasting/${path}`;
  const bytes = (await database.read("artifacts", key)) as Uint8Array | undefined;
  return [...(bytes ?? [])];
};

beforeAll(async () => {
  const { id } = await ingest.api.createDataset("Worker test");
  datasetId = id;
});
afterAll(async () => {
  await ingest.api.deleteDataset(datasetId);
  for (const connection of [ingest, train, predict]) connection.terminate();
  database.close();
});

describe("the workers together", () => {
  it("import a file, with progress, and tell every thread what has changed", async () => {
    const stores = new Set<string>();
    const stop = subscribeChanges((changes) => changes.forEach(({ store }) => stores.add(store)));
    const file = tillFile();
    const preview = await ingest.api.inspectFile(file);
    expect(preview.plan.kind).toBe("sales");
    const phases: string[] = [];
    const report = await ingest.api.importFile(datasetId, file, preview.plan, ({ phase }) =>
      phases.push(phase),
    );
    expect(report.record).toMatchObject({ rejected: 1 });
    expect(report.record.added).toBe(report.record.rows - 1);
    expect(phases.length).toBeGreaterThan(0);
    await expect.poll(() => stores.has("datasets") && stores.has("sales")).toBe(true);
    stop();
    const rejects = await (await ingest.api.rejectedRowsFile(report.record.importId)).text();
    expect(rejects).toContain("not a date");
  });

  it("ends an import in the middle with the dataset as it was", async () => {
    const before = (await ingest.api.datasets()).find(({ id }) => id === datasetId);
    const file = new File([await tillFile().text(), "2026-09-01,BK-1,Book 1,5,9.99\n"], "more.csv");
    const { plan } = await ingest.api.inspectFile(file);
    const importing = ingest.api.importFile(datasetId, file, plan, () => {});
    ingest.terminate();
    await expect(importing).rejects.toMatchObject({ code: "core.aborted" });
    expect((await ingest.api.datasets()).find(({ id }) => id === datasetId)).toEqual(before);
  });

  it("say in the terms of the workflow what is wrong", async () => {
    await expect(train.api.train({ datasetId: "nobody", preset: "fast" }, () => {})).rejects.toMatchObject({
      code: "import.unknown-dataset",
    });
    await expect(predict.api.provenance("nobody")).rejects.toMatchObject({ code: "import.unknown-dataset" });
  });

  it("train on several threads to the same bytes, whether or not the training was ended 20 times", async () => {
    const request = { datasetId, preset: "fast" } as const;
    const first = await train.api.train(request, () => {});
    expect(first.version).toBe("1.0.0");
    expect(first.titles).toBe(10);

    const random = seededRandom(20261123, "end training");
    let ended = 0;
    while (ended < 20) {
      const training = train.api
        .train(request, () => {})
        .then(
          () => "finished",
          (error: { code: string }) => error.code,
        );
      await new Promise((resolve) => setTimeout(resolve, random.integer(250)));
      train.terminate();
      const outcome = await training;
      expect(["finished", "core.aborted"]).toContain(outcome);
      ended++;
      // Whatever is the champion now is whole.
      const { model, warnings } = await predict.api.provenance(datasetId);
      expect(warnings).toEqual([]);
      expect(model).not.toBeNull();
    }
    const last = await train.api.train(request, () => {});
    expect(await artifact(`${last.version}/model.bin`)).toEqual(await artifact("1.0.0/model.bin"));
    expect(await artifact(`${last.version}/features.json`)).toEqual(await artifact("1.0.0/features.json"));
    expect(await train.api.pending(datasetId)).toBeNull();
  });

  it("forecast, search, keep an edit and write the order", async () => {
    const table = await predict.api.titleTable(datasetId);
    expect(table.count).toBe(10);
    const rows = await predict.api.searchTitles(datasetId, "boook 7");
    expect([...rows]).toContain(table.itemIdText.split("\n").indexOf("BK-7"));
    const detail = await predict.api.title(datasetId, "BK-9");
    expect(detail.weeks).toHaveLength(4);
    const today = await predict.api.today(datasetId, 0, 100);
    expect(today.total).toBeGreaterThan(0);
    const { itemId } = today.lines[0]!;
    await predict.api.editOrder(datasetId, itemId, 77);
    const csv = await (await predict.api.exportOrder(datasetId, "csv")).text();
    expect(csv).toContain(itemId);
    expect(csv).toContain("77");
    const sheet = new Uint8Array(await (await predict.api.exportOrder(datasetId, "xlsx")).arrayBuffer());
    expect([sheet[0], sheet[1]]).toEqual([0x50, 0x4b]);
  });
});
