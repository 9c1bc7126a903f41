import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveApp, type AppServer } from "./app-server.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";
import { chooseFile, forecastNow, importChosen, openDemoShop, orderText, readyForOffline } from "./steps.ts";

const TILL = "../shared/data/demand/online_retail_lines.csv.gz";
const hasShared = existsSync(TILL);
const scratch = mkdtempSync(join(tmpdir(), "soma-walk-"));

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

describe("from a clean start to an order without a network", () => {
  it("is cross-origin isolated, so that threads can share memory", async () => {
    const page = await browser.newPage();
    await page.goto(app.address);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.close();
  });

  it("shows the demo shop's forecast after one tap, marked as simulated", async () => {
    const page = await browser.newPage();
    await openDemoShop(page, app.address);
    expect(await page.getByText("simulated").count()).toBeGreaterThan(0);
    await page
      .getByRole("list", { name: /Titles to order/ })
      .getByRole("link")
      .first()
      .click();
    await page
      .getByText(/We expect/)
      .first()
      .waitFor();
    await page.getByRole("img").first().waitFor();
    await page.close();
  });

  const slice = hasShared ? "a slice of a real till file" : "a till file written here";
  it(`imports ${slice}, forecasts it, and shows the same order offline in a restarted browser`, async () => {
    const file = join(scratch, "till.csv");
    writeFileSync(file, hasShared ? await realSlice(60_000) : writtenTill());
    const page = await browser.newPage();
    await chooseFile(page, app.address, file);
    await importChosen(page);
    await forecastNow(page);
    const online = await orderText(page, app.address);
    expect(online.length).toBeGreaterThan(3);
    await readyForOffline(page);

    await app.stop();
    browser = await browser.restart();
    const offline = await browser.newPage();
    expect(await orderText(offline, app.address)).toEqual(online);
    expect(await offline.evaluate(() => crossOriginIsolated)).toBe(true);
    await offline
      .getByRole("list", { name: /Titles to order/ })
      .getByRole("link")
      .first()
      .click();
    await offline
      .getByText(/We expect/)
      .first()
      .waitFor();
    for (const screen of ["Titles", "Data", "Train", "Settings"]) {
      await offline.getByRole("link", { name: screen, exact: true }).click();
      await offline.getByRole("heading", { level: 1, name: screen }).waitFor();
    }
    await app.start();
    await offline.close();
  });

  it("imports the same file again and changes nothing", async () => {
    const page = await browser.newPage();
    const before = await orderText(page, app.address);
    await chooseFile(page, app.address, join(scratch, "till.csv"));
    await importChosen(page);
    await page
      .getByText(/known from an earlier import/)
      .first()
      .waitFor();
    expect(await orderText(page, app.address)).toEqual(before);
    await page.close();
  });

  it("complained about nothing in the console", () => {
    expect(browser.complaints).toEqual([]);
  });
});

/** The first lines of the real till, header included. */
async function realSlice(lines: number): Promise<string> {
  const taken: string[] = [];
  for await (const line of createInterface({ input: createReadStream(TILL).pipe(createGunzip()) })) {
    taken.push(line);
    if (taken.length > lines) break;
  }
  return taken.join("\n");
}

/** Five titles sold every day of twenty weeks, Sundays excepted. */
function writtenTill(): string {
  const lines = ["Date,ISBN,Title,Quantity,Price"];
  for (let day = 0; day < 140; day++) {
    const date = new Date(Date.UTC(2026, 0, 5 + day));
    if (date.getUTCDay() === 0) continue;
    for (let title = 1; title <= 5; title++) {
      const copies = 1 + ((day * title) % 5);
      lines.push(
        `${date.toISOString().slice(0, 10)},978000000000${title},Book ${title},${copies},${title + 5}.99`,
      );
    }
  }
  return lines.join("\n");
}
