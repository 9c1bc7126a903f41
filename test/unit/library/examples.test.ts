import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);

describe("the library soma-edge/models", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await run(process.execPath, ["scripts/build-library.mjs"]);
  }, 60_000);

  const says: Readonly<Record<string, RegExp>> = {
    "classify.mjs": /(9\d|100)\.\d % of new rows right[\s\S]*(9\d|100)\.\d %/,
    "forecast.mjs": /Theta .*mean absolute error 0\.\d+ copies a day, \d+ bytes/,
    "predict.mjs":
      /weight 1\.0\.0 predicts numbers[\s\S]*450 pages: 0\.9\d kg[\s\S]*does not know "velum", row 3[\s\S]*Rename "page"/,
    "recommend.mjs": /A reader of Moby-Dick may like Lord Jim, then Typhoon\./,
    "search.mjs": /Opening hours: The shop opens at nine\. On Sundays it stays closed/,
  };

  it("has a test for every example", () => {
    expect(readdirSync("examples").filter((file) => file.endsWith(".mjs"))).toEqual(Object.keys(says));
  });

  it.each(Object.entries(says))("examples/%s runs as it stands", async (file, words) => {
    const { stdout } = await run(process.execPath, [`examples/${file}`]);
    expect(stdout).toMatch(words);
  });

  it("has types that compile in a project of somebody else, and refuse what is wrong", async () => {
    const { stdout } = await run("npx", ["--no-install", "tsc", "-p", "test/fixtures/library"]).catch(
      (failure: { stdout: string }) => failure,
    );
    expect(stdout).toBe("");
  });
});
