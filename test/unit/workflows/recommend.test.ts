import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../../src/core/ports.ts";
import { silentProgress } from "../../../src/core/progress.ts";
import type { DemoTitle } from "../../../src/domain/demo-records.ts";
import type {
  RecommendAnswer,
  RecommendQuestion,
  RelatedTitles,
} from "../../../src/domain/recommendation.ts";
import type { RecommenderOverview, TrainRecommenderReport } from "../../../src/domain/recommender-report.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import { forecastDataCache } from "../../../src/workflows/forecast-data.ts";
import { importFile, inspectFile } from "../../../src/workflows/import-file.ts";
import { createDataset } from "../../../src/workflows/datasets.ts";
import { DEMO_DATASET_ID, openDemoShop } from "../../../src/workflows/open-demo-shop.ts";
import { poolTasks } from "../../../src/workflows/pool-tasks.ts";
import { findCustomers, recommend, recommenderOverview, related } from "../../../src/workflows/recommend.ts";
import { recommenderCache } from "../../../src/workflows/recommender-data.ts";
import { removeDataset } from "../../../src/workflows/remove-dataset.ts";
import { recommenderLock } from "../../../src/workflows/train-forecast.ts";
import { trainShop } from "../../../src/workflows/train-shop.ts";
import { trainRecommender } from "../../../src/workflows/train-recommender.ts";

const ENGINE = "artifacts/models/recommendation_engine/";
const catalogue = JSON.parse(readFileSync("public/demo/catalogue.json", "utf8")) as DemoTitle[];
const newContext = () => ({
  database: memoryDatabase(),
  clock: { isoNow: () => "2026-11-01T09:00:00.000Z", monotonicMs: () => 0 },
  locks: memoryLocks(),
  threads: inlineThreads(poolTasks),
  tables: fileTableReader(),
  progress: silentProgress,
  cache: forecastDataCache(),
  recommenders: recommenderCache(),
});
type Context = ReturnType<typeof newContext>;
const ask = (
  context: Context,
  datasetId: string,
  more: Partial<RecommendQuestion> = {},
): Promise<RecommendAnswer> =>
  recommend(context, {
    datasetId,
    reader: { entries: [] },
    k: 10,
    filters: {},
    diversity: 0,
    novelty: 0,
    ...more,
  });
const textOf = async (database: Database, key: string): Promise<string> =>
  new TextDecoder("latin1").decode((await database.read("artifacts", key)) as Uint8Array);
const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

/** A shop from a few till lines. */
async function smallShop(context: Context, lines: readonly string[]): Promise<string> {
  const { id } = await createDataset(context, "Small");
  await addSales(context, id, "a.csv", lines);
  return id;
}
async function addSales(context: Context, id: string, name: string, lines: readonly string[]): Promise<void> {
  const bytes = new TextEncoder().encode(`${["date,sku,quantity,customer,title", ...lines].join("\n")}\n`);
  const source = {
    name,
    size: bytes.length,
    slice: (start: number, end?: number) => Promise.resolve(bytes.slice(start, end)),
    async *chunks() {
      yield await Promise.resolve(bytes);
    },
  };
  const { plan } = await inspectFile(context.tables, source);
  await importFile(context, id, source, { ...plan, kind: "sales" });
}

describe("the demo shop's recommender", () => {
  const context = newContext();
  const datasetId = DEMO_DATASET_ID;
  let untrained: RecommendAnswer;
  let byContent: RecommendAnswer;
  let alike: RelatedTitles;
  let pride: string;
  let report: TrainRecommenderReport;
  let overview: RecommenderOverview;
  const phases = new Set<string>();

  beforeAll(async () => {
    await openDemoShop(context, catalogue);
    untrained = await ask(context, datasetId);
    pride = ((await context.database.read("catalogue", datasetId)) as { itemId: string }[])[0]!.itemId;
    alike = await related(context, datasetId, pride);
    byContent = await ask(context, datasetId, {
      reader: { entries: [{ itemId: pride, reaction: "loved" }] },
    });
    report = await trainRecommender(
      { datasetId, preset: "fast" },
      { ...context, progress: ({ phase }) => void phases.add(phase) },
    );
    overview = (await recommenderOverview(context, datasetId))!;
  }, 120_000);

  it("answers from what sells before any training", () => {
    expect(untrained.version).toBeNull();
    expect(untrained.provenance.model).toBeNull();
    expect(untrained.items).toHaveLength(10);
    for (const { reasons } of untrained.items) expect(reasons.map(({ kind }) => kind)).toEqual(["popular"]);
  });

  it("knows what is like a title before any training", () => {
    expect(alike.goesWith).toEqual([]);
    expect(alike.similar.some(({ authors }) => authors.includes("Jane Austen"))).toBe(true);
    expect(byContent.items[0]?.reasons[0]).toMatchObject({ kind: "content", itemId: pride });
  });

  it("is published with its three files beside the metadata, customers apart", async () => {
    expect(report).toMatchObject({ version: "1.0.0", titles: 304 });
    expect(report.readers).toBeGreaterThan(400);
    expect(await context.database.keys("artifacts", `${ENGINE}1.0.0/`)).toEqual(
      ["evaluation.json", "metadata.json", "similarity_matrix.bin", "user_item_matrix.bin"].map(
        (name) => `${ENGINE}1.0.0/${name}`,
      ),
    );
    const metadata = JSON.parse(await textOf(context.database, `${ENGINE}1.0.0/metadata.json`)) as object;
    expect(metadata).toMatchObject({
      model_type: "recommendation",
      local_files: ["user_item_matrix.bin"],
      lineage: { dataset_id: datasetId, readers: report.readers },
    });
    expect(overview.files.filter(({ local }) => local).map(({ name }) => name)).toEqual([
      "user_item_matrix.bin",
    ]);
    expect([...phases]).toEqual(expect.arrayContaining(["Reading purchases", "Publishing"]));
  });

  it("names no customer outside the file that stays here", async () => {
    const customers = (await context.database.read("sales", `${datasetId}/customers`)) as string[];
    expect(customers.length).toBeGreaterThan(400);
    for (const key of await context.database.keys("artifacts", "")) {
      const text = await textOf(context.database, key);
      const found = customers.filter((customer) => text.includes(customer));
      expect(found.length > 0).toBe(key.endsWith("user_item_matrix.bin"));
    }
  });

  it("is measured beside popularity and item-kNN, by activity and with standard errors", () => {
    const { methods, split, k } = overview.report!;
    expect(methods.map(({ id }) => id)).toEqual(["recommender", "popularity", "item-knn"]);
    expect(k).toBe(20);
    expect(split.kind).toBe("temporal");
    expect(split.note).toMatch(/titles first bought after \d{4}-\d\d-\d\d/);
    for (const { scores, byActivity, coverage, diversity } of methods) {
      expect(scores.ndcg.value).toBeGreaterThan(0.1);
      expect(scores.ndcg.standardError).toBeGreaterThan(0);
      expect(byActivity).toHaveLength(3);
      expect(coverage).toBeGreaterThan(0);
      expect(diversity?.value).toBeGreaterThan(0);
    }
    expect(report.metrics["ndcg_at_20"]).toBe(methods[0]!.scores.ndcg.value);
    expect(report.metrics["popularity_ndcg_at_20"]).toBe(methods[1]!.scores.ndcg.value);
  });

  it("finds customers by a part of their identifier, and recommends what they do not have", async () => {
    const found = await findCustomers(context, datasetId, " l21");
    expect(found.length).toBeGreaterThan(5);
    for (const { customer } of found) expect(customer).toContain("L21");
    expect(found.map(({ titles }) => titles)).toEqual(
      found.map(({ titles }) => titles).sort((a, b) => b - a),
    );
    const { customer, lastDay } = found[0]!;
    expect(lastDay).toBeGreaterThan(20_000);
    const answer = await ask(context, datasetId, { reader: { customer }, k: 20 });
    expect(answer.version).toBe("1.0.0");
    expect(answer.items).toHaveLength(20);
    const bought = await ask(context, datasetId, { reader: { customer }, k: 200 });
    expect(bought.items.length).toBeLessThanOrEqual(304 - found[0]!.titles);
    expect(answer.items.some(({ reasons }) => reasons[0]?.kind === "read")).toBe(true);
  });

  it("gives what goes with a title and what is like it", async () => {
    const [pride] = (await context.database.read("catalogue", datasetId)) as { itemId: string }[];
    const { goesWith, similar } = await related(context, datasetId, pride!.itemId);
    expect(goesWith.length).toBeGreaterThan(3);
    expect(similar.some(({ authors }) => authors.includes("Jane Austen"))).toBe(true);
    expect(await related(context, datasetId, "nothing")).toEqual({ goesWith: [], similar: [] });
  });

  it("refuses an unknown customer without repeating the identifier, and a bad length", async () => {
    const asking = ask(context, datasetId, { reader: { customer: "secret-77" } });
    await expect(asking).rejects.toThrow(code("recommend.unknown-customer"));
    await expect(asking).rejects.toThrow(expect.not.stringContaining("secret-77") as string);
    for (const k of [0, 2.5, 1000]) {
      await expect(ask(context, datasetId, { k })).rejects.toThrow(code("recommend.bad-length"));
    }
  });

  it("trains to the same bytes again", async () => {
    const again = await trainRecommender({ datasetId, preset: "fast" }, context);
    expect(again.version).toBe("1.0.1");
    for (const file of ["similarity_matrix.bin", "user_item_matrix.bin", "evaluation.json"]) {
      const [first, second] = ["1.0.0", "1.0.1"].map((version) =>
        textOf(context.database, `${ENGINE}${version}/${file}`),
      );
      expect(await second).toBe(await first);
    }
  }, 60_000);

  it("sets a damaged version aside and answers from the one before", async () => {
    const key = `${ENGINE}1.0.1/similarity_matrix.bin`;
    await context.database.write([{ store: "artifacts", key, value: Uint8Array.of(1, 2, 3) }]);
    context.recommenders.current = null;
    const answer = await ask(context, datasetId);
    expect(answer.version).toBe("1.0.0");
    expect(answer.provenance.warnings[0]).toContain("1.0.1 of recommendation_engine is damaged");
  });

  it("goes with its dataset", async () => {
    await removeDataset(context, datasetId);
    const left = await context.database.keys("artifacts", "");
    expect(left.filter((key) => !key.endsWith("index.json"))).toEqual([]);
  });
});

describe("a small shop", () => {
  const line = (day: number, sku: string, customer: string, quantity = 1): string =>
    `2026-01-${String(day).padStart(2, "0")},B${sku},${quantity},${customer},Title ${sku}`;

  it("works without any customer", async () => {
    const context = newContext();
    const id = await smallShop(context, [line(1, "100", ""), line(2, "100", ""), line(3, "200", "")]);
    const trained = await trainRecommender({ datasetId: id, preset: "fast" }, context);
    expect(trained).toMatchObject({ readers: 0, titles: 2, metrics: {} });
    const { items, version } = await ask(context, id);
    expect(version).toBe("1.0.0");
    expect(items.map(({ itemId }) => itemId)).toEqual(["B100", "B200"]);
    expect((await recommenderOverview(context, id))?.report).toBeNull();
    expect(await findCustomers(context, id, "")).toEqual([]);
  });

  it("takes returned titles back and learns from customers with two titles", async () => {
    const context = newContext();
    const lines = ["c1", "c2", "c3"].flatMap((customer, i) => [
      line(1 + i, "100", customer),
      line(5 + i, "200", customer),
    ]);
    const id = await smallShop(context, [
      ...lines,
      line(9, "300", "c1"),
      line(10, "300", "c1", -1),
      line(9, "100", "c4"),
    ]);
    const trained = await trainRecommender({ datasetId: id, preset: "fast" }, context);
    expect(trained).toMatchObject({ readers: 3, pairs: 6, titles: 3 });
    const { items } = await ask(context, id, { reader: { customer: "c4" } });
    expect(items[0]?.itemId).toBe("B200");
    expect(items[0]?.reasons[0]).toMatchObject({ kind: "read", itemId: "B100" });
    expect((await findCustomers(context, id, "c")).map(({ customer, titles }) => [customer, titles])).toEqual(
      [
        ["c1", 2],
        ["c2", 2],
        ["c3", 2],
        ["c4", 1],
      ],
    );
  });

  it("knows of purchases made after the training, and says that it is stale", async () => {
    const context = newContext();
    const id = await smallShop(context, [line(1, "100", "c1"), line(1, "200", "c1"), line(2, "100", "c2")]);
    await trainRecommender({ datasetId: id, preset: "fast" }, context);
    await addSales(context, id, "b.csv", [line(12, "200", "c2"), line(12, "100", "c9")]);
    const { items, provenance } = await ask(context, id, { reader: { customer: "c2" } });
    expect(items).toEqual([]);
    expect(provenance.model?.stale).toBe(true);
    expect((await findCustomers(context, id, "c9"))[0]).toMatchObject({ titles: 1 });
  });

  it("gets its recommender with its forecast where it is the demo shop, and only the first time", async () => {
    const context = newContext();
    const days = Array.from({ length: 28 }, (_, i) => line(1 + i, "100", `c${i % 3}`));
    const id = await smallShop(context, [...days, ...days.map((text) => text.replace("B100", "B200"))]);
    await trainShop({ datasetId: id, preset: "fast", horizonDays: 7 }, context);
    expect(await recommenderOverview(context, id)).toBeNull();
    const record = (await context.database.read("datasets", id)) as object;
    await context.database.write([{ store: "datasets", key: id, value: { ...record, simulated: true } }]);
    await trainShop({ datasetId: id, preset: "fast", horizonDays: 7 }, context);
    await trainShop({ datasetId: id, preset: "fast", horizonDays: 7 }, context);
    expect((await recommenderOverview(context, id))?.version).toBe("1.0.0");
  });

  it("has nothing to train on without titles", async () => {
    const context = newContext();
    const { id } = await createDataset(context, "Empty");
    const training = trainRecommender({ datasetId: id, preset: "fast" }, context);
    await expect(training).rejects.toThrow(code("recommend.no-titles"));
    expect((await ask(context, id)).items).toEqual([]);
  });
});

describe("a recommender that another tab is training", () => {
  it(
    "keeps nobody from the forecast, and holds off the removal of its shop",
    { timeout: 60_000 },
    async () => {
      const context = newContext();
      await openDemoShop(context, catalogue);
      await context.locks.hold(recommenderLock(DEMO_DATASET_ID), { wait: false }, async () => {
        const { titles } = await trainShop({ datasetId: DEMO_DATASET_ID, preset: "fast" }, context);
        expect(titles).toBeGreaterThan(0);
        expect(await context.database.keys("artifacts", ENGINE)).toEqual([]);
        await expect(removeDataset(context, DEMO_DATASET_ID)).rejects.toThrow(code("storage.busy"));
      });
    },
  );
});
