import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const day = (i: number): string => new Date(Date.UTC(2011, 0, 3 + i)).toISOString().slice(0, 10);
const lines = (from: number, to: number): string[] =>
  Array.from(
    { length: to - from },
    (_, i) => `${day(from + i)},9780141439587,${1 + ((from + i) % 7)},7.99,Emma`,
  );
const header = "Date,ISBN,Quantity,Price,Title";
const till = files.write("till.csv", [header, ...lines(0, 150)].join("\n"));
const folder = files.path("shop");

/** The lines of the only log in a shop's folder. */
function logOf(shop: string): Record<string, unknown>[] {
  const [file, ...others] = readdirSync(`${shop}/artifacts/logs`);
  expect(others).toEqual([]);
  const lines = readFileSync(`${shop}/artifacts/logs/${file}`, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("soma train", () => {
  it("imports a till file and writes the artifact tree", async () => {
    const { code, out, err } = await soma("train", "--data", till, "--folder", folder, "--json");
    expect(err).toContain("150 rows, 150 new, 0 already known, 0 rejected");
    expect(err).toContain("Trained version 1.0.0 on 1 titles");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      command: "train",
      shop: "Shop",
      import: { added: 150 },
      training: { version: "1.0.0", titles: 1 },
    });
    const models = `${folder}/artifacts/models/demand_forecasting`;
    expect(readdirSync(`${models}/1.0.0`).sort()).toEqual(["features.json", "metadata.json", "model.bin"]);
    expect(existsSync(`${models}/index.json`)).toBe(true);
    const metadata = JSON.parse(readFileSync(`${models}/1.0.0/metadata.json`, "utf8")) as Record<
      string,
      unknown
    >;
    expect(metadata).toMatchObject({
      model_name: "demand_forecasting",
      model_type: "forecasting",
      version: "1.0.0",
    });
  });

  it("joins a later file of the same shop and leaves out what it knew", async () => {
    const later = files.write("later.csv", [header, ...lines(140, 170)].join("\n"));
    const { err } = await soma("train", "--data", later, "--folder", folder);
    expect(err).toContain("30 rows, 20 new, 10 already known");
    expect(err).toContain("Trained version 1.1.0");
  });

  it("trains the recommender where the till lines name customers, and leaves it out where asked", async () => {
    const bought = Array.from({ length: 40 }, (_, i) => [
      `${day(i)},B${1 + (i % 4)},1,7.99,Book ${1 + (i % 4)},card-${i % 10}`,
      `${day(i + 40)},B${1 + ((i + 1) % 4)},1,7.99,Book,card-${i % 10}`,
    ]).flat();
    const cards = files.write("cards.csv", [`${header},Customer`, ...bought].join("\n"));
    const own = files.path("cards-shop");
    const { err, out, code } = await soma("train", "--data", cards, "--folder", own, "--json");
    expect(code).toBe(0);
    expect(err).toMatch(/Trained recommender 1\.0\.0 \(.+\) on 10 customers and 4 titles/);
    expect(JSON.parse(out)).toMatchObject({ recommender: { version: "1.0.0", readers: 10 } });
    const engine = `${own}/artifacts/models/recommendation_engine/1.0.0`;
    expect(readdirSync(engine).sort()).toEqual([
      "evaluation.json",
      "metadata.json",
      "similarity_matrix.bin",
      "user_item_matrix.bin",
    ]);
    expect(readFileSync(`${engine}/metadata.json`, "utf8")).not.toContain("card-");
    const without = await soma("train", "--data", cards, "--folder", own, "--recommender", "false");
    expect(without.err).not.toContain("Trained recommender");
  });

  it("indexes the texts of a catalogue for questions", async () => {
    const catalogue = files.write(
      "catalogue.csv",
      "ISBN,Title,Author,Description\n9780141439587,Emma,Jane Austen,A clever girl makes matches for others.\n",
    );
    const own = files.path("asked-shop");
    const words = ["train", "--data", till, "--catalogue", catalogue, "--folder", own, "--json"];
    const { code, err, out } = await soma(...words);
    expect(err).toContain("Indexed 2 passages of the catalogue for questions");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ passages: 2 });
    const published = readdirSync(`${own}/artifacts/models/rag_system/1.0.0`);
    expect(published).toContain("index.faiss");
    expect(published).toContain("metadata.json");
  });

  it("trains every model with --all, and keeps what was done when and the metrics of each version", async () => {
    const own = files.path("all-shop");
    const { code, out } = await soma("train", "--all", "--data", till, "--folder", own, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ recommender: { version: "1.0.0" }, passages: 1 });
    const log = logOf(own);
    expect(log[0]).toMatchObject({ seconds: 0, event: "started" });
    const published = log.filter(({ event }) => event === "published");
    expect(published.map(({ model_name: name }) => name)).toEqual([
      "demand_forecasting",
      "recommendation_engine",
      "rag_system",
    ]);
    for (const { model_name: name, metrics } of published) {
      const kept: unknown = JSON.parse(
        readFileSync(`${own}/artifacts/metrics/${String(name)}/1.0.0.json`, "utf8"),
      );
      expect(kept).toMatchObject({ model_name: name, version: "1.0.0", metrics });
    }
  });

  it("trains one model alone, of the shop as it is kept", async () => {
    const own = files.path("one-shop");
    const config = files.write("shop.json", JSON.stringify({ data_source: till, horizon_days: 14 }));
    const first = await soma(
      "train",
      "forecasting",
      "--config",
      config,
      "--out",
      `${own}/artifacts`,
      "--json",
    );
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      command: "train forecasting",
      training: { version: "1.0.0" },
      recommender: null,
      passages: null,
    });
    expect(readdirSync(`${own}/artifacts/models`)).toEqual(["demand_forecasting"]);
    const second = await soma("train", "recommendation", "--out", own, "--json");
    expect(second.err).toContain("Trained recommender 1.0.0");
    expect(JSON.parse(second.out)).toMatchObject({ shop: "Shop", import: null, training: null });
    const third = await soma("train", "rag", "--out", own);
    expect(third.err).toContain("Indexed 1 passages");
    expect(readdirSync(`${own}/artifacts/models`)).toEqual([
      "demand_forecasting",
      "rag_system",
      "recommendation_engine",
    ]);
  });

  it("refuses a configuration that it cannot follow", async () => {
    const unknown = files.write("unknown.json", '{ "horizon": 14 }');
    const bad = files.write("bad.json", '{ "horizon_days": 10 }');
    const of = (config: string) =>
      soma("train", "forecasting", "--config", config, "--out", files.path("none"));
    expect((await of(unknown)).err).toContain('has the key "horizon"; expected one of data_source');
    expect((await of(bad)).err).toContain(
      '"horizon_days" is 10 in the configuration; expected a multiple of 7',
    );
  });

  it("keeps the log of a training that failed", async () => {
    const own = files.path("failed-shop");
    const { code } = await soma("train", "--data", till, "--folder", own, "--horizon", "10");
    expect(code).toBe(2);
    expect(logOf(own).at(-1)).toMatchObject({ event: "failed", message: expect.stringContaining("horizon") });
  });

  it("refuses what it cannot do in one line", async () => {
    const missing = await soma("train", "--data", files.path("none.csv"), "--folder", folder);
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/^soma: --data names .*none\.csv, which does not exist/);
    const nothing = await soma("train", "--folder", folder);
    expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining("--data FILE") });
    const demoShop = await soma("train", "--all", "--shop", "Corner", "--folder", folder);
    expect(demoShop).toMatchObject({ code: 2, err: expect.stringContaining("--data FILE") });
    const file = await soma("train", "--data", till, "--folder", till);
    expect(file).toMatchObject({ code: 2, err: expect.stringContaining("expected a folder") });
    const below = await soma("train", "--data", till, "--folder", `${till}/shop`);
    expect(below.code).toBe(1);
    expect(below.err).toMatch(/^soma: .*could not be written: .*Check free space and permissions.*\n$/);
    const horizon = await soma("train", "--data", till, "--folder", folder, "--horizon", "10");
    expect(horizon.err.trim().split("\n").at(-1)).toMatch(
      /^soma: The horizon is 10 days; expected a multiple of 7/,
    );
    expect(horizon.code).toBe(2);
  });
});
