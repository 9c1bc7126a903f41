import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { benchArguments } from "./arguments.ts";
import { keepResults, writePage } from "./kept-results.ts";
import { describeMachine } from "./machine.ts";
import { rowsAsTable, type BenchRow } from "./rows.ts";
import type { BenchSuite } from "./suite.ts";
import { als } from "./suites/als.ts";
import { demandAccuracy } from "./suites/demand-accuracy.ts";
import { embedding } from "./suites/embedding.ts";
import { importSuite } from "./suites/import.ts";
import { m4Weekly } from "./suites/m4-weekly.ts";
import { product } from "./suites/product.ts";
import { ragFields } from "./suites/rag-fields.ts";
import { ragGenerator } from "./suites/rag-generator.ts";
import { ragLibrary } from "./suites/rag-library.ts";
import { ragShop } from "./suites/rag-shop.ts";
import { rag } from "./suites/rag.ts";
import { recommendationCold } from "./suites/recommendation-cold.ts";
import { recommendationPrivacy } from "./suites/recommendation-privacy.ts";
import { recommendation } from "./suites/recommendation.ts";
import { recommendationTab } from "./suites/recommendation-tab.ts";
import { screens } from "./suites/screens.ts";
import { tabular, tabularLarge } from "./suites/tabular.ts";
import { treeAccuracy } from "./suites/tree-accuracy.ts";
import { treeMemory } from "./suites/tree-memory.ts";
import { treeNpm } from "./suites/tree-npm.ts";
import { features } from "./suites/features.ts";
import { treePredict } from "./suites/tree-predict.ts";
import { treeError, trees } from "./suites/trees.ts";
import { tuning } from "./suites/tuning.ts";
import { vectors } from "./suites/vectors.ts";

const SUITES: readonly BenchSuite[] = [
  m4Weekly,
  demandAccuracy,
  importSuite,
  product,
  screens,
  trees,
  treeError,
  features,
  treePredict,
  treeAccuracy,
  treeMemory,
  treeNpm,
  vectors,
  tuning,
  tabular,
  tabularLarge,
  embedding,
  als,
  recommendation,
  recommendationTab,
  recommendationCold,
  recommendationPrivacy,
  ragFields,
  ragGenerator,
  rag,
  ragLibrary,
  ragShop,
];

const HELP = `Usage: npm run bench -- [SUITE…] [--json FILE] [--peer-sample N] [--keep]
       npm run bench -- --page
${SUITES.map(({ name, about }) => `  ${name.padEnd(24)}${about}\n`).join("")}
  --json FILE       write all rows as JSON
  --peer-sample N   time a slow peer on N series only, and scale up
  --keep            write each suite's rows, with the machine, to bench/results/SUITE.json, and docs/benchmarks.md
  --page            run nothing, only write docs/benchmarks.md from bench/results/
`;

/** Run the suites that the words name, print a table, and write it where asked. Returns the exit code. */
export async function runBenchmarks(words: readonly string[], root: string): Promise<number> {
  const names = SUITES.map(({ name }) => name);
  if (words.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const asked = benchArguments(words, names);
  if (typeof asked === "string") {
    process.stderr.write(`bench: ${asked}\n`);
    return 2;
  }
  if (asked.page) {
    writePage(root);
    return 0;
  }
  const shared = resolve(root, "..", "shared", "data");
  const data = existsSync(shared) ? shared : null;
  const rows: BenchRow[] = [];
  let failed = false;
  for (const suite of SUITES.filter(({ name }) => asked.suites.includes(name))) {
    const log = (line: string): void => void process.stderr.write(`${suite.name}: ${line}\n`);
    if (suite.needsData && data === null) {
      log("skipped, ../shared/data is absent");
      continue;
    }
    const scratch = mkdtempSync(join(tmpdir(), "soma-bench-"));
    try {
      const machine = describeMachine();
      const found = await suite.run({ root, data, scratch, peerSample: asked.peerSample, log });
      rows.push(...found);
      const { name, about } = suite;
      if (asked.keep) keepResults(root, { suite: name, about, machine, rows: found });
    } catch (cause) {
      failed = true;
      log(`failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  process.stdout.write(rowsAsTable(rows));
  if (asked.json !== null) writeFileSync(asked.json, `${JSON.stringify(rows, null, 2)}\n`);
  return failed ? 1 : 0;
}
