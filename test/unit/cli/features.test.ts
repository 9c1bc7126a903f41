import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const data = files.write(
  "till.csv",
  "isbn,date,copies,price\nb,2026-03-02,2,5.00\na,2026-03-01,1,8.00\na,2026-03-02,3,7.00\na,2026-03-04,-1,7.00\n",
);
const out = files.path("features.csv");

describe("soma features", () => {
  it("writes a row a title and selling day, from the days before it", async () => {
    const result = await soma("features", "--data", data, "--out", out, "--only", "weekday,units_lag_1");
    expect(result).toMatchObject({ code: 0, err: expect.stringContaining("2 features of 2 titles, 3 rows") });
    expect(readFileSync(out, "utf8")).toBe(
      "id,date,weekday,units_lag_1\na,2026-03-01,7,NaN\na,2026-03-02,1,1\nb,2026-03-02,1,NaN\n",
    );
  });

  it("writes a row a title as of a day", async () => {
    const only = "units_mean_7,days_since_sale,price_cents,discount_365";
    await soma("features", "--data", data, "--out", out, "--only", only, "--as-of", "2026-03-05");
    expect(readFileSync(out, "utf8")).toBe(
      `id,date,${only}\na,2026-03-05,2,3,700,0.125\nb,2026-03-05,2,3,500,0\n`,
    );
  });

  it("lists definitions with hash and lineage, and prints SQL", async () => {
    const { out: list } = await soma("features", "--list");
    expect(list).toMatch(/units_lag_30 .*\n.*\n {2}from title, sale_date, units; exact; .*; [0-9a-f]{64}\n/);
    const json = JSON.parse((await soma("features", "--list", "--json", "--only", "year")).out) as object[];
    expect(json).toMatchObject([{ name: "year", hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect((await soma("features", "--sql", "--only", "units_min_7")).out).toContain(
      "RANGE BETWEEN INTERVAL 7 DAY PRECEDING AND INTERVAL 1 DAY PRECEDING",
    );
  });

  it.each([
    [["--list", "--only", "units_lag_8"], "There is no feature"],
    [["--data", data], "needs --out FILE"],
    [["--data", data, "--out", out, "--as-of", "soon"], "expected a date"],
    [["--data", files.write("odd.csv", "x,y\n1,2\n"), "--out", out], "none is called like a column of item"],
    [
      ["--data", files.write("half.csv", "isbn,date,copies\na,2026-03-01,1.5\n"), "--out", out],
      "whole copies",
    ],
    [["--data", files.write("bad.csv", "isbn,date,copies\na,someday,1\n"), "--out", out], "row 1"],
  ])("refuses %j", async (words, says) => {
    const { code, err } = await soma("features", ...words);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(says);
  });
});
