import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchMachine } from "./machine.ts";
import { cellText, type BenchRow } from "./rows.ts";

/** What `bench/results/<suite>.json` holds: the rows of one run of one suite. */
export interface KeptResults {
  readonly suite: string;
  readonly about: string;
  readonly machine: BenchMachine;
  readonly rows: readonly BenchRow[];
}

/** Figures are kept to so many digits: more would only tell one run's noise. */
const DIGITS = 6;

const resultsFolder = (root: string): string => join(root, "bench", "results");
const pageFile = (root: string): string => join(root, "docs", "benchmarks.md");

/** Write a suite's results over those kept before, and the page of all kept results. */
export function keepResults(root: string, results: KeptResults): void {
  const rounded = (value: number | null): number | null =>
    value === null ? null : Number(value.toPrecision(DIGITS));
  const rows = results.rows.map((row) => ({
    ...row,
    ours: rounded(row.ours)!,
    peer: rounded(row.peer),
    ratio: rounded(row.ratio),
  }));
  const folder = resultsFolder(root);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${results.suite}.json`),
    `${JSON.stringify({ ...results, rows } satisfies KeptResults, null, 2)}\n`,
  );
  writePage(root);
}

/** Write docs/benchmarks.md anew from the kept results. */
export function writePage(root: string): void {
  mkdirSync(join(root, "docs"), { recursive: true });
  writeFileSync(pageFile(root), benchmarksPage(readKept(root)));
}

/** All kept results, by name of suite. */
export function readKept(root: string): KeptResults[] {
  const folder = resultsFolder(root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as KeptResults);
}

/** The kept results as a page for people: of each suite the command, the machine and a table. */
export function benchmarksPage(kept: readonly KeptResults[]): string {
  const head =
    "# Benchmarks\n\nMade from `bench/results/` by `npm run bench -- --page`; do not edit. A ratio is ours divided by the peer's:\n" +
    "below 1 is faster, smaller or more exact, except for recall, NDCG and shares, where more is better.\n";
  return head + kept.map((results) => `\n${section(results)}`).join("");
}

function section({ suite, about, machine, rows }: KeptResults): string {
  const { cpu, cores, memoryGib, os, node, chromium, date, loadBefore } = machine;
  const browser = chromium === null ? "" : `, Chromium ${chromium}`;
  const lines = [
    `## ${suite}`,
    "",
    `${about[0]!.toUpperCase()}${about.slice(1)}. \`npm run bench -- ${suite} --keep\``,
    "",
    `${date}; ${cpu}, ${cores} cores, ${memoryGib} GiB, ${os}; Node ${node}${browser}; load before ${loadBefore}.`,
    "",
    "| case | metric | where | threads | ours | peer | ratio |",
    "| --- | --- | --- | --: | --: | --: | --: |",
    ...rows.map((row) => {
      const peer = row.peer === null ? "-" : `${cellText(row.peer)} (${row.peer_name ?? "peer"})`;
      const cells = [row.case, row.metric, row.where, row.threads, row.ours].map(cellText);
      return `| ${[...cells, peer, cellText(row.ratio)].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
