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
    const amount = (tab: Page) => orderList(tab).getByRole("spinbutton").first();
    const before = Number(await amount(second).inputValue());
    await orderList(page)
      .getByRole("button", { name: /^More: / })
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
  it("refuses to open the demo shop with a clear message, leaves nothing half-written, and recovers", async () => {
    // The browser keeps its old idea of the room for a while, unless the database goes first.
    await page.goto(`${app.address}/manifest.webmanifest`);
    await protocol.send("Storage.clearDataForOrigin", {
      origin: app.address,
      storageTypes: "indexeddb,local_storage",
    });
    await protocol.send("Storage.overrideQuotaForOrigin", { origin: app.address, quotaSize: 300_000 });
    await page.goto(`${app.address}/`);
    await page.getByRole("button", { name: /Open the demo shop/ }).click();
    await page.getByText(/storage of this device is full/).waitFor({ timeout: 60_000 });
    await page.goto(`${app.address}/`);
    await page.getByRole("button", { name: /Open the demo shop/ }).waitFor();
    await protocol.send("Storage.overrideQuotaForOrigin", { origin: app.address });
    await page.getByRole("button", { name: /Open the demo shop/ }).click();
    await orderShown(page);
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

const orderList = (tab: Page) => tab.getByRole("list", { name: /Titles to order/ });

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
