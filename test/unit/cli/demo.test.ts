import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();

describe("soma demo", () => {
  it("writes sales, catalogue and stock, the same ones every time", async () => {
    const folder = files.path("demo");
    const { code, out, err } = await soma("demo", "--out", folder, "--json");
    expect(code).toBe(0);
    expect(err).toContain("(simulated)");
    const summary = JSON.parse(out) as { titles: number; saleLines: number; files: string[] };
    expect(summary.files).toEqual(["demo-sales.csv", "demo-catalogue.csv", "demo-stock.csv"]);
    const sales = readFileSync(join(folder, "demo-sales.csv"), "utf8");
    expect(sales.split("\r\n").length).toBe(summary.saleLines + 2);
    const header = (name: string): string[] =>
      readFileSync(join(folder, name), "utf8").split("\r\n")[0]!.split(",");
    // What nothing is known of has no column.
    expect(header("demo-sales.csv")).not.toContain("store");
    expect(header("demo-catalogue.csv")).toEqual(expect.arrayContaining(["item", "description"]));
    for (const empty of ["isbn", "removed"]) expect(header("demo-catalogue.csv")).not.toContain(empty);
    await soma("demo", "--out", folder);
    expect(readFileSync(join(folder, "demo-sales.csv"), "utf8")).toBe(sales);
  });

  it("says in one line that a file is no folder", async () => {
    const file = files.write("taken", "");
    expect(await soma("demo", "--out", file)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^soma: .*expected a folder.*\n$/),
    });
    expect(existsSync(join(file, "demo-sales.csv"))).toBe(false);
  });

  it("says in one line that its folder cannot be made", async () => {
    const below = join(files.write("a-file", ""), "demo");
    expect(await soma("demo", "--out", below)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^soma: .*could not be written: .*Check free space and permissions.*\n$/),
    });
  });
});
