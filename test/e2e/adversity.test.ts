import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveApp, type AppServer } from "./app-server.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";
import { chooseFile, importChosen, openDemoShop, orderShown, orderText } from "./steps.ts";

const scratch = mkdtempSync(join(tmpdir(), "soma-adversity-"));
const smallTill = join(scratch, "till.csv");

let app: AppServer;
let browser: ShopBrowser;
let page: Page;
let protocol: CDPSession;
beforeAll(async () => {
  writeFileSync(smallTill, tillOf(400));
  app = await serveApp();
  browser = await openShopBrowser({
    args: ["--use-fake-device-for-media-stream"],
  });
  page = await browser.newPage();
  protocol = await browser.context.newCDPSession(page);
  await openDemoShop(page, app.address);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe("a denied camera", () => {
  it("is explained, and the number can be typed instead", async () => {
    await protocol.send("Browser.setPermission", {
      permission: { name: "camera" },
      setting: "denied",
      origin: app.address,
    });
    await page.goto(`${app.address}/titles`);
    await page.getByRole("button", { name: "Scan" }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByText(/camera/i)
      .first()
      .waitFor();
    await expect.poll(() => dialog.innerText()).toMatch(/not allowed|allow|denied|blocked/i);
    await dialog.getByLabel("ISBN or SKU").fill("2000000010007");
    await dialog.getByRole("button", { name: "Find" }).click();
    await page
      .getByText(/We expect|No forecast/)
      .first()
      .waitFor();
  });

  it("that is allowed shows what it sees and is let go when the dialog closes", async () => {
    await protocol.send("Browser.setPermission", {
      permission: { name: "camera" },
      setting: "granted",
      origin: app.address,
    });
    await page.goto(`${app.address}/titles`);
    await page.getByRole("button", { name: "Scan" }).click();
    await page.getByText("Hold the barcode on the back cover into view").waitFor();
    const live = await page.evaluate(() => {
      const stream = document.querySelector("video")!.srcObject as MediaStream;
      Object.assign(globalThis, { somaTrack: stream.getTracks()[0] });
      return stream.getTracks()[0]!.readyState;
    });
    expect(live).toBe("live");
    await page.keyboard.press("Escape");
    await expect
      .poll(() =>
        page.evaluate(() => (globalThis as unknown as { somaTrack: MediaStreamTrack }).somaTrack.readyState),
      )
      .toBe("ended");
  });
});

describe("a second open tab", () => {
  it("shows what was changed in the first", async () => {
    await orderText(page, app.address);
    const second = await browser.newPage();
    await orderText(second, app.address);
    const amount = (tab: Page) =>
      tab
        .getByRole("listitem")
        .first()
        .getByRole("spinbutton")
        .or(tab.getByRole("listitem").first().getByRole("textbox"));
    const before = Number(await amount(second).inputValue());
    await page
      .getByRole("listitem")
      .first()
      .getByRole("button", { name: /more|increase|one more/i })
      .first()
      .click();
    await expect.poll(async () => Number(await amount(second).inputValue())).toBe(before + 1);
    await second.close();
  });

  it("cannot write into a shop while the first imports into it", async () => {
    await chooseFile(page, app.address, smallTill);
    await importChosen(page);
    const large = join(scratch, "large.csv");
    writeFileSync(large, tillOf(300_000));
    const second = await browser.newPage();
    await chooseFile(page, app.address, large);
    await chooseFile(second, app.address, smallTill);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.waitForTimeout(150);
    await second.getByRole("button", { name: "Import", exact: true }).click();
    await second.getByText(/Another tab or program is working/).waitFor();
    await page.getByRole("button", { name: "Import another file" }).waitFor({ timeout: 60_000 });
    await second.close();
  });
});

describe("a full disk", () => {
  it("refuses an import with a clear message and leaves the shop as it was", async () => {
    const before = await lineCounts(page);
    await protocol.send("Storage.overrideQuotaForOrigin", { origin: app.address, quotaSize: 200_000 });
    const file = join(scratch, "too-much.csv");
    writeFileSync(file, tillOf(50_000, 2025));
    await chooseFile(page, app.address, file);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByText(/storage of this device is full/).waitFor({ timeout: 60_000 });
    expect(await lineCounts(page)).toEqual(before);
    await protocol.send("Storage.overrideQuotaForOrigin", { origin: app.address });
    await page.goto(`${app.address}/`);
    await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  });
});

describe("eviction of the database", () => {
  it("is noticed at the next start, and the shop can begin anew", async () => {
    await page.goto(`${app.address}/manifest.webmanifest`);
    await protocol.send("Storage.clearDataForOrigin", { origin: app.address, storageTypes: "indexeddb" });
    await page.goto(`${app.address}/`);
    await page
      .getByText(/browser (has )?removed/i)
      .first()
      .waitFor();
    await page.getByRole("button", { name: /Open the demo shop/ }).click();
    await orderShown(page);
  });

  it("in the middle of work leaves a page that says so and recovers", async () => {
    await protocol.send("Storage.clearDataForOrigin", { origin: app.address, storageTypes: "indexeddb" });
    await page.goto(`${app.address}/titles`);
    await page.goto(`${app.address}/`);
    await page.getByRole("button", { name: /Open the demo shop/ }).waitFor();
  });
});

/** Lines of each shop, as Data tells them. */
async function lineCounts(tab: Page): Promise<string[]> {
  await tab.goto(`${app.address}/data`);
  await tab.getByRole("heading", { name: "Shops on this device" }).waitFor();
  return tab.getByText(/\d titles?, [\d,]+ lines?/).allInnerTexts();
}

/** A till file of the given number of lines, all of one year. */
function tillOf(lines: number, year = 2024): string {
  const rows = ["Date,ISBN,Title,Quantity,Price"];
  for (let i = 0; i < lines; i++) {
    const date = new Date(Date.UTC(year, 0, 1 + (i % 300))).toISOString().slice(0, 10);
    rows.push(
      `${date},97800000${String(i % 50).padStart(5, "0")},Book ${i % 50},${1 + (i % 3)},${i % 997}.50`,
    );
  }
  return rows.join("\n");
}
