import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { silentProgress } from "../../src/core/progress.ts";
import type { DemoTitle } from "../../src/domain/demo-shop.ts";
import { fileTableReader } from "../../src/platform/files/table-reader.ts";
import { memoryDatabase } from "../../src/platform/memory/database.ts";
import { memoryLocks } from "../../src/platform/memory/locks.ts";
import { inlineThreads } from "../../src/platform/memory/threads.ts";
import { DEMO_DATASET_ID, openDemoShop } from "../../src/workflows/open-demo-shop.ts";
import { poolTasks } from "../../src/workflows/pool-tasks.ts";
import { trainForecast } from "../../src/workflows/train-forecast.ts";
import { serveApp } from "./app-server.ts";
import { openShopBrowser } from "./shop-browser.ts";
import { openDemoShop as openDemoOnScreen } from "./steps.ts";

const INDEX = "artifacts/models/demand_forecasting/index.json";

it("the demo shop trains to the same model.bin and features.json in Chromium's threads and in one of Node", async () => {
  expect(hashesOf(await indexFromChromium())).toEqual(hashesOf(await indexFromNode()));
});

function hashesOf(index: string): Record<string, string> {
  const { versions } = JSON.parse(index) as { versions: { sha256: Record<string, string> }[] };
  expect(versions).toHaveLength(1);
  const { "model.bin": model, "features.json": features } = versions[0]!.sha256;
  expect(model).toMatch(/^[0-9a-f]{64}$/);
  return { model: model!, features: features! };
}

async function indexFromNode(): Promise<string> {
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
  await trainForecast({ datasetId: DEMO_DATASET_ID, preset: "fast" }, context);
  return new TextDecoder().decode((await database.read("artifacts", INDEX)) as Uint8Array<ArrayBuffer>);
}

async function indexFromChromium(): Promise<string> {
  const app = await serveApp();
  const browser = await openShopBrowser();
  try {
    const page = await browser.newPage();
    await openDemoOnScreen(page, app.address);
    return await page.evaluate(
      (key) =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open("soma-edge");
          opening.addEventListener("error", () => reject(new Error("the database does not open")));
          opening.addEventListener("success", () => {
            const reading = opening.result.transaction("artifacts").objectStore("artifacts").get(key);
            reading.addEventListener("success", () =>
              resolve(new TextDecoder().decode(reading.result as Uint8Array<ArrayBuffer>)),
            );
          });
        }),
      INDEX,
    );
  } finally {
    await browser.close();
    await app.stop();
  }
}
