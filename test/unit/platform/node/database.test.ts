import { build } from "esbuild";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { nodeDatabase } from "../../../../src/platform/node/database.ts";

const base = mkdtempSync(join(tmpdir(), "soma-database-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let root: string;
let count = 0;
beforeEach(() => {
  root = join(base, String(count++));
});
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const pending = (): string => join(root, ".soma/pending");

describe("nodeDatabase", () => {
  it("lays artifacts out as the plain tree their keys name", async () => {
    const database = await nodeDatabase(root);
    const key = "artifacts/models/demand_forecasting/1.0.0/metadata.json";
    await database.write([{ store: "artifacts", key, value: text("{}\n") }]);
    expect(readFileSync(join(root, key), "utf8")).toBe("{}\n");
    expect(readdirSync(pending())).toEqual([]);
  });

  it("keeps everything when opened again", async () => {
    await (await nodeDatabase(root)).write([{ store: "shop", key: "a/settings", value: { level: 0.9 } }]);
    expect(await (await nodeDatabase(root)).read("shop", "a/settings")).toEqual({ level: 0.9 });
  });

  it.each([
    "../outside",
    "artifacts/../../outside",
    "/etc/x",
    "artifacts",
    "artifacts//x",
    "artifacts/.hidden",
  ])("refuses the artifact key %s, which is no path below artifacts/", async (key) => {
    const database = await nodeDatabase(root);
    await expect(database.write([{ store: "artifacts", key, value: text("x") }])).rejects.toMatchObject({
      code: "storage.failed",
    });
  });

  it("refuses an artifact that is not bytes, and a key with half a character", async () => {
    const database = await nodeDatabase(root);
    const record = database.write([{ store: "artifacts", key: "artifacts/x", value: {} }]);
    await expect(record).rejects.toMatchObject({ code: "storage.failed" });
    const half = database.write([{ store: "shop", key: "\ud800", value: 1 }]);
    await expect(half).rejects.toMatchObject({ code: "storage.failed" });
  });

  it("refuses a file where a folder is, before anything is changed, and goes on working", async () => {
    const database = await nodeDatabase(root);
    await database.write([{ store: "artifacts", key: "artifacts/a/b", value: text("b") }]);
    const over = database.write([
      { store: "artifacts", key: "artifacts/0", value: text("0") },
      { store: "artifacts", key: "artifacts/a", value: text("a") },
    ]);
    await expect(over).rejects.toMatchObject({ code: "storage.failed" });
    const under = database.write([{ store: "artifacts", key: "artifacts/a/b/c", value: text("c") }]);
    await expect(under).rejects.toMatchObject({ code: "storage.failed" });
    expect(await database.keys("artifacts", "")).toEqual(["artifacts/a/b"]);
    expect(readdirSync(pending())).toEqual([]);
    await database.write([{ store: "artifacts", key: "artifacts/c", value: text("c") }]);
    expect(await database.keys("artifacts", "")).toEqual(["artifacts/a/b", "artifacts/c"]);
  });

  it("finishes at opening what a killed process had decided, and forgets what it had not", async () => {
    const database = await nodeDatabase(root);
    await database.write([
      { store: "artifacts", key: "artifacts/old", value: text("old") },
      { store: "artifacts", key: "artifacts/new", value: text("old") },
    ]);
    const decided = join(pending(), "decided");
    mkdirSync(decided);
    writeFileSync(join(decided, "0"), "new");
    const journal = [
      { store: "artifacts", key: "artifacts/new", staged: "0" },
      { store: "artifacts", key: "artifacts/moved", staged: "1" },
      { store: "artifacts", key: "artifacts/old", staged: null },
    ];
    writeFileSync(join(decided, "journal.json"), JSON.stringify(journal));
    writeFileSync(join(root, "artifacts/moved"), "moved");
    const undecided = join(pending(), "undecided");
    mkdirSync(undecided);
    writeFileSync(join(undecided, "0"), "half");
    writeFileSync(
      join(undecided, "journal.draft"),
      '[{"store":"artifacts","key":"artifacts/x","staged":"0"}]',
    );

    // Another process reads while the write is decided and not yet finished.
    expect(await database.keys("artifacts", "")).toEqual(["artifacts/moved", "artifacts/new"]);
    expect(await database.read("artifacts", "artifacts/new")).toEqual(text("new"));
    expect(await database.read("artifacts", "artifacts/moved")).toEqual(text("moved"));
    expect(await database.read("artifacts", "artifacts/old")).toBeUndefined();

    const again = await nodeDatabase(root);
    expect(readdirSync(pending())).toEqual([]);
    expect(await again.keys("artifacts", "")).toEqual(["artifacts/moved", "artifacts/new"]);
    expect(readFileSync(join(root, "artifacts/new"), "utf8")).toBe("new");
  });

  it("says storage.failed with the cause when the folder cannot be used", async () => {
    mkdirSync(base, { recursive: true });
    writeFileSync(root, "a file");
    await expect(nodeDatabase(root)).rejects.toMatchObject({ code: "storage.failed" });
  });

  it("says storage.failed for a damaged value", async () => {
    const database = await nodeDatabase(root);
    await database.write([{ store: "shop", key: "a", value: { x: 1 } }]);
    writeFileSync(join(root, ".soma/stores/shop/a.v8"), "nonsense");
    await expect(database.read("shop", "a")).rejects.toMatchObject({ code: "storage.failed" });
  });
});

describe("a process that is killed while it writes", () => {
  const script = join(base, "writer.mjs");
  beforeAll(async () => {
    await build({
      stdin: {
        contents: `
          import { nodeDatabase } from "./src/platform/node/database.ts";
          const database = await nodeDatabase(process.argv[2]);
          const last = await database.read("shop", "counter") ?? 0;
          for (let n = last + 1; ; n++) {
            const odd = n % 2 === 1;
            await database.write([
              { store: "artifacts", key: "artifacts/m/model.bin", value: new Uint8Array(20000).fill(n % 251) },
              { store: "shop", key: "counter", value: n },
              { store: "stock", key: "odd-only", ...(odd ? { value: n } : {}) },
              { store: "artifacts", key: "artifacts/m/index.json", value: new TextEncoder().encode(String(n)) },
            ]);
            if (n === last + 1) process.stdout.write("writing");
          }`,
        resolveDir: process.cwd(),
        loader: "ts",
      },
      bundle: true,
      format: "esm",
      platform: "node",
      outfile: script,
    });
  });

  it("leaves the old or the new state, 25 times at random moments", async () => {
    const random = seededRandom(20261123, "kill");
    let before = 0;
    for (let kill = 0; kill < 25; kill++) {
      await runAndKill(script, root, random.integer(40));
      const database = await nodeDatabase(root);
      const n = (await database.read("shop", "counter")) as number;
      expect(n).toBeGreaterThan(before);
      before = n;
      const index = (await database.read("artifacts", "artifacts/m/index.json")) as Uint8Array;
      const model = (await database.read("artifacts", "artifacts/m/model.bin")) as Uint8Array;
      expect(new TextDecoder().decode(index)).toBe(String(n));
      expect(model.length).toBe(20000);
      expect(model.every((byte) => byte === n % 251)).toBe(true);
      expect(await database.read("stock", "odd-only")).toBe(n % 2 === 1 ? n : undefined);
      expect(readdirSync(pending())).toEqual([]);
      expect(existsSync(join(root, ".soma/write.lock"))).toBe(false);
    }
  }, 60_000);
});

/** Start the writer, wait until it writes, kill it after `delayMs` more. */
function runAndKill(script: string, root: string, delayMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, root], { stdio: ["ignore", "pipe", "inherit"] });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === null) resolve();
      else reject(new Error(`the writer ended by itself with ${code}`));
    });
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), delayMs));
  });
}
