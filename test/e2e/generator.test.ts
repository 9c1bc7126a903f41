import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveApp, type AppServer } from "./app-server.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";
import { openDemoShop, readyForOffline } from "./steps.ts";

/** A GGUF file of 98 MB that the project does not carry: SmolLM2-135M-Instruct.Q4_1.gguf. */
const MODEL = process.env["SOMA_SMOLLM2"] ?? "";
const why = existsSync(MODEL) ? "" : " (skipped: SOMA_SMOLLM2 names no .gguf file)";

describe.skipIf(why !== "")(`a language model of one's own${why}`, () => {
  let app: AppServer;
  let browser: ShopBrowser;
  beforeAll(async () => {
    app = await serveApp();
    browser = await openShopBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  it(
    "is added from its file, and puts an answer into words under the app's own policy",
    { timeout: 600_000 },
    async () => {
      const page = await browser.newPage();
      await openDemoShop(page, app.address);
      await readyForOffline(page);
      await page.goto(`${app.address}/train/questions`);
      await page.getByLabel("Add a language model").setInputFiles(MODEL);
      await page.getByText(/SHA-256 b179c952/).waitFor({ timeout: 120_000 });
      const model = page.getByRole("radio", { name: "SmolLM2 135M Instruct (Q4_1)" });
      await expect.poll(() => model.isEnabled(), { timeout: 30_000 }).toBe(true);
      await model.check();
      await page.getByRole("link", { name: "To Ask" }).click();
      // Making the vectors goes on by itself after the model was added.
      await page.getByText("searching by words and meaning").waitFor({ timeout: 240_000 });
      const box = page.getByRole("textbox", { name: "Your question" });
      await box.fill("Where is the German edition of Struwwelpeter kept?");
      await box.press("Enter");
      const exchange = page.getByRole("article").last();
      await exchange.locator(".said").waitFor({ timeout: 60_000 });
      const said = await exchange.locator(".said").innerText();
      expect(said).toContain("languages cabinet");
      await exchange.getByRole("button", { name: /Put into words/ }).click();
      const wording = exchange.getByRole("region", { name: "In other words" });
      await wording
        .getByText(/left out\.|stands alone|Write again/)
        .or(wording.locator("button.citation"))
        .first()
        .waitFor({ timeout: 180_000 });
      await expect
        .poll(() => wording.getByRole("button", { name: "Stop" }).count(), { timeout: 60_000 })
        .toBe(0);
      // Whatever it wrote, the source's own words stay.
      expect(await exchange.locator(".said").innerText()).toBe(said);
      expect(await wording.getByRole("alert").count()).toBe(0);
      expect(browser.complaints).toEqual([]);
    },
  );
});
