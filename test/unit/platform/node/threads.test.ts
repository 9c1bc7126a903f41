import { expect, it } from "vitest";
import { nodeThreads } from "../../../../src/platform/node/threads.ts";
import { poolTasks } from "../../../fixtures/pool-tasks.ts";

it("runs jobs here, one by one, where the bundled thread entry is missing", async () => {
  for (const threads of [nodeThreads(poolTasks), nodeThreads(poolTasks, { entry: "/no/such/entry.js" })]) {
    expect(threads.count).toBe(1);
    const results: number[] = [];
    await threads.map<number, number>("square-later", [2, 3], (_i, n) => void results.push(n), undefined);
    expect(results).toEqual([4, 9]);
  }
});
