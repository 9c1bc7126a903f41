import { createRoot } from "solid-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { createJobQueue, remainingMs, type JobState } from "../../../src/ui/state/job-queue.ts";
import { BROKEN, gate, type Gate } from "./memory-shop.ts";
import { expectAccessible, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const place = (heavy: boolean) => ({ short: "Learning", href: "/train", heavy });
const phase = (name: string, done = 0, total: number | null = null) => ({
  phase: name,
  done,
  total,
  unit: "rows",
  remainingMs: null,
});

/** Jobs that end when the test says so. */
function harness() {
  let now = 1000;
  const { queue, slots } = createRoot(() => {
    const queue = createJobQueue(() => now);
    return { queue, slots: [true, true, false].map((heavy) => queue.slot<string>(place(heavy))) };
  });
  const gates: Gate<string>[] = [];
  const opened: string[] = [];
  const ended: string[] = [];
  let report: ((progress: ReturnType<typeof phase>) => void)[] = [];
  const start = (slot: number, what: string) =>
    slots[slot]!.start(
      what,
      null,
      () => (opened.push(what), { api: {}, end: () => void ended.push(what) }),
      (_, onProgress) => {
        report = [...report, onProgress];
        const made = gate<string>();
        gates.push(made);
        return made.promise;
      },
    );
  const statuses = () => queue.jobs().map((job) => `${job.what} ${job.state().status}`);
  return {
    queue,
    slots,
    start,
    gates,
    opened,
    ended,
    statuses,
    report: () => report,
    at: (ms: number) => (now = ms),
  };
}

describe("the queue of jobs", () => {
  it("runs one heavy job at a time, in order, and light ones beside it", async () => {
    const { start, gates, opened, statuses, slots, queue } = harness();
    const first = start(0, "first");
    const second = start(1, "second");
    void start(2, "light");
    await expect.poll(() => opened).toEqual(["light", "first"]);
    expect(statuses()).toEqual(["light running", "second waiting", "first running"]);
    expect(slots[1]!.running()).toBe(true);
    expect(slots[1]!.job()!.progress!.phase).toBe("Waits until this is done: first");
    gates[1]!.resolve("one");
    expect(await first).toBe("one");
    await expect.poll(() => opened).toEqual(["light", "first", "second"]);
    gates[2]!.reject(BROKEN);
    expect(await second).toBeNull();
    expect(statuses()).toEqual(["light running", "second failed", "first done"]);
    expect(queue.active().map(({ what }) => what)).toEqual(["light"]);
    queue.clear();
    expect(statuses()).toEqual(["light running"]);
  });

  it("cancels what waits without starting it, and what runs by ending its worker; the next goes on", async () => {
    const { start, opened, ended, statuses, slots } = harness();
    const first = start(0, "first");
    const second = start(1, "second");
    await expect.poll(() => opened).toEqual(["first"]);
    slots[1]!.cancel();
    expect(await second).toBeNull();
    const third = start(1, "third");
    slots[0]!.cancel();
    expect(await first).toBeNull();
    expect(ended).toEqual(["first"]);
    await expect.poll(() => opened).toEqual(["first", "third"]);
    expect(statuses()).toEqual(["third running", "second cancelled", "first cancelled"]);
    slots[1]!.cancel();
    expect(await third).toBeNull();
  });

  it("keeps a line for each phase with its time, and forgets an older job of the same kind", async () => {
    const { start, gates, report, queue, slots, at } = harness();
    const first = start(0, "first");
    await expect.poll(() => report().length).toBe(1);
    at(2000);
    report()[0]!(phase("Reading", 0, 5000));
    report()[0]!(phase("Reading", 2500, 5000));
    at(3000);
    report()[0]!(phase("Fitting"));
    slots[0]!.note("trial 3: 0.25");
    gates[0]!.resolve("one");
    await first;
    expect(queue.jobs()[0]!.state().lines).toEqual([
      { at: 1000, text: "Started" },
      { at: 2000, text: "Reading: 5,000 rows" },
      { at: 3000, text: "Fitting" },
      { at: 3000, text: "trial 3: 0.25" },
      { at: 3000, text: "Done" },
    ]);
    const again = start(0, "first");
    expect(queue.jobs()).toHaveLength(1);
    slots[0]!.cancel();
    await again;
  });

  it("expects the rest of a phase by its pace", () => {
    const state = { phaseAt: 1000, progress: phase("Reading", 25, 100) } as unknown as JobState;
    expect(remainingMs(state, 2000)).toBe(3000);
    expect(remainingMs({ ...state, progress: phase("Reading") }, 2000)).toBeNull();
    expect(remainingMs({ ...state, progress: { ...phase("Reading"), remainingMs: 70 } }, 2000)).toBe(70);
    expect(remainingMs({ ...state, progress: null }, 2000)).toBeNull();
  });
});

describe("the Jobs panel", () => {
  it("shows what runs and what waits, with log, memory and the way to stop either", async () => {
    const { shop } = mountApp("/train");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByRole("button", { name: "Train the recommender" }).click();
    shop.job.progress({ phase: "Fitting", done: 30, total: 100, unit: "titles", remainingMs: 9000 });
    const mark = page.getByRole("button", { name: /Jobs: Forecasting\s*30 %\s*\+1/ });
    await mark.click();
    const panel = page.getByRole("dialog", { name: "Jobs" });
    await expect.element(panel.getByText("30 of 100 titles")).toBeVisible();
    await expect.element(panel.getByText(/about 10 seconds left/)).toBeVisible();
    await expect
      .element(panel.getByText("Waits until this is done: Forecasting", { exact: true }))
      .toBeVisible();
    await expect.element(panel.getByText(/app and its workers: 212 MB/)).toBeVisible();
    await expect.element(panel.getByText(/The screen stays on/)).toBeVisible();
    await panel.getByText("Log").first().click();
    await expectAccessible();
    await panel.getByRole("button", { name: "Cancel Learning what readers choose together" }).click();
    await expect.element(panel.getByText("Cancelled", { exact: true })).toBeVisible();
    shop.job.finish();
    await expect.element(panel.getByText(/Done after/)).toBeVisible();
    expect(shop.calls.filter(({ method }) => method === "trainRecommender")).toHaveLength(0);
    await panel.getByRole("link", { name: "See the result" }).click();
    await expect.element(page.getByRole("heading", { name: /Report of version/ })).toBeVisible();
    await page.getByRole("button", { name: /2 jobs ended/ }).click();
    await panel.getByRole("button", { name: "Clear ended jobs" }).click();
    await expect.element(page.getByRole("button", { name: /Jobs:/ })).not.toBeInTheDocument();
  });

  it("keeps the screen on while a job runs, unless that is not wanted", async () => {
    const { shop } = mountApp("/train");
    const calls = (method: string): number => shop.calls.filter((call) => call.method === method).length;
    await page.getByRole("button", { name: "Start training" }).click();
    await expect.poll(() => calls("keepAwake")).toBe(1);
    shop.job.finish();
    await expect.poll(() => calls("letSleep")).toBe(1);
    await page.getByRole("link", { name: "Settings", exact: true }).click();
    const wanted = page.getByRole("checkbox", { name: "Keep the screen on while a job runs" });
    await wanted.click();
    await expect.element(wanted).not.toBeChecked();
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await page.getByRole("button", { name: "Start training" }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    expect(calls("keepAwake")).toBe(1);
  });
});
