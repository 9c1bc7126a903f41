import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectAnswer, connectIngest, connectTrain } from "../../../src/bridge/workers.ts";
import { browserDatabase } from "../../../src/platform/browser/database.ts";

/** Two circles of customers, each of whom has left one of the circle's ten books. */
function tillFile(): File {
  const lines = ["date,sku,title,quantity,customer"];
  for (const circle of ["crime", "verse"]) {
    for (let customer = 0; customer < 30; customer++) {
      for (let book = 0; book < 10; book++) {
        if (book === customer % 10) continue;
        const date = new Date(Date.UTC(2026, 0, 5 + 3 * book + (customer % 3))).toISOString().slice(0, 10);
        lines.push(`${date},${circle}-${book},Book ${book} of ${circle},1,${circle}-card-${customer}`);
      }
    }
  }
  return new File([`${lines.join("\n")}\n`], "till.csv", { type: "text/csv" });
}

const ingest = connectIngest();
const train = connectTrain();
const answer = connectAnswer();
const database = browserDatabase();
let datasetId: string;

beforeAll(async () => {
  const { id } = await ingest.api.createDataset("Recommender test");
  datasetId = id;
  const file = tillFile();
  const { plan } = await ingest.api.inspectFile(file);
  await ingest.api.importFile(datasetId, file, plan, () => {});
});
afterAll(async () => {
  await ingest.api.deleteDataset(datasetId);
  const left = await database.keys("artifacts", "artifacts/models/recommendation_engine/");
  expect(left.filter((key) => !key.endsWith("index.json"))).toEqual([]);
  for (const connection of [ingest, train, answer]) connection.terminate();
  database.close();
});

const ask = (reader: Parameters<typeof answer.api.recommend>[0]["reader"]) =>
  answer.api.recommend({ datasetId, reader, k: 3, filters: {}, diversity: 0, novelty: 0 });

describe("the answer worker", () => {
  it("answers with what sells before any training", async () => {
    const { version, items } = await ask({ entries: [] });
    expect(version).toBeNull();
    expect(items).toHaveLength(3);
    expect(await answer.api.recommenderReport(datasetId)).toBeNull();
  });

  it("answers from the recommender as soon as the train worker has published it", async () => {
    const phases = new Set<string>();
    const report = await train.api.trainRecommender({ datasetId, preset: "fast" }, ({ phase }) =>
      phases.add(phase),
    );
    expect(report).toMatchObject({ version: "1.0.0", readers: 60, titles: 20, pairs: 540 });
    expect(phases.size).toBeGreaterThan(1);
    const { version, items } = await ask({ customer: "verse-card-7" });
    expect(version).toBe("1.0.0");
    expect(items[0]).toMatchObject({ itemId: "verse-7", rank: 1 });
    expect(items[0]!.reasons[0]!.kind).toBe("read");
    const overview = await answer.api.recommenderReport(datasetId);
    expect(overview?.report?.methods.map(({ id }) => id)).toEqual(["recommender", "popularity", "item-knn"]);
    expect(overview?.files.find(({ local }) => local)?.name).toBe("user_item_matrix.bin");
  });

  it("finds customers and what goes with a title", async () => {
    const customers = await answer.api.customers(datasetId, "verse-card-1");
    expect(customers.map(({ customer }) => customer)).toContain("verse-card-12");
    expect(customers).toHaveLength(11);
    const { goesWith } = await answer.api.related(datasetId, "crime-3");
    expect(goesWith.every(({ itemId }) => itemId.startsWith("crime"))).toBe(true);
    await expect(ask({ customer: "nobody" })).rejects.toMatchObject({ code: "recommend.unknown-customer" });
  });
});
