import { readFileSync, writeFileSync } from "node:fs";
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

  it("writes days without a sale, and takes back the line that a return reverses", async () => {
    const lines = files.write(
      "corrected.csv",
      "isbn,date,copies,price\na,2026-03-01,1,8.00\na,2026-03-02,5,8.00\na,2026-03-02,-5,8.00\na,2026-03-03,2,8.00\n",
    );
    const only = "units_lag_1,units_count_7";
    await soma("features", "--data", lines, "--out", out, "--only", only, "--every-day");
    expect(readFileSync(out, "utf8")).toBe(
      `id,date,${only}\na,2026-03-01,NaN,0\na,2026-03-02,1,1\na,2026-03-03,0,1\n`,
    );
  });

  it("reads a catalogue for what is made of it, and leaves that out without one", async () => {
    const catalogue = files.write(
      "catalogue.csv",
      "isbn,title,author,genre,format\na,Emma,Jane Austen,novel,Paperback\nb,Persuasion,Jane Austen,novel,Hardback\n",
    );
    const only = "format_paperback,relative_price_genre,author_effect";
    const words = ["--data", data, "--out", out, "--as-of", "2026-03-05"];
    await soma("features", ...words, "--catalogue", catalogue, "--only", only);
    // Last prices 7.00 and 5.00; both titles' three selling days hold six copies, as the shop's do.
    expect(readFileSync(out, "utf8")).toBe(
      `id,date,${only}\na,2026-03-05,1,1.166666667,2\nb,2026-03-05,0,0.8333333333,2\n`,
    );
    expect(await soma("features", ...words, "--only", only)).toMatchObject({
      code: 2,
      err: expect.stringContaining("--catalogue FILE"),
    });
    await soma("features", ...words);
    expect(readFileSync(out, "utf8").split("\n")[0]).not.toContain("effect");
  });

  it("projects the vectors of title and description where they are asked for", async () => {
    const catalogue = files.write(
      "texts.csv",
      "isbn,title,description\na,Emma,A young woman matches her friends\nb,Moby-Dick,A captain hunts the white whale\n",
    );
    const only = "text_projection_1,text_projection_2";
    const words = ["--data", data, "--catalogue", catalogue, "--out", out, "--as-of", "2026-03-05"];
    expect(await soma("features", ...words, "--only", only)).toMatchObject({ code: 0 });
    const rows = readFileSync(out, "utf8").trim().split("\n").slice(1);
    const [emma, whale] = rows.map((row) => row.split(",").slice(2).map(Number));
    expect([...emma!, ...whale!].every((value) => Math.abs(value) > 1e-4 && Math.abs(value) < 5)).toBe(true);
    expect(emma).not.toEqual(whale);
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

describe("soma features freeze and snapshots", () => {
  const lines = Array.from({ length: 120 }, (_, i) => {
    const [title, day] = [["a", "b", "c"][i % 3]!, 1 + (Math.floor(i / 3) % 28)];
    return `${title},2026-0${1 + Math.floor(i / 84)}-${String(day).padStart(2, "0")},${1 + ((i * 7) % 5)},9.00`;
  });
  const till = files.write("long.csv", ["isbn,date,copies,price", ...lines].join("\n"));
  const config = files.write(
    "weekly.json",
    JSON.stringify({
      name: "weekly",
      features: ["weekday", "units_lag_7"],
      own: [{ name: "fair", formula: { kind: "marked-days", ranges: [["2026-01-05", "2026-01-09"]] } }],
    }),
  );
  const folder = files.path("shop");
  const freeze = (...words: string[]) =>
    soma("features", "freeze", "--data", till, "--config", config, "--folder", folder, "--json", ...words);

  it("keep equal content under one hash, other content under another, and find a changed file", async () => {
    const first = JSON.parse((await freeze()).out) as { hash: string; features: object[] };
    expect(first.features).toMatchObject([{ name: "weekday" }, { name: "units_lag_7" }, { name: "fair" }]);
    const again = JSON.parse((await freeze("--name", "again")).out) as { hash: string };
    expect(again.hash).toBe(first.hash);
    const other = JSON.parse((await freeze("--every-day")).out) as { hash: string };
    expect(other.hash).not.toBe(first.hash);
    const verify = () => soma("features", "snapshots", "--folder", folder, "--verify");
    expect(await verify()).toMatchObject({
      code: 0,
      err: expect.stringContaining("3 snapshots are as frozen"),
    });
    const values = `${folder}/artifacts/features/again/${again.hash.slice(0, 16)}/features.bin`;
    const bytes = readFileSync(values);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(values, bytes);
    expect(await verify()).toMatchObject({
      code: 1,
      err: expect.stringContaining("features.bin was changed"),
    });
  });

  it("are trained from by name and hash", async () => {
    const { hash } = JSON.parse((await freeze("--horizon", "3", "--name", "goal")).out) as { hash: string };
    const settings = {
      data_source: `snapshot:goal@${hash.slice(0, 8)}`,
      hyperparameter_tuning: false,
      column_types: { id: "ignore", date: "ignore" },
    };
    const training = files.write("training.json", JSON.stringify(settings));
    const words = ["--target", "units_next_3", "--config", training, "--out", folder];
    expect(await soma("train", "regression", ...words)).toMatchObject({ code: 0 });
    const metadata = readFileSync(`${folder}/artifacts/models/regression/1.0.0/metadata.json`, "utf8");
    expect(metadata).toContain(settings.data_source);
    const unknown = await soma("train", "regression", "--data", "snapshot:goal@000000", ...words);
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining("There is no feature snapshot") });
  });

  it.each([
    [["--data", till], "needs --name"],
    [["--data", till, "--name", "My set"], "small letters"],
    [["--data", till, "--name", "x", "--horizon", "0"], "--horizon"],
    [["--data", till, "--name", "x", "--config", config, "--only", "year"], "both"],
    [["--data", till, "--name", "x", "--texts"], "--catalogue FILE"],
    [["--data", files.write("none.csv", "isbn,date,copies\na,2026-03-01,0\n"), "--name", "x"], "no line"],
  ])("refuse %j", async (words, says) => {
    const { code, err } = await soma("features", "freeze", ...words, "--folder", folder);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(says);
  });
});
