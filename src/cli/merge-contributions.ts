import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bareTitle, type TitleRecord } from "../domain/dataset.ts";
import { seriesInTitle } from "../domain/series-text.ts";
import type { Contributions } from "../privacy/contributions.ts";
import { decodeContributions, encodeContributions } from "../workflows/contribution-file.ts";
import { mergeAll, weightsOf } from "../workflows/merged-weights.ts";
import { columnNamed, type TextTable } from "../workflows/text-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { checkOutput, checkPlace, readTable, replaceFile, writeTable } from "./table-file.ts";

const text: CommandText = {
  name: "merge-contributions",
  summary: "add up the contributions of many tablets, and make the chain's recommender of them",
  options: [
    {
      name: "--folder",
      value: "FOLDER",
      required: true,
      example: "contributions",
      help: "all its .bin files are merged, in any order; a file that is there twice counts once",
    },
    {
      name: "--out",
      value: "FILE",
      required: false,
      example: "merged.bin",
      help: "the sum, to be merged further",
    },
    {
      name: "--weights",
      value: "FILE",
      required: false,
      example: "weights.csv",
      help: "the recommender: columns item, other, weight, the 100 strongest of each title (.csv or .parquet)",
    },
    {
      name: "--catalogue",
      value: "FILE",
      required: false,
      example: "catalogue.csv",
      help: "what is publicly known of the titles: authors and series tell pairs from noise much better",
    },
    {
      name: "--item",
      value: "COL",
      required: false,
      example: "isbn",
      help: "the catalogue's column of identifiers; default item",
    },
    {
      name: "--title",
      value: "COL",
      required: false,
      example: "title",
      help: "its column of titles, a series in brackets; default title",
    },
    {
      name: "--authors",
      value: "COL",
      required: false,
      example: "authors",
      help: "its column of authors, semicolons between them; default authors",
    },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "Everything made here comes of what the tablets released and of the public catalogue: it tells nothing more of any reader. A reader who bought in two shops is hidden in each; in both together, by the sum of their ε.",
  ],
  examples: [
    "soma merge-contributions --folder contributions --weights weights.csv --catalogue catalogue.csv --item isbn",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const folder = given.get("--folder") ?? "";
  const weightsPath = given.get("--weights");
  const outPath = given.get("--out");
  const inputs = { "--catalogue": given.get("--catalogue") };
  if (outPath !== undefined) checkPlace("--out", outPath, inputs, "chain.bin");
  if (weightsPath !== undefined) checkOutput("--weights", weightsPath, { ...inputs, "--out": outPath });
  const [first, ...others] = await readFolder(folder);
  const merged = mergeAll([first, ...others]);
  if (outPath !== undefined) replaceFile(outPath, await encodeContributions(merged));
  if (weightsPath !== undefined) {
    tools.progress({
      phase: "Telling pairs from noise",
      done: 0,
      total: null,
      unit: "pairs",
      remainingMs: null,
    });
    await writeWeights(weightsPath, merged, await catalogueOf(given, tools));
  }
  tools.clearProgress();
  tools.err(
    `Merged ${merged.parts.length} contributions from ${others.length + 1} files over ${merged.titles.length} titles.\n`,
  );
  if (given.has("--json")) {
    const summary = { command: "merge-contributions", files: others.length + 1, parts: merged.parts.length };
    tools.out(
      `${JSON.stringify({ ...summary, titles: merged.titles.length, mechanism: merged.mechanism })}\n`,
    );
  }
}

/** @throws `cli.bad-value` where there is nothing to merge */
async function readFolder(folder: string): Promise<readonly [Contributions, ...Contributions[]]> {
  const refuse = (expected: string): Error =>
    cliError("cli.bad-value", { option: "--folder", found: folder, expected, example: "contributions" });
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith(".bin"))
      .sort();
  } catch {
    throw refuse("a folder that can be read");
  }
  const read: Contributions[] = [];
  for (const name of names)
    read.push(await decodeContributions(new Uint8Array(readFileSync(join(folder, name))), name));
  const [first, ...others] = read;
  if (first === undefined) throw refuse("a folder with .bin files in it");
  return [first, ...others];
}

async function catalogueOf(
  given: GivenOptions,
  tools: CommandTools,
): Promise<ReadonlyMap<string, TitleRecord> | null> {
  const path = given.get("--catalogue");
  if (path === undefined) return null;
  const table: TextTable = await readTable("--catalogue", path, tools.progress);
  const column = (option: string, usual: string): readonly string[] =>
    columnNamed(table, given.get(option) ?? usual, option);
  const ids = column("--item", "item");
  const titles = column("--title", "title");
  const authors = column("--authors", "authors");
  return new Map(ids.map((itemId, row) => [itemId, titleRecord(itemId, titles[row]!, authors[row]!)]));
}

function titleRecord(itemId: string, text: string, authors: string): TitleRecord {
  const named = seriesInTitle(text);
  return {
    ...bareTitle(itemId, named?.title ?? text),
    authors: authors.split(/\s*;\s*/).filter((name) => name !== ""),
    series: named?.series ?? null,
  };
}

async function writeWeights(
  path: string,
  merged: Contributions,
  catalogue: ReadonlyMap<string, TitleRecord> | null,
): Promise<void> {
  const { rowStart, columns, values } = weightsOf(merged, catalogue);
  const items: string[] = [];
  const others: string[] = [];
  for (let item = 0; item < merged.titles.length; item++) {
    for (let at = rowStart[item]!; at < rowStart[item + 1]!; at++) {
      items.push(merged.titles[item]!);
      others.push(merged.titles[columns[at]!]!);
    }
  }
  await writeTable(path, [
    { name: "item", type: "text", data: items },
    { name: "other", type: "text", data: others },
    { name: "weight", type: "number", data: Float64Array.from(values) },
  ]);
}

export const mergeContributionsCommand: Command = { text, run };
