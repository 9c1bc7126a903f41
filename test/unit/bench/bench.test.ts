import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { benchArguments } from "../../../bench/arguments.ts";
import { demandScores } from "../../../bench/demand-scores.ts";
import { benchmarksPage, keepResults, readKept, type KeptResults } from "../../../bench/kept-results.ts";
import { describeMachine } from "../../../bench/machine.ts";
import { benchRow, rowsAsTable } from "../../../bench/rows.ts";

describe("benchArguments", () => {
  const known = ["fast-suite", "slow-suite"];

  it("takes suites in any order, a file and a sample size", () => {
    const words = ["slow-suite", "--json", "out.json", "--peer-sample", "40", "--keep"];
    expect(benchArguments(words, known)).toEqual({
      suites: ["slow-suite"],
      json: "out.json",
      peerSample: 40,
      keep: true,
      page: false,
    });
  });

  it("runs every suite when none is named", () => {
    const nothing = { json: null, peerSample: null, keep: false, page: false };
    expect(benchArguments([], known)).toEqual({ suites: known, ...nothing });
    expect(benchArguments(["--page"], known)).toEqual({ suites: known, ...nothing, page: true });
  });

  it.each([
    [
      ["fats-suite"],
      'Found "fats-suite"; expected suites (fast-suite, slow-suite), --json FILE, --peer-sample N, --keep or --page.',
    ],
    [["--json"], "--json stands without its value."],
    [["--page", "fast-suite"], "--page stands alone."],
    [["--peer-sample", "0"], 'Found --peer-sample "0"; expected a whole number of series.'],
  ])("says what is wrong with %j", (words, message) => {
    expect(benchArguments(words, known)).toBe(message);
  });
});

describe("bench rows", () => {
  it("hold ours, the peer's and their ratio", () => {
    expect(benchRow("s", "c", "seconds", 3, { name: "peer", value: 12 })).toEqual({
      suite: "s",
      case: "c",
      metric: "seconds",
      ours: 3,
      peer: 12,
      peer_name: "peer",
      ratio: 0.25,
      threads: null,
      where: null,
    });
    const place = { threads: 2, where: "chromium" } as const;
    expect(benchRow("s", "c", "seconds", 3, undefined, place)).toMatchObject(place);
    expect(benchRow("s", "c", "seconds", 3)).toMatchObject({ peer: null, peer_name: null, ratio: null });
  });

  it("line up as a table, numbers to the right", () => {
    const table = rowsAsTable([
      benchRow("a", "case", "seconds", 2.34567, { name: "peer", value: 12345.6 }),
      benchRow("long", "c", "MiB", 2),
    ]);
    expect(table).toBe(
      [
        "suite  case  metric    ours   peer    ratio  threads  where  peer_name",
        "a      case  seconds  2.346  12346  0.00019        -  -      peer",
        "long   c     MiB          2      -        -        -  -      -",
        "",
      ].join("\n"),
    );
  });
});

describe("kept results", () => {
  const machine = {
    cpu: "Any 9000",
    cores: 2,
    memoryGib: 7.8,
    os: "Linux 6.1",
    node: "20.20.0",
    chromium: null,
    date: "2026-11-24",
    loadBefore: 0.1,
  };
  const peer = { name: "peer 1.2", value: 3 };
  const one: KeptResults = {
    suite: "one",
    about: "one thing beside another",
    machine,
    rows: [
      benchRow("one", "a | b", "seconds", 2.00000049, peer, { threads: 1, where: "node" }),
      benchRow("one", "c", "MiB", 5),
    ],
  };

  it("come back as they were, to six digits, the last run of each suite", () => {
    const root = mkdtempSync(join(tmpdir(), "kept-"));
    try {
      expect(readKept(root)).toEqual([]);
      keepResults(root, { ...one, suite: "two", rows: [] });
      keepResults(root, { ...one, rows: [] });
      keepResults(root, one);
      const kept = readKept(root);
      expect(kept.map(({ suite }) => suite)).toEqual(["one", "two"]);
      expect(kept[0]).toEqual({ ...one, rows: [{ ...one.rows[0], ours: 2, ratio: 0.666667 }, one.rows[1]] });
      expect(readFileSync(join(root, "docs", "benchmarks.md"), "utf8")).toBe(benchmarksPage(kept));
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("make a page with the command, the machine and every figure", () => {
    const page = benchmarksPage([one]);
    expect(page).toContain("## one\n\nOne thing beside another. `npm run bench -- one --keep`\n");
    expect(page).toContain(
      "2026-11-24; Any 9000, 2 cores, 7.8 GiB, Linux 6.1; Node 20.20.0; load before 0.1.",
    );
    expect(page).toContain("| a \\| b | seconds | node | 1 | 2 | 3 (peer 1.2) | 0.6667 |\n");
    expect(page).toContain("| c | MiB | - | - | 5 | - | - |\n");
    expect(benchmarksPage([{ ...one, machine: { ...machine, chromium: "156.0" } }])).toContain(
      "Node 20.20.0, Chromium 156.0; load",
    );
  });

  it("of this project are what docs/benchmarks.md says", () => {
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    expect(readFileSync(join(root, "docs", "benchmarks.md"), "utf8")).toBe(benchmarksPage(readKept(root)));
  });

  it("describe this machine", () => {
    expect(describeMachine()).toMatchObject({
      cores: expect.any(Number) as number,
      node: process.versions.node,
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
    });
  });
});

describe("demandScores", () => {
  const title = { id: "a", train: Float64Array.of(1, 3, 1), actual: Float64Array.of(2, 4), revenue: 30 };
  const exact = { ...title, id: "b", train: Float64Array.of(2, 4), revenue: 10 };
  const flat = (value: number): Float64Array => Float64Array.of(value, value);

  it("gives the figures that come out by hand", () => {
    const scores = demandScores(
      [title, exact],
      [
        { mean: flat(2), quantiles: [flat(1), flat(5)] },
        { mean: Float64Array.of(2, 4), quantiles: [Float64Array.of(2, 4), Float64Array.of(2, 4)] },
      ],
      [0.5, 0.9],
    );
    expect(scores.wape).toBeCloseTo(2 / 12, 12);
    // Both histories change by 2 from day to day: scales 4 and 2.
    expect(scores.rmsse).toBeCloseTo(Math.sqrt(2 / 4) / 2, 12);
    expect(scores.weightedRmsse).toBeCloseTo((Math.sqrt(2 / 4) * 30) / 40, 12);
    // q0.5: .5·1 and .5·3, mean 1; q0.9: .1·3 and .1·1, mean .2
    expect(scores.scaledPinball).toBeCloseTo((1 + 0.2) / 2 / 2 / 2, 12);
  });

  it("has no pinball loss without quantiles", () => {
    expect(demandScores([title], [{ mean: flat(2), quantiles: [] }], []).scaledPinball).toBeNaN();
  });
});
