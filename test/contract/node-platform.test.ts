import { build } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { nodeDatabase } from "../../src/platform/node/database.ts";
import { nodeLocks } from "../../src/platform/node/locks.ts";
import { nodeThreads } from "../../src/platform/node/threads.ts";
import { nodeVault } from "../../src/platform/node/vault.ts";
import { poolTasks } from "../fixtures/pool-tasks.ts";
import { databaseContract } from "./database.contract.ts";
import { locksContract } from "./locks.contract.ts";
import { threadsContract } from "./threads.contract.ts";
import { vaultContract } from "./vault.contract.ts";

const folder = mkdtempSync(join(tmpdir(), "soma-contract-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
databaseContract("files", () => nodeDatabase(join(folder, `database-${count++}`)));
vaultContract("a folder", async () => nodeVault(join(folder, "vault")), false);
locksContract("lock files", () => nodeLocks(join(folder, "locks")));

describe("with a bundled thread entry", () => {
  const entry = join(folder, "pool-thread.mjs");
  beforeAll(async () => {
    await build({
      stdin: {
        contents: `
          import { parentPort } from "node:worker_threads";
          import { poolTasks } from "./test/fixtures/pool-tasks.ts";
          import { servePoolTasks } from "./src/platform/node/serve-pool-tasks.ts";
          servePoolTasks(parentPort, poolTasks);`,
        resolveDir: process.cwd(),
        loader: "ts",
      },
      bundle: true,
      format: "esm",
      platform: "node",
      outfile: entry,
    });
  });
  let opened: ReturnType<typeof nodeThreads> | undefined;
  threadsContract(
    "worker_threads",
    () => ({
      count: 3,
      map: (...args) => (opened ??= nodeThreads(poolTasks, { entry, count: 3 })).map(...args),
    }),
    () => {
      if (opened && "close" in opened) opened.close();
    },
  );
});
