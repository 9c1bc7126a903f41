import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import { fileSource } from "../../../src/platform/node/file-source.ts";
import { readTextTable } from "../../../src/workflows/read-text-table.ts";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const folder = files.path("models");
const random = seededRandom(4, "loans");
const rows = Array.from({ length: 120 }, (_, i) => {
  const pages = 100 + random.integer(400);
  const genre = ["crime", "poetry", "travel"][random.integer(3)]!;
  return `${i},${pages},${genre},2024-0${1 + (i % 9)}-1${i % 10},${pages > 300 ? "late" : "kept"},${(pages / 10).toFixed(1)}`;
});
const header = "id,pages,genre,lent,fate,weight";
const data = files.write("loans.csv", [header, ...rows].join("\n"));

const predict = (model: string, file: string, out: string, ...more: string[]) =>
  soma("predict", "--model", model, "--data", file, "--out", out, "--folder", folder, ...more);
const linesOf = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");

beforeAll(async () => {
  for (const [task, target, name] of [
    ["classification", "fate", "fate"],
    ["regression", "weight", "weight"],
  ] as const) {
    const config = files.write(
      `${name}.json`,
      JSON.stringify({
        model_name: name,
        model: task === "classification" ? "logistic" : "linear",
        hyperparameter_tuning: false,
        cross_validation_folds: 2,
        column_types: { id: "ignore", [target === "fate" ? "weight" : "fate"]: "ignore" },
      }),
    );
    const done = await soma(
      "train",
      task,
      "--data",
      data,
      "--target",
      target,
      "--config",
      config,
      "--out",
      folder,
    );
    expect(done).toMatchObject({ code: 0 });
  }
}, 60_000);

describe("soma predict with a model of a table", () => {
  it("gives the same numbers in CSV, JSON lines and Parquet, with the columns to keep before them", async () => {
    const [csv, jsonl, parquet] = ["a.csv", "a.jsonl", "a.parquet"].map(files.path) as [
      string,
      string,
      string,
    ];
    for (const out of [csv, jsonl, parquet]) {
      expect(await predict("weight", data, out, "--keep", "id,genre,weight")).toMatchObject({ code: 0 });
    }
    const [head, first] = linesOf(csv);
    expect(head).toBe("id,genre,weight,weight_predicted,weight_low,weight_high");
    const cells = first!.split(",");
    expect(cells.slice(0, 2)).toEqual([rows[0]!.split(",")[0], rows[0]!.split(",")[2]]);
    expect(Number(cells[4])).toBeLessThan(Number(cells[3]));
    expect(JSON.parse(linesOf(jsonl)[0]!)).toEqual({
      id: cells[0],
      genre: cells[1],
      weight: cells[2],
      weight_predicted: Number(cells[3]),
      weight_low: Number(cells[4]),
      weight_high: Number(cells[5]),
    });
    const table = await readTextTable(fileTableReader(), await fileSource(parquet), () => {});
    expect(table.columns).toEqual(head!.split(","));
    expect(Number(table.cells[3]![0])).toBeCloseTo(Number(cells[3]), 9);
    expect(table.cells[0]).toHaveLength(120);
  });

  it("says when predictions were kept from before, and keeps none with --no-cache", async () => {
    const [first, again, anew] = ["b1.csv", "b2.csv", "b3.csv"].map(files.path) as [string, string, string];
    expect((await predict("fate", data, first)).err).not.toContain("kept from before");
    expect((await predict("fate@1.0.0", data, again)).err).toContain("all of them were kept from before");
    expect((await predict("fate", data, anew, "--no-cache")).err).not.toContain("kept from before");
    expect(readFileSync(again, "utf8")).toBe(readFileSync(first, "utf8"));
    expect(readFileSync(anew, "utf8")).toBe(readFileSync(first, "utf8"));
    const other = files.write("other.csv", [header, ...rows.slice(0, 60)].join("\n"));
    expect((await predict("fate", other, anew)).err).not.toContain("kept from before");
    const summary = JSON.parse((await predict("fate", other, anew, "--json")).out) as object;
    expect(summary).toMatchObject({ type: "classification", rows: 60, predictions: 60, rowsFromCache: 60 });
  });

  it("counts words that it does not know and names the nearest, or stops at the first", async () => {
    const file = files.write(
      "words.csv",
      `${header}\n${rows[0]}\n1,200,poetyr,2024-01-01,,\n2,210,comics,2024-01-02,,\n`,
    );
    const counted = await predict("fate", file, files.path("c.csv"));
    expect(counted).toMatchObject({ code: 0 });
    expect(counted.err).toContain(
      'words.csv, column "genre": the model does not know 2 cells, the first "poetyr" in row 2 (did you mean "poetry"?)',
    );
    const strict = await predict("fate", file, files.path("d.csv"), "--strict");
    expect(strict).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean "poetry"?') });
    expect(existsSync(files.path("d.csv"))).toBe(false);
  });

  it("refuses a missing column, a wrong type, a file without rows and options of other models", async () => {
    const out = files.path("e.csv");
    const renamed = files.write("renamed.csv", "page,genre,lent\n100,crime,2024-01-01\n");
    expect((await predict("fate", renamed, out)).err).toContain('Rename "page"');
    const wrong = files.write("wrong.csv", `${header}\n${rows[0]}\n1,many,crime,2024-01-01,,\n`);
    expect((await predict("fate", wrong, out)).err).toContain('Row 2, column "pages": found "many"');
    const empty = files.write("empty.csv", `${header}\n`);
    expect((await predict("fate", empty, out)).err).toContain(
      "has no rows; expected a row with pages, genre, lent",
    );
    expect(await predict("fate", data, out, "--k", "3")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--k says nothing to fate"),
    });
    expect(await predict("fate", data, out, "--keep", "gendre")).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "genre"'),
    });
    expect((await predict("fat", data, out)).err).toContain('Did you mean "fate"?');
    expect(await predict("fate", data, files.path("e.txt"))).toMatchObject({ code: 2 });
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(files.path("")).filter((name) => name.endsWith(".unfinished"))).toEqual([]);
  });
});
