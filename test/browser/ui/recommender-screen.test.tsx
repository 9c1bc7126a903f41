import { afterEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { BROKEN } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

describe("the recommender on the Train screen", () => {
  it("trains with the chosen effort, shows progress, can be stopped, and says what came of it", async () => {
    const { shop } = mountApp("/train");
    await expect.element(page.getByText(/In use: version 1\.0\.0, trained .* on 9,204 pairs/)).toBeVisible();
    const section = page.getByRole("region", { name: "Recommendations", exact: true });
    await section.getByRole("radio", { name: "Best" }).click({ force: true });
    const train = page.getByRole("button", { name: "Train the recommender" });
    await train.click();
    expect(lastCall(shop, "trainRecommender")?.[0]).toEqual({
      datasetId: "demo",
      preset: "best",
      timeLimitMs: 300_000,
    });
    shop.job.progress({ phase: "Trying settings", done: 3, total: 12, unit: "settings", remainingMs: 9_000 });
    await expect.element(page.getByText("3 of 12 settings")).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(shop.job.ended).toBe(1);
    await train.click();
    shop.job.fail(BROKEN);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    await page.getByRole("button", { name: "Try again" }).click();
    shop.job.finish();
    await expect.element(page.getByText(/Version 1\.0\.0 took 3\.2 s: Directed/)).toBeVisible();
    await page.getByRole("link", { name: "How good it is" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Recommender report" })).toBeVisible();
  });

  it("says that none is trained", async () => {
    const { shop } = mountApp("/train", { recommenderTrained: false });
    await expect.element(page.getByText(/None is trained yet/)).toBeVisible();
    shop.fail("recommenderReport");
    shop.announce([{ store: "artifacts", key: "artifacts/models/recommendation_engine/index.json" }]);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
  });
});

describe("the recommender's report", () => {
  it("shows every metric with its formula and error, beside popularity and item-kNN", async () => {
    mountApp("/train/recommendations", { stale: true });
    await expect
      .element(page.getByRole("row", { name: /^Recall@20 0\.200 ± 0\.011 0\.080 ± 0\.011 0\.160 ± 0\.011/ }))
      .toHaveTextContent("hits / titles to find");
    await expect
      .element(page.getByText(/Temporal split: titles first bought after 2026-05-30/))
      .toBeVisible();
    await expect.element(page.getByText(/changed after this version was trained/)).toBeVisible();
    await expect.element(page.getByText("never leaves this device")).toBeVisible();
    await expect.element(page.getByRole("row", { name: /^Item-kNN 72 % 0\.600/ })).toBeVisible();
    const chart = page.getByRole("img", { name: /^Recall@20 of each method/ });
    expect(chart.element().textContent).toContain("Readers with 2 to 9 titles (100)");
    expect(chart.element().textContent).toContain("New titles, under 5 readers");
    await expectAccessible();
    await page.getByRole("radio", { name: "NDCG@20" }).click({ force: true });
    const other = page.getByRole("img", { name: /^NDCG@20 of each method/ });
    await expect.element(other).toBeVisible();
    expect(other.element().textContent).not.toContain("New titles");
  });

  it("saves the whole report as JSON", async () => {
    mountApp("/train/recommendations");
    const saved: Blob[] = [];
    const create = vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      saved.push(blob as Blob);
      return "blob:none";
    });
    await page.getByRole("button", { name: "Save the report as JSON" }).click();
    create.mockRestore();
    const report = JSON.parse(await saved[0]!.text()) as { version: string; report: { methods: unknown[] } };
    expect(report.version).toBe("1.0.0");
    expect(report.report.methods).toHaveLength(3);
  });

  it("says that nothing was measured, that nothing is trained, and what goes wrong", async () => {
    mountApp("/train/recommendations", { recommenderMeasured: false });
    await expect.element(page.getByText(/Too few readers have bought anything/)).toBeVisible();
    await expectAccessible();
    mountApp("/train/recommendations", { recommenderTrained: false });
    await expect.element(page.getByText(/No recommender is trained on this shop yet/)).toBeVisible();
    await expectAccessible();
    const { shop } = mountApp("/train/recommendations", {}, (prepared) => prepared.fail("recommenderReport"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    shop.mend("recommenderReport");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(page.getByRole("heading", { name: "In use: version 1.0.0" })).toBeVisible();
  });
});
