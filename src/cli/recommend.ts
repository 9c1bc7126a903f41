import { Interner } from "../domain/interner.ts";
import { RECOMMENDATION_MODEL_IDS } from "../models/catalog.ts";
import { pairError } from "../workflows/pair-errors.ts";
import { recommendFromTable } from "../workflows/recommend-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { listWriter } from "./list-writer.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { oneOf, seconds, wholeNumber } from "./options.ts";
import { columnsSentence, readCatalogueFile, readPairFile, type CatalogueFile } from "./pair-file.ts";
import { checkFile, checkOutput, readTable } from "./table-file.ts";

const MODELS = ["auto", ...RECOMMENDATION_MODEL_IDS] as const;

const text: CommandText = {
  name: "recommend",
  summary: "recommend items to the users of a table",
  options: [
    {
      name: "--interactions",
      value: "FILE",
      required: true,
      example: "loans.csv",
      help: "who chose what: CSV, TSV (also .gz), XLSX or Parquet, one row a user and item",
    },
    {
      name: "--user",
      value: "COL",
      required: false,
      example: "customer_id",
      help: "column that names the user; default a usual name",
    },
    { name: "--item", value: "COL", required: false, example: "isbn", help: "column that names the item" },
    {
      name: "--time",
      value: "COL",
      required: false,
      example: "date",
      help: "column of dates or numbers that grow with time; with it the order of a history counts",
    },
    {
      name: "--rating",
      value: "COL",
      required: false,
      example: "stars",
      help: "column of explicit ratings, see below",
    },
    {
      name: "--items",
      value: "FILE",
      required: false,
      example: "catalogue.csv",
      help: "what is known of the items: title, authors, genre, description, …; lets items come that nobody has chosen",
    },
    {
      name: "--exclude-seen",
      value: "true|false",
      required: false,
      example: "true",
      help: "leave out what the user has chosen already; default true",
    },
    {
      name: "--users",
      value: "FILE",
      required: false,
      example: "users.csv",
      help: "recommend to these users only; those without a history get popular items",
    },
    {
      name: "--model",
      value: MODELS.join("|"),
      required: false,
      example: "auto",
      help: "default auto: try settings of several on a slice of the file",
    },
    {
      name: "--time-limit",
      value: "SECONDS",
      required: false,
      example: "300",
      help: "for auto: time for all of it, from reading to lists; the search is cut short to fit; without it a fixed number of settings is tried",
    },
    { name: "--k", value: "N", required: false, example: "20", help: "items for each user; default 20" },
    {
      name: "--seed",
      value: "N",
      required: false,
      example: "7",
      help: "seed of whatever is random; default 0; same seed, same lists",
    },
    {
      name: "--out",
      value: "FILE",
      required: true,
      example: "recommendations.csv",
      help: "result, .csv or .parquet: columns user, item, rank, score",
    },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "Columns that are not named are guessed by their names, and said on stderr. A pair that stands in several rows counts once, at the time of its first row, with the rating of its last. Rows without user or item are left out and counted.",
    "Ratings become strengths on the scale that the file uses: from the lowest to the highest r counts (r - lowest + 1) / (highest - lowest + 1), so that one to five stars count 0.2 to 1. A span above 20 is taken for counts, which count by their logarithm. A rating below 0 counts next to nothing.",
    "auto finds its settings by itself, on a part of each history that it holds back. A model that is named runs with its default options. With --items, auto and every linear model are blended with content and popularity, in shares learnt on a slice of the users.",
    "The same files, options and --seed give the same bytes; --time-limit can change that when it strikes.",
  ],
  examples: [
    "soma recommend --interactions loans.csv --k 20 --out recommendations.csv",
    "soma recommend --interactions ratings.parquet --user user_id --item book_id --rating stars --items books.csv --time-limit 300 --k 20 --out recommendations.csv --json",
    "soma recommend --interactions till.csv.gz --time date --users members.csv --model directed --exclude-seen false --k 10 --out recommendations.parquet",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const value = (name: string): string => given.get(name) ?? "";
  const path = value("--interactions");
  const out = value("--out");
  const k = wholeNumber("--k", given.get("--k") ?? "20", 1, 10_000);
  const model = oneOf("--model", given.get("--model") ?? "auto", MODELS);
  const seed = wholeNumber("--seed", given.get("--seed") ?? "0", 0, 4_294_967_295);
  const excludeSeen = oneOf("--exclude-seen", given.get("--exclude-seen") ?? "true", ["true", "false"]);
  const limit = given.get("--time-limit");
  const timeLimitMs = limit === undefined ? null : seconds("--time-limit", limit) * 1000;
  for (const option of ["--users", "--items"]) {
    if (given.has(option)) checkFile(option, value(option));
  }
  const inputs = { "--interactions": path, "--users": given.get("--users"), "--items": given.get("--items") };
  checkOutput("--out", out, inputs);

  const startedMs = tools.clock.monotonicMs();
  const users = new Interner();
  const items = new Interner();
  const named = { user: given.get("--user"), item: given.get("--item") };
  const lines = await readPairFile(
    "--interactions",
    path,
    {
      given: { ...named, time: given.get("--time"), rating: given.get("--rating") },
      also: ["time", "rating"],
      users,
      items,
      expected: "one row a user and item",
    },
    tools.progress,
  );
  const say = (sentence: string): void => {
    tools.clearProgress();
    tools.err(`${sentence}\n`);
  };
  say(columnsSentence(lines));
  const catalogue = given.has("--items") ? await catalogueOf(value("--items"), lines, items, tools) : null;
  catalogue?.sentences.forEach(say);
  const wanted = given.has("--users")
    ? await usersIn(value("--users"), named.user ?? lines.columns.user ?? "", users, tools)
    : null;

  const itemIds = items.texts;
  const writer = listWriter(out);
  try {
    const summary = await recommendFromTable(
      {
        lines,
        users: users.texts,
        items: itemIds,
        titles: catalogue?.titles ?? null,
        wanted,
        model,
        timeLimitMs:
          timeLimitMs === null ? null : Math.max(0, timeLimitMs - (tools.clock.monotonicMs() - startedMs)),
        k,
        excludeSeen: excludeSeen === "true",
        seed,
      },
      tools,
      (user, list, scores) =>
        writer.add(
          user,
          Array.from(list, (item) => itemIds[item]!),
          scores,
        ),
    );
    await writer.finish();
    summary.notices.forEach(say);
    const took = (tools.clock.monotonicMs() - startedMs) / 1000;
    const fresh = summary.withoutHistory === 0 ? "" : `, ${summary.withoutHistory} of them without a history`;
    say(
      `Recommended to ${summary.users} users${fresh} with ${summary.model} in ${took.toFixed(1)} s: ${out}`,
    );
    if (given.has("--json")) {
      const json = { command: "recommend", out, k, seed, columns: lines.columns, ...summary };
      tools.out(`${JSON.stringify({ ...json, seconds: Number(took.toFixed(3)) })}\n`);
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** The catalogue, whose items join those of the interactions. @throws `pairs.bad-items` when none does */
async function catalogueOf(
  path: string,
  lines: { readonly columns: { readonly item?: string } },
  items: Interner,
  tools: CommandTools,
): Promise<CatalogueFile> {
  const catalogue = await readCatalogueFile("--items", path, lines.columns.item ?? "", tools.progress);
  const ids = [...catalogue.titles.keys()];
  if (!ids.some((id) => items.has(id))) {
    throw pairError("pairs.bad-items", {
      file: path,
      column: lines.columns.item ?? "item",
      example: ids[0] ?? "no title",
      other: items.texts[0] ?? "",
    });
  }
  for (const id of ids) items.index(id);
  return catalogue;
}

/**
 * Each user of the file once: the column called as in the interactions, or the first; where that is called as a user of
 * the interactions is, the file has no header.
 */
async function usersIn(
  path: string,
  column: string,
  known: Interner,
  tools: CommandTools,
): Promise<string[]> {
  const table = await readTable("--users", path, tools.progress);
  const at = Math.max(0, table.columns.indexOf(column));
  const head = table.columns[at] ?? "";
  const hasHeader = head === column || !known.has(head);
  const cells = [...(hasHeader ? [] : [head]), ...(table.cells[at] ?? [])];
  const found = [...new Set(cells)].filter((user) => user !== "");
  if (found.length === 0)
    throw pairError("pairs.no-rows", { file: table.fileName, expected: "one row a user" });
  tools.clearProgress();
  const from = hasHeader ? `from "${head}"` : "from the first line on, as it names a user";
  tools.err(`${table.fileName}: read users ${from}; ${found.length} user${found.length === 1 ? "" : "s"}\n`);
  return found;
}

export const recommendCommand: Command = { text, run };
