import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { serveApp, type AppServer } from "./app-server.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";
import { readyForOffline } from "./steps.ts";

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

describe("a model of any table, in the workshop, with the network gone", () => {
  it("is tuned with Hyperband, cancelled, resumed, reported on, and compared with its next version", async () => {
    const file = join(scratch, "customers.csv");
    writeFileSync(file, customers(3000, 7));
    const online = await browser.newPage();
    await online.goto(`${app.address}/train/table`);
    await readyForOffline(online);
    await online.close();
    await app.stop();
    browser = await browser.restart();
    await browser.context.setOffline(true);

    const page = await browser.newPage();
    await page.goto(`${app.address}/train/table`);
    await page.getByLabel("Choose a table").setInputFiles(file);
    // The last column says who left; the first names rows, and is left out.
    await expectValue(page, "Predict", "left");
    await expectValue(page, "Read customer as", "ignore");
    await expectValue(page, "Read region as", "category");
    await page.getByRole("radio", { name: "Custom" }).check();
    await page.getByRole("combobox", { name: /^Method/ }).selectOption("boosted-trees");
    await page.getByLabel("Tuning method").selectOption("hyperband");
    await page.getByLabel("Trials at most").fill("22");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText(/candidates judged; the lowest loss/).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText(/An interrupted training of left is kept/).waitFor();

    // Another visit finds it, and goes on.
    await page.reload();
    await page.getByRole("button", { name: "Go on with left" }).click();
    await page.getByText(/Version 1\.0\.0 of left is trained/).waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "Read its report" }).click();
    await page.getByRole("heading", { level: 1, name: "left 1.0.0" }).waitFor();
    const performance = page.getByRole("region", { name: "Performance" });
    const [accuracy] = await performance.getByRole("row", { name: /^Accuracy/ }).allInnerTexts();
    // Far from guessing, which is right in half of the rows.
    expect(Number(accuracy!.split(/\s+/).at(-2))).toBeGreaterThan(0.8);
    await page.getByText("22 trials by Hyperband.").waitFor();
    await page.getByRole("img", { name: /^Parallel coordinates of/ }).waitFor();
    const picker = page.getByRole("region", { name: "Confusion at the threshold" });
    const evenly = await picker.innerText();
    await page.getByRole("slider").fill("4");
    await page.getByText(/costs 16 times a false alarm/).waitFor();
    expect(await picker.innerText()).not.toBe(evenly);
    const [report] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download report.html" }).click(),
    ]);
    expect(readFileSync(await report.path(), "utf8")).toContain("Importance");
    const [predicted] = await Promise.all([
      page.waitForEvent("download"),
      page.getByLabel("Choose rows to predict").setInputFiles(file),
    ]);
    const lines = readFileSync(await predicted.path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines[0]).toBe(
      "customer,visits,days_since,region,left,left_predicted,probability_no,probability_yes",
    );
    expect(lines).toHaveLength(3001);

    await page.getByRole("link", { name: "To tables" }).click();
    await page.getByRole("button", { name: "Use it" }).click();
    await page.getByRole("radio", { name: "Fast" }).check();
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByRole("link", { name: "Compare 1.0.0 and 1.1.0" }).click({ timeout: 60_000 });
    await page.getByText(/600 rows, held back by both/).waitFor();
    await page.getByRole("row", { name: /^McNemar/ }).waitFor();
    const making = page.getByRole("region", { name: "How they were made" });
    expect(await making.getByRole("row", { name: /^preset custom fast/ }).count()).toBe(1);
    await page.close();
  });

  it("complained about nothing but the absent network", () => {
    expect(browser.complaints.filter((line) => !line.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
  });
});

async function expectValue(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label).waitFor();
  expect(await page.getByLabel(label).inputValue()).toBe(value);
}
