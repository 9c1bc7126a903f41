import { deleteDB } from "idb";
import { afterEach, describe, expect, it } from "vitest";
import type { AppError } from "../../../src/core/errors.ts";
import { browserDatabase } from "../../../src/platform/browser/database.ts";
import { watchEviction } from "../../../src/platform/browser/eviction.ts";
import { isJobRunning, trackJob } from "../../../src/platform/browser/running-jobs.ts";
import { requestPersistence, storageStatus } from "../../../src/platform/browser/storage-status.ts";

const name = `eviction-${crypto.randomUUID()}`;
const marker = (): string | null => localStorage.getItem("soma.data-last-seen");
afterEach(async () => {
  localStorage.clear();
  await deleteDB(name);
});

describe("watchEviction", () => {
  it("reports at the next start that the browser removed the database, once, with the last day it was seen", async () => {
    const database = browserDatabase({ name });
    const stopFirst = watchEviction(() => {}, name);
    await database.write([{ store: "datasets", key: "shop", value: {} }]);
    await expect.poll(marker).toMatch(/^\d{4}-\d\d-\d\dT/);
    stopFirst();
    database.close();
    await deleteDB(name);

    const notices: AppError[] = [];
    const stop = watchEviction((notice) => notices.push(notice), name);
    await expect
      .poll(() => notices.map(({ message }) => message))
      .toEqual([expect.stringContaining(`last seen on ${new Date().toISOString().slice(0, 10)}`)]);
    expect(notices[0]!.code).toBe("storage.evicted");
    expect(marker()).toBeNull();
    stop();
  });

  it("reports nothing on a first visit, nor when the data is there", async () => {
    const notices: AppError[] = [];
    const stopFirst = watchEviction((notice) => notices.push(notice), name);
    const database = browserDatabase({ name });
    await database.write([{ store: "datasets", key: "shop", value: {} }]);
    const stop = watchEviction((notice) => notices.push(notice), name);
    await expect.poll(marker).not.toBeNull();
    expect(notices).toEqual([]);
    stop();
    stopFirst();
    database.close();
  });
});

describe("storageStatus", () => {
  it("tells bytes used, the quota, and whether the browser promised to keep them", async () => {
    const status = await storageStatus();
    expect(status.quotaBytes).toBeGreaterThan(1e6);
    expect(status.usedBytes).toBeGreaterThanOrEqual(0);
    expect(status.persisted).toBe(await navigator.storage.persisted());
    expect(typeof (await requestPersistence())).toBe("boolean");
  });
});

describe("running jobs", () => {
  it("are seen until they settle, and pass their outcome on", async () => {
    expect(await isJobRunning()).toBe(false);
    let finish = (_: string): void => {};
    const job = trackJob(new Promise<string>((resolve) => (finish = resolve)));
    await expect.poll(isJobRunning).toBe(true);
    finish("report");
    expect(await job).toBe("report");
    await expect.poll(isJobRunning).toBe(false);
    await expect(trackJob(Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    await expect.poll(isJobRunning).toBe(false);
  });
});
