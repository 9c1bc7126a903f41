import { describe, expect, it } from "vitest";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { askFirst, giveWay } from "../../../src/workflows/ask-turn.ts";
import { storageError } from "../../../src/core/storage-errors.ts";

describe("a question", () => {
  it("goes before the making of vectors, and not before another question", async () => {
    const locks = memoryLocks();
    const order: string[] = [];
    let answer = (): void => {};
    const first = askFirst(locks, () => new Promise<void>((resolve) => (answer = resolve)));
    const made = giveWay(locks).then(() => order.push("vectors"));
    await askFirst(locks, () => Promise.resolve(order.push("second")));
    order.push("first");
    answer();
    await Promise.all([first, made]);
    expect(order).toEqual(["second", "first", "vectors"]);
  });

  it("is asked once, whatever it fails with", async () => {
    let asked = 0;
    const fails = askFirst(memoryLocks(), () => {
      asked++;
      return Promise.reject(storageError("storage.busy", { name: "index" }));
    });
    await expect(fails).rejects.toMatchObject({ code: "storage.busy" });
    expect(asked).toBe(1);
  });
});
