import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isCode, takeLockFile } from "../../../../src/platform/node/lock-file.ts";

const folder = mkdtempSync(join(tmpdir(), "soma-lock-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("takeLockFile", () => {
  it("holds until let go, then leaves nothing behind", async () => {
    const path = join(folder, "deep/a");
    const release = await takeLockFile(path, false);
    expect(readFileSync(path, "utf8")).toMatch(new RegExp(`^${process.pid} `));
    expect(await takeLockFile(path, false)).toBeNull();
    await release?.();
    expect(readdirSync(join(folder, "deep"))).toEqual([]);
  });

  it("waits for the holder", async () => {
    const path = join(folder, "b");
    const release = await takeLockFile(path, true);
    let second = false;
    const waiting = takeLockFile(path, true).then((let_go) => {
      second = true;
      return let_go;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(second).toBe(false);
    await release?.();
    await (
      await waiting
    )?.();
    expect(existsSync(path)).toBe(false);
  });

  it("takes over from a process that has died", async () => {
    const dead = spawnSync(process.execPath, ["-e", "console.log(process.pid)"], { encoding: "utf8" });
    const path = join(folder, "c");
    writeFileSync(path, `${dead.stdout.trim()} 1 x`);
    const release = await takeLockFile(path, false);
    expect(release).not.toBeNull();
    await release?.();
  });

  it("takes over from an earlier process that had the same id, and from nonsense", async () => {
    for (const holder of [`${process.pid} 1 x`, "nonsense", ""]) {
      const path = join(folder, "d");
      writeFileSync(path, holder);
      const release = await takeLockFile(path, false);
      expect(release).not.toBeNull();
      await release?.();
    }
  });

  it("passes other failures of the file system on", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(takeLockFile(join(folder, "file/e"), false)).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it("tells errors by their code", () => {
    expect(isCode(Object.assign(new Error("x"), { code: "ENOENT" }), "ENOENT")).toBe(true);
    expect(isCode(new Error("x"), "ENOENT")).toBe(false);
    expect(isCode("ENOENT", "ENOENT")).toBe(false);
  });
});
