import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, staticServer } from "../../scripts/serve.mjs";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";

const site = mkdtempSync(join(tmpdir(), "soma-update-"));
const server = staticServer(site);
let address: string;
let browser: ShopBrowser;
let page: Page;
let otherTab: Page;

beforeAll(async () => {
  if (!existsSync("dist/index.html")) throw new Error("There is no build: run `npm run build` first.");
  cpSync("dist", site, { recursive: true });
  address = await listen(server, 0);
  browser = await openShopBrowser();
  page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  otherTab = await browser.newPage();
  await otherTab.goto(address);
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  rmSync(site, { recursive: true, force: true });
});

/** A newer release of the app: the same but for a mark on its page. */
function release(name: string): void {
  const page = join(site, "index.html");
  writeFileSync(page, readFileSync(page, "utf8").replace("<html", `<html data-release="${name}"`));
  const worker = join(site, "service.worker.js");
  const listed = /url:"\/index\.html",revision:"[^"]*"/;
  const source = readFileSync(worker, "utf8");
  expect(source).toMatch(listed);
  writeFileSync(worker, source.replace(listed, `url:"/index.html",revision:"${name}"`));
}
const lookForUpdate = (): Promise<void> =>
  page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });
const releaseOf = (tab: Page): Promise<string | undefined> =>
  tab.evaluate(() => document.documentElement.dataset["release"]);
const isNext = (): boolean => document.documentElement.dataset["release"] === "next";
const banner = (tab: Page) => tab.getByText("A new version is ready.");

describe("an update of the app", () => {
  it("is offered in every tab and never taken by itself, not even by a reload", async () => {
    release("next");
    await lookForUpdate();
    await banner(page).waitFor();
    await banner(otherTab).waitFor();
    await page.reload();
    await banner(page).waitFor();
    expect(await releaseOf(page)).toBeUndefined();
  });

  it("is refused while a job runs in another tab", async () => {
    // What every import and training holds while it runs.
    await otherTab.evaluate(() => {
      void navigator.locks.request(
        "soma/running-job",
        { mode: "shared" },
        () => new Promise<void>((resolve) => addEventListener("end-job", () => resolve(), { once: true })),
      );
    });
    await page.getByRole("button", { name: "Update now" }).click();
    await page.getByText("An import or a training is running").first().waitFor();
    expect(await releaseOf(page)).toBeUndefined();
    await otherTab.evaluate(() => dispatchEvent(new Event("end-job")));
  });

  it("is taken when a person says so: this tab reloads, the other is only told", async () => {
    const before = await otherTab.evaluate(() => performance.timeOrigin);
    await page.getByRole("button", { name: "Update now" }).click();
    await page.waitForFunction(isNext);
    expect(await otherTab.evaluate(() => performance.timeOrigin)).toBe(before);
    expect(await releaseOf(otherTab)).toBeUndefined();
    await otherTab.getByRole("button", { name: "Update now" }).click();
    await otherTab.waitForFunction(isNext);
    expect(await banner(page).count()).toBe(0);
  });

  it("leaves every screen starting isolated with the server gone", async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    for (const path of ["", "titles", "data", "train", "settings"]) {
      await page.goto(new URL(path, address).href);
      await page.getByRole("navigation").first().waitFor();
      expect(await releaseOf(page)).toBe("next");
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    }
  });
});
