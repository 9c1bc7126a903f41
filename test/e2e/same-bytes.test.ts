import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { silentProgress } from "../../src/core/progress.ts";
import type { Page } from "playwright";
import type { DemoTitle } from "../../src/domain/demo-records.ts";
import { fileTableReader } from "../../src/platform/files/table-reader.ts";
import { memoryDatabase } from "../../src/platform/memory/database.ts";
import { memoryLocks } from "../../src/platform/memory/locks.ts";
import { inlineThreads } from "../../src/platform/memory/threads.ts";
import { DEMO_DATASET_ID, openDemoShop } from "../../src/workflows/open-demo-shop.ts";
import { poolTasks } from "../../src/workflows/pool-tasks.ts";
import { trainShop } from "../../src/workflows/train-shop.ts";
import { serveApp } from "./app-server.ts";
import { openShopBrowser } from "./shop-browser.ts";
import { openDemoShop as openDemoOnScreen } from "./steps.ts";

const FILES = {
  "artifacts/models/demand_forecasting/index.json": ["model.bin", "features.json"],
  "artifacts/models/recommendation_engine/index.json": [
    "similarity_matrix.bin",
    "user_item_matrix.bin",
    "evaluation.json",
  ],
} as const;
const INDEXES = Object.keys(FILES) as (keyof typeof FILES)[];

it("the demo shop trains to the same forecast and recommender in Chromium's threads and in one of Node", async () => {
  const [chromium, node] = [await indexesFromChromium(), await indexesFromNode()];
  INDEXES.forEach((index, i) => expect(hashesOf(index, chromium[i]!)).toEqual(hashesOf(index, node[i]!)));
});

function hashesOf(index: keyof typeof FILES, text: string): Record<string, string> {
  const { versions } = JSON.parse(text) as { versions: { sha256: Record<string, string> }[] };
  expect(versions).toHaveLength(1);
  const hashes = Object.fromEntries(FILES[index].map((file) => [file, versions[0]!.sha256[file]!]));
  for (const hash of Object.values(hashes)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  return hashes;
}

async function indexesFromNode(): Promise<string[]> {
  const database = memoryDatabase();
  const context = {
    database,
    clock: { isoNow: () => "2026-11-01T09:00:00Z", monotonicMs: () => 0 },
    locks: memoryLocks(),
    threads: inlineThreads(poolTasks),
    tables: fileTableReader(),
    progress: silentProgress,
  };
  const catalogue = JSON.parse(readFileSync("public/demo/catalogue.json", "utf8")) as DemoTitle[];
  await openDemoShop(context, catalogue);
  await trainShop({ datasetId: DEMO_DATASET_ID, preset: "fast" }, context);
  const texts = INDEXES.map(async (index) => (await database.read("artifacts", index)) as Uint8Array);
  return (await Promise.all(texts)).map((bytes) => new TextDecoder().decode(bytes));
}

async function indexesFromChromium(): Promise<string[]> {
  const app = await serveApp();
  const browser = await openShopBrowser();
  try {
    const page = await browser.newPage();
    await openDemoOnScreen(page, app.address);
    // The recommender follows the forecast in the same worker.
    await expect.poll(() => readText(page, INDEXES[1]!), { timeout: 120_000 }).not.toBe("");
    return await Promise.all(INDEXES.map((index) => readText(page, index)));
  } finally {
    await browser.close();
    await app.stop();
  }
}

/** A file of the artifact tree; "" where it is not there. */
function readText(page: Page, key: string): Promise<string> {
  return page.evaluate(
    (name) =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open("soma-edge");
        opening.addEventListener("error", () => reject(new Error("the database does not open")));
        opening.addEventListener("success", () => {
          const reading = opening.result.transaction("artifacts").objectStore("artifacts").get(name);
          reading.addEventListener("success", () => {
            opening.result.close();
            resolve(
              new TextDecoder().decode((reading.result ?? new Uint8Array()) as Uint8Array<ArrayBuffer>),
            );
          });
        });
      }),
    key,
  );
}
