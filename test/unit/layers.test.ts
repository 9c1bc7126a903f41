import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const rules = (require("../../.dependency-cruiser.cjs") as { forbidden: { name: string }[] }).forbidden;

interface CruiseReport {
  summary: { totalCruised: number; violations: { rule: { name: string } }[] };
}

async function cruise(...folders: string[]): Promise<CruiseReport> {
  const arguments_ = [
    "--no-install",
    "depcruise",
    "--config",
    ".dependency-cruiser.cjs",
    "-T",
    "json",
    ...folders,
  ];
  // depcruise exits with the number of errors; the report is on stdout either way.
  const { stdout } = await run("npx", arguments_, { maxBuffer: 64 << 20 }).catch(
    (failure: { stdout: string }) => failure,
  );
  return JSON.parse(stdout) as CruiseReport;
}

describe("layer rules", () => {
  it("fire, each of them, on the folder that breaks them on purpose", { timeout: 60_000 }, async () => {
    const report = await cruise("test/fixtures/layers-bad");
    const fired = new Set(report.summary.violations.map((violation) => violation.rule.name));
    expect([...fired].sort()).toEqual(rules.map((rule) => rule.name).sort());
  });

  it("hold in the project, and the checker really reads it", { timeout: 60_000 }, async () => {
    const report = await cruise("src", "workers");
    expect(report.summary.violations).toEqual([]);
    expect(report.summary.totalCruised).toBeGreaterThanOrEqual(sourceFiles("src").length);
  });
});

describe("determinism", () => {
  it("no layer draws unseeded random numbers, or calls functions whose last bits the engine chooses", () => {
    const layers = rules
      .flatMap((rule) => /^(\w+)-imports-upward$/.exec(rule.name)?.[1] ?? [])
      .concat("workflows");
    const offenders = layers
      .flatMap((layer) => sourceFiles(join("src", layer)))
      .filter((file) =>
        ENGINE_DEPENDENT.test(readFileSync(file, "utf8").replaceAll(/`Math\.\w+`|\b2n? \*\* /g, "")),
      );
    expect(offenders).toEqual([]);
  });
});

/** See `core/elementary.ts`, which replaces those that are needed. `Math.sqrt` is exact by IEEE 754, powers of two are
 * exact everywhere. */
const ENGINE_DEPENDENT =
  /Math\.(random|exp|expm1|log|log1p|log2|log10|pow|cbrt|hypot|a?sinh?|a?cosh?|a?tanh?|atan2)\b|[\w)\]] \*\* /;

/** Every TypeScript file under a folder; none when the folder is absent. */
function sourceFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
