import { describe, expect, it } from "vitest";
import { benchArguments } from "../../../bench/arguments.ts";
import { demandScores } from "../../../bench/demand-scores.ts";
import { benchRow, rowsAsTable } from "../../../bench/rows.ts";

describe("benchArguments", () => {
  const known = ["fast-suite", "slow-suite"];

  it("takes suites in any order, a file and a sample size", () => {
    expect(benchArguments(["slow-suite", "--json", "out.json", "--peer-sample", "40"], known)).toEqual({
      suites: ["slow-suite"],
      json: "out.json",
      peerSample: 40,
    });
  });

  it("runs every suite when none is named", () => {
    expect(benchArguments([], known)).toEqual({ suites: known, json: null, peerSample: null });
  });

  it.each([
    [
      ["fats-suite"],
      'Found "fats-suite"; expected suites (fast-suite, slow-suite), --json FILE or --peer-sample N.',
    ],
    [["--json"], "--json stands without its value."],
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
