import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { silentProgress } from "../../../src/core/progress.ts";
import type { DemoTitle } from "../../../src/domain/demo-shop.ts";
import type { RecommendQuestion } from "../../../src/domain/recommendation.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import { forecastDataCache } from "../../../src/workflows/forecast-data.ts";
import { DEMO_DATASET_ID, openDemoShop } from "../../../src/workflows/open-demo-shop.ts";
import { poolTasks } from "../../../src/workflows/pool-tasks.ts";
import { findCustomers, recommend, recommenderOverview, related } from "../../../src/workflows/recommend.ts";
import { recommenderCache } from "../../../src/workflows/recommender-data.ts";
import { trainRecommender } from "../../../src/workflows/train-recommender.ts";

const catalogue = JSON.parse(readFileSync("public/demo/catalogue.json", "utf8")) as DemoTitle[];
const newContext = () => ({
  database: memoryDatabase(),
  clock: { isoNow: () => "2026-11-01T09:00:00Z", monotonicMs: () => 0 },
  locks: memoryLocks(),
  threads: inlineThreads(poolTasks),
  tables: fileTableReader(),
  progress: silentProgress,
  cache: forecastDataCache(),
  recommenders: recommenderCache(),
});
const context = newContext();
const datasetId = DEMO_DATASET_ID;
const ask = (more: Partial<RecommendQuestion> = {}) =>
  recommend(context, {
    datasetId,
    reader: { entries: [] },
    k: 10,
    filters: {},
    diversity: 0,
    novelty: 0,
    ...more,
  });

beforeAll(async () => {
  await openDemoShop(context, catalogue);
}, 60_000);

describe("the demo shop", () => {
  it("prints", async () => {
    const before = await ask();
    console.log(before.items.map((i) => i.title), before.version);
    const t = performance.now();
    const report = await trainRecommender({ datasetId, preset: "fast" }, context);
    console.log(performance.now() - t, report);
    const customers = await findCustomers(context, datasetId, "");
    console.log(customers.slice(0, 5), customers.length);
    const answer = await ask({ reader: { customer: customers[0]!.customer } });
    console.log(answer.items.map((i) => [i.title, i.score, JSON.stringify(i.reasons.slice(0, 2))]), answer.quality);
    const r = await related(context, datasetId, answer.items[0]!.itemId);
    console.log(r.goesWith.map((i) => i.title), r.similar.map((i) => i.title));
    console.log(JSON.stringify(await recommenderOverview(context, datasetId), null, 1).slice(0, 6000));
  });
});
