import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright";
import { serveApp, type AppServer } from "./app-server.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";
import { openDemoShop, readyForOffline } from "./steps.ts";

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

const rows = (page: Page) => page.getByRole("list", { name: "Recommended titles" }).getByRole("listitem");

/** Titles and authors of the list as it stands, best first. */
async function recommended(page: Page): Promise<{ title: string; facts: string; why: string }[]> {
  await page.locator('.recs[aria-busy="false"]').waitFor();
  return rows(page).evaluateAll((lines) =>
    lines.map((line) => ({
      title: line.querySelector("h2 a")?.textContent ?? "",
      facts: line.querySelector(".authors")?.textContent ?? "",
      why: line.querySelector(".why")?.textContent ?? "",
    })),
  );
}

async function name(page: Page, words: string): Promise<void> {
  await page.getByRole("combobox", { name: "A title the reader likes" }).fill(words);
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
}

async function nextReader(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Next reader" }).click();
  await page.getByText(/a reader we know nothing of yet/).waitFor();
}

describe("recommendations in the demo shop", () => {
  it("are learnt with the forecast, and make sense to ten readers", async () => {
    const page = await browser.newPage();
    await openDemoShop(page, app.address);
    await page.getByRole("link", { name: "Recommend", exact: true }).click();
    await rows(page).first().waitFor();
    await page.getByRole("link", { name: /^recommendations \d/ }).waitFor({ timeout: 120_000 });

    // 1. Nothing is known of her: what is read most, honestly called so.
    for (const line of await recommended(page)) expect(line.why).toContain("Much read in this shop");

    // 2. She loves Jane Austen: a third of her books come first.
    await name(page, "pride and prejudice");
    await name(page, "persuasion");
    await expect.poll(async () => (await recommended(page))[0]?.facts).toContain("Jane Austen");
    const austen = await recommended(page);
    expect(austen[0]!.why).toMatch(/Because of (Pride and Prejudice|Persuasion)/);
    expect(austen.filter((line) => line.facts.includes("Romance")).length).toBeGreaterThanOrEqual(4);

    // 3. Not for her: it goes, the next comes, and undo brings it back.
    await page.getByRole("button", { name: `Not for this reader: ${austen[0]!.title}`, exact: true }).click();
    await expect.poll(async () => (await recommended(page))[0]?.title).not.toBe(austen[0]!.title);
    expect(await rows(page).count()).toBe(10);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await recommended(page))[0]?.title).toBe(austen[0]!.title);
    await nextReader(page);

    // 4. She began a series: its next volume is there, none before its turn without a word.
    await name(page, "the warden");
    await expect
      .poll(async () => (await recommended(page)).map((line) => line.title))
      .toContain("Barchester Towers");
    await nextReader(page);

    // 5. Books for a child.
    await name(page, "the wind in the willows");
    await name(page, "alice's adventures");
    await expect
      .poll(async () => (await recommended(page)).filter((line) => line.facts.includes("Children")).length)
      .toBeGreaterThanOrEqual(5);
    await nextReader(page);

    // 6. What she disliked speaks for nothing.
    await name(page, "dracula");
    await name(page, "emma");
    await page.getByRole("combobox", { name: "Emma: what the reader says" }).selectOption("disliked");
    await expect
      .poll(async () => (await recommended(page)).some((line) => /Because of .*Emma/.test(line.why)))
      .toBe(false);
    await nextReader(page);

    // 7. In stock, and not dear.
    await name(page, "the war of the worlds");
    await page.getByRole("checkbox", { name: "In stock" }).check();
    await page.getByRole("combobox", { name: "Price" }).selectOption("800");
    await expect
      .poll(() =>
        rows(page).evaluateAll((lines) => lines.map((line) => line.querySelector(".rec-shop")?.textContent)),
      )
      .toSatisfy(
        (shop: string[]) => shop.length > 0 && shop.every((text) => /^£[5-8]\.\d\d[1-9]/.test(text)),
      );

    // 8. Not by this author, though the list is led by one.
    const author = (await recommended(page))[0]!.facts.split(" · ")[0]!;
    await page
      .getByRole("button", { name: `Nothing by ${author}` })
      .first()
      .click();
    await expect
      .poll(async () => (await recommended(page)).some((line) => line.facts.includes(author)))
      .toBe(false);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await nextReader(page);

    // 9. A title that no shop has is said to be unknown, and nothing breaks.
    await page.getByRole("combobox", { name: "A title the reader likes" }).fill("qqqq");
    await page.getByText(/Nothing is called “qqqq”/).waitFor();
    await page.keyboard.press("Escape");

    // 10. A loyalty card: reasons are among her own books.
    await page.getByRole("radio", { name: "By card" }).check({ force: true });
    await page.getByRole("list", { name: "Loyalty cards" }).getByRole("button").first().click();
    await page.getByText(/^For card L\d+, who has \d+ titles/).waitFor();
    await expect
      .poll(async () => (await recommended(page)).filter((line) => line.why.startsWith("Because of")).length)
      .toBeGreaterThanOrEqual(5);
    await readyForOffline(page);
    await page.close();
  });

  it("go on at the kiosk without a network, after a restart; a reader leaves nothing behind", async () => {
    await app.stop();
    browser = await browser.restart();
    const page = await browser.newPage();
    await page.goto(`${app.address}/kiosk`);
    const wall = page.getByRole("list", { name: "Books", exact: true });
    await wall.getByRole("button").first().click();
    await wall.getByRole("button").nth(3).click();
    await page.getByRole("button", { name: "My shelf, from 2 books" }).click();
    const shelf = page.getByRole("list", { name: "Your shelf" });
    await shelf.getByRole("listitem").first().waitFor();
    expect(await shelf.getByRole("listitem").count()).toBe(12);
    expect(await shelf.getByText(/Because you loved/).count()).toBeGreaterThan(6);
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByRole("button", { name: /^Forget me/ }).click();
    await page.getByText("Tap one or more.").waitFor();

    // Reloaded without a network: the kiosk stands, and knows nobody.
    await wall.getByRole("button").first().click();
    await page.reload();
    await wall.getByRole("button").first().waitFor();
    await page.getByText("Tap one or more.").waitFor();

    // Holding the mark leads back into the shop.
    await page.getByRole("button", { name: /^Soma\. For staff/ }).hover();
    await page.mouse.down();
    await page.getByRole("heading", { level: 1, name: "Recommend" }).waitFor({ timeout: 10_000 });
    await page.mouse.up();
    await app.start();
    await page.close();
  });

  it("complained about nothing in the console", () => {
    expect(browser.complaints).toEqual([]);
  });
});
