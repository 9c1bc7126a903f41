import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { serveApp, type AppServer } from "./app-server.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";

const scratch = mkdtempSync(join(tmpdir(), "soma-table-"));

let app: AppServer;
let browser: ShopBrowser;
beforeAll(async () => {
  app = await serveApp();
  browser = await openShopBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Customers of a shop: who comes less often, and long ago, leaves; region says nothing. */
function customers(rows: number, seed: number): string {
  const random = seededRandom(seed, "customers");
  const lines = ["customer,visits,days_since,region,left"];
  for (let row = 0; row < rows; row++) {
    const visits = random.integer(40);
    const days = random.integer(200);
    const region = ["north", "south", "east"][random.integer(3)]!;
    const leaves = days - 4 * visits + 60 * (random.next() - 0.5) > 20;
    lines.push(`C${1000 + row},${visits},${days},${region},${leaves ? "yes" : "no"}`);
  }
  return `${lines.join("\n")}\n`;
}

describe("a model of any table, in the workshop", () => {
  it("learns from a file", async () => {
    const file = join(scratch, "customers.csv");
    writeFileSync(file, customers(400, 7));
    const page = await browser.newPage();
    await page.goto(`${app.address}/train/table`);
    await page.getByLabel("Choose a table").setInputFiles(file);
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText(/Version 1\.0\.0 of left is trained/).waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "Read its report" }).click();
    await page.getByRole("heading", { level: 1, name: "left 1.0.0" }).waitFor();
    await page.close();
  });

  it("complained about nothing in the console", () => {
    expect(browser.complaints).toEqual([]);
  });
});
