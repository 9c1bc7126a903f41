import { createSignal } from "solid-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { coreError } from "../../../src/core/errors.ts";
import { storageError } from "../../../src/core/storage-errors.ts";
import { BROKEN, OWN } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

describe("the first visit", () => {
  it("opens the demo shop with one tap: imports, forecasts and lands on Today", async () => {
    const { shop } = mountApp("/", { datasets: [], trained: false });
    await expect.element(page.getByRole("button", { name: /Open the demo shop/ })).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: /Open the demo shop/ }).click();
    shop.job.progress({ phase: "Simulating sales", done: 30, total: null, unit: "days", remainingMs: null });
    await expect.element(page.getByText("Simulating sales", { exact: true }).first()).toBeVisible();
    await expectAccessible();
    shop.job.finish();
    await expect.poll(() => lastCall(shop, "train")?.[0]).toEqual({ datasetId: "demo", preset: "fast" });
    await expect.element(page.getByRole("region", { name: "Working out what will sell" })).toBeVisible();
    shop.job.finish();
    await expect.element(page.getByRole("list", { name: "Titles to order" })).toBeVisible();
    await expect.element(page.getByRole("button", { name: /Shop: Demo bookshop\s*simulated/ })).toBeVisible();
  });

  it("can be cancelled, shows a failure with its remedy, and goes to Data for own data", async () => {
    const { shop } = mountApp("/", { datasets: [], trained: false });
    await page.getByRole("button", { name: /Open the demo shop/ }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(shop.job.ended).toBe(1);
    await page.getByRole("button", { name: /Open the demo shop/ }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.fail(BROKEN);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.fail(coreError("core.aborted", { what: "The import" }));
    await page.getByRole("button", { name: /Use my own data/ }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Data" })).toHaveFocus();
  });

  it("asks for sales in a new shop, and for the forecast once there are sales", async () => {
    mountApp("/", { datasets: [{ ...OWN, lineCount: 0, lastDay: null, firstDay: null }], trained: false });
    await expect.element(page.getByRole("link", { name: "Import sales" })).toBeVisible();
    await expectAccessible();
    const { shop } = mountApp("/", { trained: false, warnings: ["No good version is left."] });
    await expect.element(page.getByText("No good version is left.")).toBeVisible();
    await page.getByRole("button", { name: "Forecast now" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Forecast now" }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.fail(BROKEN);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
  });

  it("offers to go on with a forecast that was cut off", async () => {
    const request = { datasetId: "demo", preset: "fast" } as const;
    const { shop } = mountApp("/", { trained: false, pending: { request, done: 120, total: 300 } });
    await expect.element(page.getByText(/120 of 300 are done/)).toBeVisible();
    await page.getByRole("button", { name: "Go on" }).click();
    expect(lastCall(shop, "train")?.[0]).toEqual(request);
  });
});

describe("the shell", () => {
  it("focuses the heading of each screen, names the document, marks where one is, and skips to content", async () => {
    mountApp("/");
    await page.getByRole("link", { name: "Train" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Train" })).toHaveFocus();
    expect(document.title).toBe("Train · SOMA");
    expect(page.getByRole("link", { name: "Train" }).element().getAttribute("aria-current")).toBe("page");
    (page.getByText("Skip to content").element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement?.id).toBe("main");
  });

  it("says so at an address that leads nowhere", async () => {
    mountApp("/nowhere");
    await expect.element(page.getByRole("heading", { name: "No such page" })).toBeVisible();
    await expectAccessible();
  });

  it("opens at an address whose percent signs are no escapes", async () => {
    for (const path of ["/titles/%", "/%E0%A4%A"]) {
      mountApp(path);
      await expect.element(page.getByRole("link", { name: "Titles" }).first()).toBeVisible();
    }
    await expect.element(page.getByText("No such page")).toBeVisible();
  });

  it("says quietly that the network is gone", async () => {
    mountApp("/");
    Object.defineProperty(navigator, "onLine", { value: false, configurable: true });
    dispatchEvent(new Event("offline"));
    await expect.element(page.getByText("Offline, all works")).toBeVisible();
    await expectAccessible();
    Object.defineProperty(navigator, "onLine", { value: true, configurable: true });
    dispatchEvent(new Event("online"));
    await expect.element(page.getByText("Offline, all works")).not.toBeInTheDocument();
  });

  it("offers a new version, never while a job runs, and says when it cannot be taken", async () => {
    const [ready, setReady] = createSignal(false);
    const apply = vi.fn<() => Promise<void>>(() => Promise.reject(BROKEN));
    const { shop } = mountApp("/train", {}, undefined, { ready, apply });
    setReady(true);
    const now = page.getByRole("button", { name: "Update now" });
    await expect.element(now).toBeEnabled();
    await expectAccessible();
    await page.getByRole("button", { name: "Start training" }).click();
    await expect.element(now).toBeDisabled();
    shop.job.finish();
    await now.click();
    expect(apply).toHaveBeenCalledOnce();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    await page.getByRole("button", { name: "Later" }).click();
    await expect.element(now).not.toBeInTheDocument();
  });

  it("says when the browser has removed the data, and when a newer app has taken it over", async () => {
    const { shop } = mountApp("/");
    shop.notice(storageError("storage.evicted", { what: "last seen on 2026-09-20" }));
    await expect.element(page.getByRole("alert")).toHaveTextContent("Import the files again");
    await expectAccessible();
    await page.getByRole("button", { name: "Understood" }).click();
    expect(page.getByRole("alert").elements()).toHaveLength(0);
    shop.notice(storageError("storage.newer-version", { found: 2, expected: 1 }));
    await expect.element(page.getByRole("button", { name: "Reload" })).toBeVisible();
  });

  it("shows a screen that cannot be drawn with a way to reload, and leaves the other screens alone", async () => {
    mountApp("/train", {}, (shop) => shop.answerNext("provenance", () => Promise.resolve({ warnings: [] })));
    await expect.element(page.getByRole("heading", { name: "This screen did not open" })).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Reload" })).toBeVisible();
    await expectAccessible();
    await page.getByRole("link", { name: "Today", exact: true }).click();
    await expect.element(page.getByRole("list", { name: "Titles to order" })).toBeVisible();
  });

  it("shows what goes wrong when the shops cannot be read", async () => {
    const { shop } = mountApp("/", {}, (prepared) => prepared.fail("datasets"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    shop.mend("datasets");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(page.getByRole("list", { name: "Titles to order" })).toBeVisible();
  });

  it("lets messages go by themselves, but not while one reads them", async () => {
    vi.useFakeTimers();
    mountApp("/");
    await vi.advanceTimersByTimeAsync(50);
    (document.querySelector('[aria-label="More: copies of Middlemarch"]') as HTMLElement).click();
    await vi.advanceTimersByTimeAsync(5000);
    const stack = document.querySelector(".toasts")!;
    stack.dispatchEvent(new MouseEvent("mouseenter"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(document.querySelectorAll(".toast")).toHaveLength(1);
    stack.dispatchEvent(new MouseEvent("mouseleave"));
    await vi.advanceTimersByTimeAsync(8_100);
    expect(document.querySelectorAll(".toast")).toHaveLength(0);
    vi.useRealTimers();
  });
});
