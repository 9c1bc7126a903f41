/** What a bookseller does, as steps: by the words on the screen, never by the code behind it. */
import type { Page } from "playwright";

/** Open the demo shop from the welcome and wait for its order. */
export async function openDemoShop(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/`);
  await page.getByRole("button", { name: /Open the demo shop/ }).click();
  await orderShown(page);
}

/** Today shows at least one line to order. */
export async function orderShown(page: Page): Promise<void> {
  await page
    .getByRole("list", { name: /Titles to order/ })
    .getByRole("link")
    .first()
    .waitFor({ timeout: 120_000 });
}

/** Choose a file on Data and wait for its preview. */
export async function chooseFile(page: Page, address: string, path: string): Promise<void> {
  await page.goto(`${address}/data`);
  await page.getByLabel("Choose a file").setInputFiles(path);
  await page.getByRole("button", { name: "Import", exact: true }).waitFor({ timeout: 30_000 });
}

/** Import the previewed file and wait for the report. */
export async function importChosen(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("button", { name: "Import another file" }).waitFor({ timeout: 120_000 });
}

/** Forecast from the import's report and wait until it is done. */
export async function forecastNow(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Forecast now" }).click();
  await page.getByText(/The forecast is ready/).waitFor({ timeout: 120_000 });
}

/** The text of the first lines of the order: titles, reasons, amounts. */
export async function orderText(page: Page, address: string): Promise<string[]> {
  await page.goto(`${address}/`);
  await orderShown(page);
  return page
    .getByRole("list", { name: /Titles to order/ })
    .getByRole("listitem")
    .allInnerTexts();
}

/** Wait until the service worker has stored the app: from then on it needs no server. */
export async function readyForOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}
