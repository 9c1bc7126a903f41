import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { BROKEN, DEMO, OWN } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

describe("the Train screen", () => {
  it("shows the version in use with its metrics, and passes axe in both themes", async () => {
    mountApp("/train", { stale: true, warnings: ["Version 1.0.1 is damaged and was set aside."] });
    await expect.element(page.getByRole("heading", { name: "In use: version 1.0.0" })).toBeVisible();
    await expect.element(page.getByRole("row", { name: /RMSSE 0.724/ })).toBeVisible();
    await expect.element(page.getByRole("row", { name: "Median of the best methods 8" })).toBeVisible();
    await expect.element(page.getByText("older than the sales").first()).toBeVisible();
    await expect.element(page.getByText("Version 1.0.1 is damaged and was set aside.")).toBeVisible();
    await expectAccessible();
  });

  it("trains with the chosen effort and horizon, shows progress, and reports", async () => {
    const { shop } = mountApp("/train");
    await page
      .getByRole("region", { name: "New forecast" })
      .getByRole("radio", { name: "Best" })
      .click({ force: true });
    await page.getByRole("radio", { name: "8 weeks" }).click({ force: true });
    await page.getByRole("button", { name: "Start training" }).click();
    expect(lastCall(shop, "train")?.[0]).toEqual({ datasetId: "demo", preset: "best", horizonDays: 56 });
    shop.job.progress({ phase: "Backtesting", done: 90, total: 300, unit: "titles", remainingMs: 200_000 });
    await expect.element(page.getByText("90 of 300 titles")).toBeVisible();
    await expect.element(page.getByText("about 3 minutes left")).toBeVisible();
    await expect.element(page.getByRole("button", { name: /Jobs: Forecasting\s*30 %/ })).toBeVisible();
    await expectAccessible();
    shop.job.finish();
    await expect.element(page.getByRole("heading", { name: "Report of version 1.1.0" })).toBeVisible();
    await expect.element(page.getByRole("row", { name: "Median of the best methods 129" })).toBeVisible();
    await expectAccessible();
  });

  it("cancels, keeps the finished part, goes on from it, or discards it", async () => {
    const request = { datasetId: "demo", preset: "balanced" } as const;
    const { shop } = mountApp("/train", { pending: { request, done: 120, total: 300 } });
    await expect.element(page.getByText(/120 of 300 are done \(\s*balanced/)).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "Go on" }).click();
    expect(lastCall(shop, "train")?.[0]).toEqual(request);
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(shop.job.ended).toBe(1);
    shop.fail("discardPending");
    await page.getByRole("button", { name: "Discard it" }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    shop.mend("discardPending");
    await page.getByRole("button", { name: "Discard it" }).click();
    await expect.element(page.getByText(/An interrupted training is kept/)).not.toBeInTheDocument();
  });

  it("shows why a training failed", async () => {
    const { shop } = mountApp("/train");
    await page.getByRole("button", { name: "Start training" }).click();
    shop.job.fail(BROKEN);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    shop.fail("provenance");
    shop.announce([{ store: "artifacts", key: "artifacts/models/demand_forecasting/index.json" }]);
    await expect.poll(() => page.getByRole("alert").elements().length).toBe(2);
  });

  it("asks for sales where there are none", async () => {
    mountApp("/train", { datasets: [{ ...OWN, lineCount: 0 }], trained: false });
    await expect.element(page.getByText("There are no sales to learn from.")).toBeVisible();
    await expectAccessible();
  });
});

describe("the Settings screen", () => {
  it("keeps the ordering habits of the shop, and passes axe in both themes", async () => {
    const { shop } = mountApp("/settings");
    await expect.element(page.getByRole("heading", { name: "Ordering for Demo bookshop" })).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "More: Days to deliver" }).click();
    await expect.poll(() => lastCall(shop, "saveSettings")?.[1]).toMatchObject({ leadTimeDays: 8 });
    await page.getByRole("button", { name: "Fewer: Days between orders" }).click();
    await expect
      .poll(() => lastCall(shop, "saveSettings")?.[1])
      .toMatchObject({ leadTimeDays: 8, reviewDays: 6 });
    await page.getByRole("combobox", { name: "Currency of the prices" }).selectOptions("EUR");
    await expect.poll(() => lastCall(shop, "setCurrency")).toEqual(["demo", "EUR"]);
    const range = page.getByRole("slider", { name: /Chance of not running out/ });
    (range.element() as HTMLInputElement).value = "97";
    range.element().dispatchEvent(new Event("change", { bubbles: true }));
    await expect.poll(() => lastCall(shop, "saveSettings")?.[1]).toMatchObject({ serviceLevel: 0.97 });
    await expect.element(page.getByText("97 %")).toBeVisible();
    shop.fail("saveSettings");
    const days = page.getByRole("spinbutton", { name: "Days to deliver" });
    await userEvent.fill(days, "400");
    await userEvent.tab();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    await expect.element(days).toHaveValue(8);
  });

  it("turns to dark and keeps the choice", async () => {
    mountApp("/settings");
    await page.getByRole("radio", { name: "Dark" }).click({ force: true });
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(localStorage.getItem("soma.theme")).toBe("dark");
    expect(getComputedStyle(document.body).backgroundColor).toBe("rgb(25, 24, 22)");
  });

  it("shows the room used and asks the browser to keep the data", async () => {
    const { shop } = mountApp("/settings");
    await expect.element(page.getByText("48.2 MB used of 2.4 GB the browser allows")).toBeVisible();
    shop.answerNext("requestPersistence", () => Promise.resolve(false));
    await page.getByRole("button", { name: "Ask to keep the data" }).click();
    await expect.element(page.getByText(/It has declined to keep it for now/)).toBeVisible();
    await page.getByRole("button", { name: "Ask to keep the data" }).click();
    await expect.element(page.getByText("The browser keeps the data until you delete it.")).toBeVisible();
    shop.fail("storageStatus");
    shop.announce([{ store: "sales", key: "demo/items" }]);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    expect(DEMO.simulated).toBe(true);
  });

  it("says when the browser fails to answer", async () => {
    mountApp("/settings", {}, (shop) => shop.fail("requestPersistence"));
    await page.getByRole("button", { name: "Ask to keep the data" }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
  });
});
