import { deleteDB } from "idb";
import { expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { browserDatabase } from "../../../src/platform/browser/database.ts";

it("a worker that is ended while it writes leaves the old or the new state, 20 times at random moments", async () => {
  const name = `killed-${crypto.randomUUID()}`;
  const random = seededRandom(20261123, "terminate");
  let before = 0;
  for (let kill = 0; kill < 20; kill++) {
    const worker = new Worker(new URL("./database-writer.worker.ts", import.meta.url), { type: "module" });
    worker.postMessage(name);
    await new Promise((resolve) => worker.addEventListener("message", resolve, { once: true }));
    await new Promise((resolve) => setTimeout(resolve, random.integer(40)));
    worker.terminate();

    const database = browserDatabase({ name });
    // Waits for its turn in both stores: what the ended worker had begun is by then aborted or committed.
    await database.write([
      { store: "shop", key: "turn", value: kill },
      { store: "artifacts", key: "artifacts/turn", value: Uint8Array.of(kill) },
    ]);
    const n = (await database.read("shop", "counter")) as number;
    expect(n).toBeGreaterThan(before);
    before = n;
    const index = (await database.read("artifacts", "artifacts/m/index.json")) as Uint8Array;
    const model = (await database.read("artifacts", "artifacts/m/model.bin")) as Uint8Array;
    expect([new TextDecoder().decode(index), model[0], model.at(-1)]).toEqual([String(n), n % 251, n % 251]);
    database.close();
  }
  await deleteDB(name);
});
