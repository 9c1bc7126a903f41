import { existsSync, readFileSync } from "node:fs";
import { ITEM_SHARE } from "../privacy/pair-counts.ts";
import { takeLockFile } from "../platform/node/lock-file.ts";
import { nodeRandom } from "../platform/node/secrets.ts";
import { contribute, type ContributeResult } from "../workflows/contribute.ts";
import { encodeContributions } from "../workflows/contribution-file.ts";
import { columnNamed } from "../workflows/text-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import { wholeNumber, type CommandText, type GivenOptions } from "./options.ts";
import { checkPlace, readTable, replaceFile } from "./table-file.ts";

const text: CommandText = {
  name: "contribute",
  summary: "count which titles readers chose together, under noise that hides each reader",
  options: [
    {
      name: "--interactions",
      value: "FILE",
      required: true,
      example: "loyalty.csv",
      help: "one row a reader and title; it stays here",
    },
    { name: "--user", value: "COL", required: true, example: "customer", help: "its column of readers" },
    { name: "--item", value: "COL", required: true, example: "isbn", help: "its column of titles" },
    {
      name: "--titles",
      value: "FILE",
      required: true,
      example: "chain-titles.csv",
      help: "the titles to count, in a column named as --item; the same list on every tablet, made without looking at who bought what",
    },
    {
      name: "--epsilon",
      value: "E",
      required: true,
      example: "2",
      help: "what this release may tell of any one reader: 1 is little, 8 is much",
    },
    {
      name: "--delta",
      value: "D",
      required: false,
      example: "1e-6",
      help: "0 (the default) for discrete Laplace noise; above it, discrete Gaussian noise",
    },
    {
      name: "--clip",
      value: "N",
      required: false,
      example: "4",
      help: "titles of a reader that count at most, drawn at random; default 4",
    },
    {
      name: "--budget",
      value: "E",
      required: true,
      example: "8",
      help: "what all releases together may tell of a reader, ever; set with the first",
    },
    {
      name: "--ledger",
      value: "FILE",
      required: true,
      example: "privacy-ledger.json",
      help: "what was spent of the budget; made by the first release, kept on this device",
    },
    {
      name: "--out",
      value: "FILE",
      required: true,
      example: "tablet-3.bin",
      help: "where the contribution goes",
    },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "The unit of privacy is the reader: the file would be nearly as likely, within a factor of exp(ε) and but for δ, if any one reader had never bought anything. It holds noised counts and no names of readers. How many rows and readers were read is told to you alone.",
    "Every call is a release of its own and spends of the budget, also over the same data. A call that would go past the budget releases nothing.",
  ],
  examples: [
    "soma contribute --interactions loyalty.csv --user customer --item isbn --titles chain-titles.csv --epsilon 2 --budget 8 --ledger privacy-ledger.json --out tablet-3.bin",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const value = (name: string): string => given.get(name) ?? "";
  const delta = numberWithin("--delta", given.get("--delta") ?? "0", 0, 1e-3);
  const settings = {
    epsilon: numberWithin("--epsilon", value("--epsilon"), 0.01, 100),
    delta,
    clip: wholeNumber("--clip", given.get("--clip") ?? "4", 2, 100),
    itemShare: ITEM_SHARE,
  };
  const budget = { epsilon: numberWithin("--budget", value("--budget"), 0.01, 100), delta };
  const ledgerPath = value("--ledger");
  const inputs = { "--interactions": value("--interactions"), "--titles": value("--titles") };
  checkPlace("--ledger", ledgerPath, inputs, "privacy-ledger.json");
  // Before anything is spent.
  checkPlace("--out", value("--out"), { ...inputs, "--ledger": ledgerPath }, "tablet-3.bin");
  const interactions = await readTable("--interactions", value("--interactions"), tools.progress);
  const list = await readTable("--titles", value("--titles"), tools.progress);
  // Sorted, so that the order of the file does not tell tablets apart.
  const titles = [...new Set(columnNamed(list, value("--item"), "--item"))].filter((id) => id !== "").sort();

  const release = await takeLockFile(`${ledgerPath}.lock`, true);
  let result: ContributeResult;
  try {
    const ledger = existsSync(ledgerPath) ? readFileSync(ledgerPath, "utf8") : null;
    const request = {
      interactions,
      userColumn: value("--user"),
      itemColumn: value("--item"),
      titles,
      settings,
      budget,
      ledger,
    };
    result = contribute(request, { random: nodeRandom, clock: tools.clock });
    // First what was spent, then what it was spent on.
    replaceFile(ledgerPath, result.ledger);
  } finally {
    await release?.();
  }
  replaceFile(value("--out"), await encodeContributions(result.contribution));

  tools.clearProgress();
  const { readers, readersClipped, rowsOutsideTheList, spentEpsilon } = result;
  const spent = Number(spentEpsilon.toPrecision(4));
  tools.err(
    `Counted pairs of ${titles.length} titles over ${readers} readers (${readersClipped} with more than ${settings.clip} titles; ${rowsOutsideTheList} rows of other titles left out); these figures are for you, not for the file.\n` +
      `Wrote ${value("--out")}. Spent ε ${spent} of ${budget.epsilon}.\n`,
  );
  if (given.has("--json")) {
    const { parts, mechanism } = result.contribution;
    const summary = { command: "contribute", id: parts[0]!.id, mechanism, titles: titles.length, readers };
    tools.out(`${JSON.stringify({ ...summary, spent_epsilon: spent, budget: budget.epsilon })}\n`);
  }
}

/** A number within bounds. @throws `cli.bad-value` */
function numberWithin(option: string, text: string, least: number, most: number): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value >= least && value <= most) return value;
  const expected = `a number from ${least} to ${most}`;
  throw cliError("cli.bad-value", { option, found: text, expected, example: String(Math.min(most, 2)) });
}

export const contributeCommand: Command = { text, run };
