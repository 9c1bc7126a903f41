/**
 * `node scripts/screenshots.mjs [FOLDER]`: open the demo shop in the built app and take a picture of each screen, light
 * and dark, at 1280 × 800, into docs/screenshots or the given folder. Run `npm run build` first.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumFlags, findChromium } from "./chromium.mjs";
import { listen, staticServer } from "./serve.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "docs/screenshots");
mkdirSync(folder, { recursive: true });

const server = staticServer(join(root, "dist"));
const address = await listen(server, 0);
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: chromiumFlags });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
const page = await context.newPage();

await page.goto(address);
await picture("welcome");
await page.getByRole("button", { name: /Open the demo shop/ }).click();
await page.getByRole("list", { name: /Titles to order/ }).waitFor({ timeout: 300_000 });
await page.getByRole("region", { name: "Messages" }).getByRole("button").first().click();
await picture("today");

await page
  .getByRole("list", { name: /Titles to order/ })
  .getByRole("link")
  .first()
  .click();
await page.getByRole("img").waitFor();
await picture("title");

await page.getByRole("link", { name: "Titles", exact: true }).first().click();
await page.getByRole("table", { name: "Titles" }).getByRole("link").first().waitFor();
await picture("titles");

await page.getByRole("link", { name: "Recommend", exact: true }).click();
await page.getByRole("link", { name: /^recommendations \d/ }).waitFor({ timeout: 120_000 });
for (const words of ["pride and prejudice", "jane eyre"]) {
  await page.getByRole("combobox", { name: "A title the reader likes" }).fill(words);
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
}
await page
  .getByText(/Because of/)
  .first()
  .waitFor();
await page.locator('.recs[aria-busy="false"]').waitFor();
await page.evaluate(() => document.activeElement?.blur());
await picture("recommend");

await page.getByRole("list", { name: "Recommended titles" }).locator("h2 a").first().click();
await page.getByRole("heading", { name: /^Goes with/ }).scrollIntoViewIfNeeded();
await page.getByRole("region", { name: "Goes with" }).getByRole("link").first().waitFor();
await picture("goes-with");

await page.getByRole("link", { name: "Ask", exact: true }).click();
await page.getByRole("link", { name: "searching by words and meaning" }).waitFor({ timeout: 300_000 });
await page.getByRole("region", { name: "For example" }).getByRole("button").first().waitFor();
await picture("ask");
await ask("Where is the German edition of Struwwelpeter kept?");
await picture("ask-text");
await page.locator("button.citation").first().click();
await page.getByRole("dialog").locator("mark").waitFor();
await picture("ask-source");
await page.keyboard.press("Escape");
await ask("Which novels before 1850 are in stock?");
await picture("ask-fields");
await ask("Which planet has the most moons?");
await picture("ask-unknown");
await page.getByRole("link", { name: "searching by words and meaning" }).click();
await page.getByLabel("Choose documents").setInputFiles({
  name: "opening-hours.md",
  mimeType: "text/markdown",
  buffer: Buffer.from("# Opening hours\n\nThe shop opens at nine. On Sundays it is closed.\n"),
});
await page.getByText("1 document is added.").waitFor();
await page.getByRole("button", { name: "Update the index" }).waitFor();
await page.locator("main").evaluate((main) => main.scrollTo(0, 0));
await picture("question-index");

await page.goto(`${address}/kiosk`);
const wall = page.getByRole("list", { name: "Books", exact: true }).getByRole("button");
await wall.first().waitFor();
for (const place of [1, 4, 9]) await wall.nth(place).click();
await picture("kiosk");
await page.getByRole("button", { name: /^My shelf/ }).click();
await page
  .getByText(/Because you loved/)
  .first()
  .waitFor();
await picture("kiosk-shelf");

await page.goto(`${address}/shelf`);
await page.getByRole("button", { name: "Begin my shelf" }).click();
for (const words of ["frankenstein", "dracula", "dorian gray"]) {
  await page.getByRole("combobox", { name: "A book you have read" }).fill(words);
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
}
await page
  .getByText(/Because of/)
  .first()
  .waitFor();
await page.evaluate(() => document.activeElement?.blur());
await picture("shelf");

await page.getByRole("link", { name: "Train" }).click();
await page.getByRole("heading", { name: /In use|Report of/ }).waitFor();
await picture("train");
await page.getByRole("link", { name: "How good it is" }).click();
await page.getByRole("img", { name: /of each method/ }).waitFor();
await picture("recommender");

await page.getByRole("link", { name: "Settings" }).click();
await page.getByText("used of").waitFor();
await picture("settings");

await page.getByRole("link", { name: "Data" }).click();
await page.setInputFiles("input[type=file]", {
  name: "till-2026.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(tillFile()),
});
await page.getByRole("button", { name: "Import", exact: true }).waitFor();
await picture("data");

await browser.close();
server.close();
server.closeAllConnections();

/** Ask, and wait for the answer; the box loses the focus. */
async function ask(question) {
  await page.getByRole("textbox", { name: "Your question" }).fill(question);
  await page.keyboard.press("Enter");
  await page.getByRole("article").last().locator(".said").waitFor();
  await page.evaluate(() => document.activeElement?.blur());
}

/** The page as it is now, in both themes. */
async function picture(name) {
  await page.mouse.move(0, 0);
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
  }
}

/** A few lines as a till writes them. */
function tillFile() {
  const lines = ["Date;Time;ISBN;Title;Qty;Price"];
  const titles = ["Middlemarch", "Walden", "Jane Eyre", "Moby-Dick"];
  for (let i = 0; i < 12; i++) {
    const day = String(3 + Math.floor(i / 4)).padStart(2, "0");
    lines.push(
      `${day}/04/2026;${10 + (i % 7)}:${20 + i};978014040000${i % 4};${titles[i % 4]};${i === 5 ? -1 : 1};${8 + (i % 4)},99`,
    );
  }
  return lines.join("\n");
}
