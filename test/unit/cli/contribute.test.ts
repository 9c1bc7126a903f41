import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const random = seededRandom(4, "loyalty");
/** Readers of two kinds: each kind buys among its own ten titles. */
const loyalty = (): string => {
  const lines = ["card,isbn"];
  for (let card = 0; card < 400; card++) {
    for (let i = 0; i < 4; i++) lines.push(`card-${card},b${10 * (card % 2) + random.integer(10)}`);
  }
  return lines.join("\n");
};
const titles = files.write(
  "titles.csv",
  ["isbn", ...Array.from({ length: 20 }, (_, i) => `b${i}`)].join("\n"),
);
const catalogue = files.write(
  "catalogue.csv",
  [
    "isbn,title,authors",
    ...Array.from({ length: 20 }, (_, i) => `b${i},"Tale ${i} (Saga ${i % 2}, #${i + 1})",A ${i}; B`),
  ].join("\n"),
);
const folder = files.folder("contributions");
const contribute = (tablet: number, ...more: string[]): ReturnType<typeof soma> =>
  soma(
    ..."contribute --user card --item isbn --epsilon 4 --budget 8".split(" "),
    "--interactions",
    files.write(`loyalty-${tablet}.csv`, loyalty()),
    "--titles",
    titles,
    "--ledger",
    files.path(`ledger-${tablet}.json`),
    "--out",
    `${folder}/tablet-${tablet}.bin`,
    ...more,
  );

describe("soma contribute and merge-contributions", () => {
  it("go from the loyalty data of three tablets to weights that know which titles go together", async () => {
    for (const tablet of [1, 2, 3]) {
      const { code, out, err } = await contribute(tablet, "--json");
      expect(err).toMatch(/over 400 readers/);
      expect(err).toMatch(/Spent ε 4 of 8/);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ mechanism: "discrete-laplace", titles: 20, spent_epsilon: 4 });
    }
    const weights = files.path("weights.csv");
    const merged = files.path("merged.bin");
    const words = `merge-contributions --folder ${folder} --out ${merged} --weights ${weights} --catalogue ${catalogue}`;
    const { code, out, err } = await soma(...words.split(" "), "--item", "isbn", "--json");
    expect(err).toBe("Merged 3 contributions from 3 files over 20 titles.\n");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ files: 3, parts: 3 });
    expect(existsSync(merged)).toBe(true);
    const rows = readFileSync(weights, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    expect(rows).toHaveLength(20 * 19);
    const kindOf = (id: string): boolean => Number(id.slice(1)) < 10;
    const mean = (isSame: boolean): number => {
      const own = rows.filter(([item, other]) => (kindOf(item!) === kindOf(other!)) === isSame);
      return own.reduce((sum, [, , weight]) => sum + Number(weight), 0) / own.length;
    };
    expect(mean(true)).toBeGreaterThan(5 * mean(false));
  });

  it("stop at the budget and leave the file of before", async () => {
    expect((await contribute(1)).code).toBe(0);
    const before = readFileSync(`${folder}/tablet-1.bin`);
    const { code, err } = await contribute(1);
    expect(code).toBe(2);
    expect(err).toMatch(/ε 8\.00 is spent of a budget of 8\. Nothing was released\./);
    expect(readFileSync(`${folder}/tablet-1.bin`)).toEqual(before);
    expect(existsSync(files.path("ledger-1.json.lock"))).toBe(false);
  });

  it("take the Gaussian where a δ is given", async () => {
    const { code, out } = await contribute(9, "--delta", "1e-6", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ mechanism: "discrete-gaussian" });
    const { code: mixed, err } = await soma("merge-contributions", "--folder", folder);
    expect(mixed).toBe(2);
    expect(err).toMatch(/do not fit together: the mechanism is/);
  });

  it.each(["interactions", "titles", "ledger"])("write no contribution over the %s", async (option) => {
    const own = {
      interactions: files.write("own.csv", loyalty()),
      titles: files.write("own-titles.csv", readFileSync(titles)),
      ledger: files.path("own-ledger.json"),
    };
    const path = own[option as keyof typeof own];
    const before = existsSync(path) ? readFileSync(path) : null;
    const words = Object.entries(own).flatMap(([name, file]) => [`--${name}`, file]);
    const { code, err } = await soma(
      ..."contribute --user card --item isbn --epsilon 4 --budget 8".split(" "),
      ...words,
      "--out",
      path,
    );
    expect(code).toBe(2);
    expect(err).toContain(`--out and --${option} are the same file`);
    expect(existsSync(path) ? readFileSync(path) : null).toEqual(before);
  });

  it("spend nothing where the contribution has no place", async () => {
    const out = files.path("nowhere/tablet.bin");
    const words = `contribute --user card --item isbn --epsilon 4 --budget 8 --titles ${titles}`.split(" ");
    const ledger = files.path("unspent.json");
    const own = ["--interactions", files.write("unspent.csv", loyalty()), "--ledger", ledger, "--out", out];
    const { code, err } = await soma(...words, ...own);
    expect(code).toBe(2);
    expect(err).toMatch(/--out names .*nowhere/);
    expect(existsSync(ledger)).toBe(false);
  });

  it("write no weights over the catalogue or the sum", async () => {
    await contribute(3);
    const own = files.write("own-catalogue.csv", readFileSync(catalogue));
    const merge = (...more: string[]): ReturnType<typeof soma> =>
      soma("merge-contributions", "--folder", folder, "--item", "isbn", "--catalogue", own, ...more);
    for (const option of ["--weights", "--out"]) {
      const { code, err } = await merge(option, own);
      expect(code).toBe(2);
      expect(err).toContain(`${option} and --catalogue are the same file`);
    }
    const both = files.path("both.csv");
    expect((await merge("--out", both, "--weights", both)).err).toContain("--weights and --out are the same");
    expect(readFileSync(own)).toEqual(readFileSync(catalogue));
  });

  it("say what is wrong with their options", async () => {
    expect((await contribute(5, "--clip", "1")).err).toMatch(/Found --clip "1"/);
    expect((await contribute(5, "--delta", "no")).err).toMatch(
      /Found --delta "no"; expected a number from 0/,
    );
    const empty = await soma("merge-contributions", "--folder", files.folder("empty"));
    expect(empty).toMatchObject({ code: 2, err: expect.stringContaining("a folder with .bin files") });
    const missing = await soma("merge-contributions", "--folder", files.path("nowhere"));
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("a folder that can be read") });
  });
});
