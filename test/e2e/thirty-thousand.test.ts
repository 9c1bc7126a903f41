import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveApp, type AppServer } from "./app-server.ts";
import {
  answerTime,
  largeTill,
  QUERIES,
  ROW,
  scrolledTo,
  scrollFor,
  SCROLLER,
  TITLES,
  withLongTasks,
} from "./large-list.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";
import { chooseFile, forecastNow, importChosen } from "./steps.ts";

const scratch = mkdtempSync(join(tmpdir(), "soma-large-"));

let app: AppServer;
let browser: ShopBrowser;
let page: Page;
beforeAll(async () => {
  app = await serveApp();
  browser = await openShopBrowser();
  const file = join(scratch, "large-till.csv");
  writeFileSync(file, largeTill());
  page = await browser.newPage();
  await chooseFile(page, app.address, file);
  await importChosen(page);
  await forecastNow(page);
  await page.goto(`${app.address}/titles`);
  await rows().first().waitFor();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  rmSync(scratch, { recursive: true, force: true });
});

// The times are printed, not asserted: what else the machine does is not the list's fault. The bench `screens`
// measures the same on a quiet machine.
describe(`${TITLES.toLocaleString("en")} titles`, () => {
  it("are all in the list, few of them in the page", async () => {
    await page
      .getByText(`${TITLES.toLocaleString("en")} titles`)
      .first()
      .waitFor({ state: "attached" });
    expect(await rows().count()).toBeLessThan(60);
  });

  it("scroll row after row", async () => {
    const { frames, longest, travelled } = await scrollFor(page, 2000);
    console.log(
      `scrolled ${travelled} px: median frame ${frames.median.toFixed(1)} ms, longest task ${longest} ms (0: none over 50)`,
    );
    expect(travelled).toBeGreaterThan(5000);
    expect(await rowsInView()).toBeGreaterThan(3);
  });

  it("jump to the end and back without blank rows", async () => {
    const scroller = page.locator(SCROLLER);
    const longest = await withLongTasks(page, async () => {
      await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(300);
    });
    console.log(`jumped: longest task ${longest} ms (0: none over 50)`);
    expect(await scrolledTo(page)).toBeGreaterThan(TITLES * 40);
    expect(await rowsInView()).toBeGreaterThan(3);
    await scroller.evaluate((element) => element.scrollTo(0, 0));
    await page.waitForTimeout(300);
    expect(await rowsInView()).toBeGreaterThan(3);
  });

  it("are found as one types, typing mistakes and article numbers included", async () => {
    const times: number[] = [];
    for (const query of QUERIES) times.push(await answerTime(page, query));
    console.log(`search answered after ${times.map((time) => time.toFixed(0)).join(", ")} ms`);
    const box = page.getByRole("searchbox");
    await box.fill("9780000012345");
    await expect.poll(() => rows().first().innerText()).toContain("9780000012345");
    await box.fill("lihgt");
    await expect.poll(() => rows().first().innerText()).toMatch(/Light/);
  });
});

const rows = () => page.locator(ROW);

/** Rows whose title is really where the reader looks. */
function rowsInView(): Promise<number> {
  return page.locator(SCROLLER).evaluate((scroller) => {
    const view = scroller.getBoundingClientRect();
    return [...scroller.querySelectorAll(".title-line")].filter((row) => {
      const box = row.getBoundingClientRect();
      return (
        box.top >= view.top - 1 && box.bottom <= view.bottom + 1 && (row.textContent ?? "").trim() !== ""
      );
    }).length;
  });
}
