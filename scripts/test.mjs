/**
 * `npm test`: every check, in order, each with its time. Stops at the first stage that fails.
 *
 *   node scripts/test.mjs            all stages
 *   node scripts/test.mjs types lint only these
 *
 * The last line is `Tests: N passed, N failed, N skipped`.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { findChromium } from "./chromium.mjs";

const REPORTS = "build/test-reports";

const stages = {
  chromium: () => ensureChromium(),
  types: () =>
    inOrder(["core", "app", "worker", "node"].map((name) => npx("tsc", "-p", `tsconfig.${name}.json`))),
  lint: () =>
    inOrder([
      npx("oxlint", "--type-aware", "--deny-warnings"),
      npx("prettier", "--check", "--log-level", "warn", "."),
      npx("knip"),
    ]),
  build: () => inOrder([npx("vite", "build", "--logLevel", "warn"), node("scripts/size.mjs")]),
  unit: () => inOrder([vitest("unit", "--project", "node", "--project", "browser", "--coverage")]),
  e2e: () => inOrder([vitest("e2e", "--project", "e2e")]),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`No stage ${unknown.join(", ")}. Stages: ${Object.keys(stages).join(", ")}.`);
  process.exit(2);
}

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const times = [];
let failedStage = null;
for (const [name, stage] of Object.entries(stages)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n== ${name}`);
  const start = performance.now();
  const ok = await stage();
  times.push([name, (performance.now() - start) / 1000]);
  if (!ok) {
    failedStage = name;
    break;
  }
}

console.log("");
for (const [name, seconds] of times) console.log(`${name.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s`);
const counts = testCounts();
if (failedStage !== null) console.log(`Failed in stage ${failedStage}.`);
if (counts.reasons.length > 0) console.log(`Skipped: ${counts.reasons.join("; ")}`);
console.log(`Tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(failedStage === null ? 0 : 1);

function npx(command, ...args) {
  return ["npx", ["--no-install", command, ...args]];
}

function node(...args) {
  return [process.execPath, args];
}

function vitest(report, ...args) {
  const output = `${REPORTS}/${report}.json`;
  return npx(
    "vitest",
    "run",
    ...args,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${output}`,
  );
}

async function inOrder(commands) {
  for (const [command, args] of commands) {
    const code = await new Promise((resolve) => {
      spawn(command, args, { stdio: "inherit" })
        .on("close", resolve)
        .on("error", () => resolve(1));
    });
    if (code !== 0) return false;
  }
  return true;
}

/** A Chromium is there, or is installed where we may, or one line says how to. */
async function ensureChromium() {
  if (findChromium() !== null) {
    console.log(`Chromium: ${findChromium()}`);
    return true;
  }
  const mayInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (mayInstall) {
    console.log("No Chromium found; installing Debian's package.");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [
      ["update", "-qq"],
      ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ]) {
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    }
    if (findChromium() !== null) return true;
  }
  console.error(
    "No Chromium found. Install one (Debian: `sudo apt-get install chromium`) or set SOMA_CHROMIUM to its path.",
  );
  return false;
}

function testCounts() {
  const counts = { passed: 0, failed: 0, skipped: 0, reasons: [] };
  const reasons = new Map();
  for (const report of ["unit", "e2e"]) {
    const path = `${REPORTS}/${report}.json`;
    if (!existsSync(path)) continue;
    const result = JSON.parse(readFileSync(path, "utf8"));
    counts.passed += result.numPassedTests;
    counts.failed += result.numFailedTests + (result.success || result.numFailedTests > 0 ? 0 : 1);
    counts.skipped += result.numPendingTests + result.numTodoTests;
    for (const test of result.testResults.flatMap((file) => file.assertionResults)) {
      if (test.status === "passed" || test.status === "failed") continue;
      const reason = /\(skipped: ([^)]*)\)/.exec(test.fullName)?.[1] ?? "no reason given";
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  counts.reasons = [...reasons].map(([reason, times]) => `${times} × ${reason}`);
  return counts;
}
