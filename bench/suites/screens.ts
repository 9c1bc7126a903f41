import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerTime, largeTill, QUERIES, ROW, scrollFor, TITLES } from "../../test/e2e/large-list.ts";
import { openShopBrowser } from "../../test/e2e/shop-browser.ts";
import { chooseFile, forecastNow, importChosen } from "../../test/e2e/steps.ts";
import { serveBuiltApp } from "../built-app.ts";
import { benchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "screens";
const CASE = `${TITLES.toLocaleString("en")} titles`;

/** How the list of titles moves and answers in a large shop. */
export const screens: BenchSuite = {
  name: SUITE,
  about: "the list of 30,000 titles in Chromium: frames while scrolling, long tasks, search",
  needsData: false,
  run: async (context) => {
    const app = await serveBuiltApp(context);
    const browser = await openShopBrowser();
    try {
      const file = join(context.scratch, "large-till.csv");
      writeFileSync(file, largeTill());
      const page = await browser.newPage();
      await chooseFile(page, app.address, file);
      context.log("importing and forecasting");
      await importChosen(page);
      await forecastNow(page);
      await page.goto(`${app.address}/titles`);
      await page.locator(ROW).first().waitFor();
      await page.waitForTimeout(2000);
      const scroll = await scrollFor(page, 5000);
      const times: number[] = [];
      for (const query of QUERIES) times.push(await answerTime(page, query));
      times.sort((a, b) => a - b);
      return [
        benchRow(SUITE, CASE, "median ms a frame while scrolling", scroll.frames.median),
        benchRow(SUITE, CASE, "95th percentile ms a frame", scroll.frames.p95),
        benchRow(SUITE, CASE, "longest task in ms, 0 where none is over 50", scroll.longest),
        benchRow(SUITE, CASE, "median ms from keystroke to result", times[Math.floor(times.length / 2)]!),
        benchRow(SUITE, CASE, "longest ms from keystroke to result", times.at(-1)!),
      ];
    } finally {
      await browser.close();
      app.close();
    }
  },
};
