import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blobSource } from "../../../../src/platform/files/blob-source.ts";
import { ZipArchive } from "../../../../src/platform/files/zip-archive.ts";
import { zipParts } from "../../../../src/platform/files/zip-writer.ts";

const files = [
  { path: "mlruns/1/meta.yaml", content: "name: größe\n" },
  { path: "mlruns/1/ä b", content: Uint8Array.from({ length: 300 }, (_, i) => i & 255) },
  { path: "empty", content: "" },
];

describe("zipParts", () => {
  it("writes an archive that is read back, names and bytes", async () => {
    const archive = await ZipArchive.open(blobSource(new Blob(zipParts(files)), "a.zip"), "a ZIP archive");
    expect(archive.names).toEqual(files.map(({ path }) => path));
    expect(new TextDecoder().decode(await archive.bytes(files[0]!.path))).toBe("name: größe\n");
    expect([...(await archive.bytes(files[1]!.path))]).toEqual([...(files[1]!.content as Uint8Array)]);
    expect(await archive.bytes("empty")).toHaveLength(0);
  });

  const python = spawnSync("python3", ["--version"]).status === 0;
  it.skipIf(!python)(`is sound to Python's zipfile${python ? "" : " (skipped: needs python3)"}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "soma-zip-"));
    const path = join(folder, "a.zip");
    writeFileSync(path, Buffer.concat(zipParts(files)));
    const told = spawnSync("python3", ["-m", "zipfile", "-t", path], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(told.stdout + told.stderr).toContain("Done testing");
    expect(told.status).toBe(0);
  });

  it("makes the same bytes of the same files", () => {
    expect(Buffer.concat(zipParts(files)).equals(Buffer.concat(zipParts(files)))).toBe(true);
  });
});
