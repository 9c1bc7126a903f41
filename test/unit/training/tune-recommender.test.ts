import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import type { CsrMatrix } from "../../../src/math/sparse/csr-matrix.ts";
import { csrFromEntries } from "../../../src/math/sparse/csr-matrix.ts";
import { familyWeights, type FamilySettings } from "../../../src/models/recommendation/family.ts";
import { EITHER_WAY, gapWeights } from "../../../src/models/recommendation/gap-weights.ts";
import { autoChoice } from "../../../src/training/auto-choice.ts";
import { blendWeights } from "../../../src/training/blend-weights.ts";
import { weightedGram } from "../../../src/models/recommendation/gram.ts";
import { localEaseTime } from "../../../src/training/regression-time.ts";
import { atReaderExponent, FamilyTrials, logs, READER_NODES } from "../../../src/training/family-trials.ts";
import { pairTable } from "../../../src/training/pair-table.ts";
import { fitSettings } from "../../../src/training/recommender-settings.ts";
import { searchBox } from "../../../src/training/search-box.ts";
import { goalOf, SliceRanker } from "../../../src/training/slice-score.ts";
import { tuneRecommender, type TunedRecommender } from "../../../src/training/tune-recommender.ts";
import type { TuningContext } from "../../../src/training/tuning-stage.ts";
import { tuningSlice } from "../../../src/training/tuning-slice.ts";
import { choices, randomRows } from "../../fixtures/random-choices.ts";

const TITLES = 50;
const rows = randomRows(400, TITLES, seededRandom(4, "tuning"));
const plain = choices(TITLES, rows);

/** A clock that goes on by a second each time it is read. */
function slowClock(): TuningContext["clock"] {
  let now = 0;
  return { isoNow: () => "2026-11-24T00:00:00Z", monotonicMs: () => (now += 1000) };
}

const tune = (
  interactions = plain,
  timeLimitMs: number | null = null,
  more: Partial<TuningContext> = {},
): TunedRecommender =>
  tuneRecommender(
    interactions,
    { trials: 24, timeLimitMs },
    { random: seededRandom(2), clock: slowClock(), ...more },
  );

function entries({ rowStart, columns, values, rowCount }: CsrMatrix): Map<string, number> {
  const all = new Map<string, number>();
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++)
      all.set(`${row},${columns[at]!}`, values[at]!);
  }
  return all;
}

describe("the slice held back", () => {
  it("holds back a part of each sampled reader's titles and leaves the others' alone", () => {
    const slice = tuningSlice(plain, { readers: 50, share: 0.3 }, seededRandom(1));
    expect(slice.readers).toHaveLength(50);
    for (let user = 0; user < plain.userCount; user++) {
      const r = slice.readers.indexOf(user);
      const whole = [...plain.items.subarray(plain.rowStart[user], plain.rowStart[user + 1])];
      const kept = [
        ...slice.train.items.subarray(slice.train.rowStart[user], slice.train.rowStart[user + 1]),
      ];
      const held = r < 0 ? [] : [...slice.held.subarray(slice.heldStart[r], slice.heldStart[r + 1])];
      expect([...kept, ...held].sort((a, b) => a - b)).toEqual(whole);
      if (r >= 0) expect(held).toHaveLength(Math.max(1, Math.round(0.3 * whole.length)));
    }
  });

  it("holds back the last titles where choices are ordered", () => {
    const slice = tuningSlice(
      choices(9, [[5, 2, 8, 1]], { ordered: true }),
      { readers: 5, share: 0.5 },
      seededRandom(1),
    );
    expect([...slice.train.items]).toEqual([5, 2]);
    expect([...slice.held]).toEqual([8, 1]);
  });

  it("takes readers of two titles only where nobody has more, and refuses where nobody has two", () => {
    const pairs = tuningSlice(choices(4, [[0, 1], [2]]), { readers: 5, share: 0.2 }, seededRandom(1));
    expect([...pairs.readers]).toEqual([0]);
    expect(() => tuningSlice(choices(4, [[0], [2]]), { readers: 5, share: 0.2 }, seededRandom(1))).toThrow(
      expect.objectContaining({ code: "training.too-few-choices" }),
    );
  });
});

describe("ranking a slice", () => {
  const slice = {
    train: choices(30, [[0, 1], [2]]),
    readers: Int32Array.of(0, 1),
    heldStart: Int32Array.of(0, 2, 3),
    held: Int32Array.of(3, 4, 5),
  };

  it("counts the held titles among the first 20, by hand", () => {
    // Reader 0: title 2 scores 3, title 3 scores 2, title 4 nothing. Reader 1: title 5 is not reached.
    const weights = csrFromEntries(30, 30, [0, 1, 0, 2, 0], [2, 2, 3, 7, 1], [1, 2, 2, 1, 9]);
    const { recall, ndcg } = new SliceRanker(slice).score([{ weights, share: 1 }]);
    expect(recall).toBeCloseTo(0.25, 12);
    const discount = (rank: number): number => 1 / Math.log2(rank + 1);
    expect(ndcg).toBeCloseTo(discount(2) / (discount(1) + discount(2)) / 2, 12);
  });

  it("adds parts up by their shares, and ranks fewer readers where asked", () => {
    const first = csrFromEntries(30, 30, [0, 0], [3, 4], [1, 1]);
    const against = csrFromEntries(30, 30, [0], [3], [-2]);
    const ranker = new SliceRanker(slice);
    expect(ranker.score([{ weights: first, share: 1 }], 0, 1).recall).toBe(1);
    const parts = [
      { weights: first, share: 1 },
      { weights: against, share: 0.6 },
    ];
    expect(ranker.score(parts, 0, 1).recall).toBe(0.5);
  });
});

describe("trials from a table", () => {
  const settings: FamilySettings = { a: 0.6, b: 1 / 3, c: 0.3, h: 2.5, q: 1.2, topK: 8 };
  const everything = new Uint8Array(TITLES).fill(1);
  const context = {};

  it("are the family's weights, at a node of the reader's exponent", () => {
    const sums = { count: READER_NODES.length, readerExponents: READER_NODES, gaps: null };
    const table = pairTable(plain, everything, sums, context);
    const trials = new FamilyTrials(table);
    trials.setLogSums(atReaderExponent(table.sums.map(logs), settings.b));
    expectEntries(
      trials.weights(settings),
      familyWeights(plain, settings, null, { random: seededRandom(1) }),
      1e-5,
    );
  });

  it("come near them between the nodes", () => {
    const sums = { count: READER_NODES.length, readerExponents: READER_NODES, gaps: null };
    const table = pairTable(plain, everything, sums, context);
    const trials = new FamilyTrials(table);
    const between = { ...settings, b: 0.5, topK: TITLES };
    trials.setLogSums(atReaderExponent(table.sums.map(logs), 0.5));
    expectEntries(
      trials.weights(between),
      familyWeights(plain, between, null, { random: seededRandom(1) }),
      1e-3,
    );
  });

  it("are the directed family's where gaps are given", () => {
    const ordered = choices(TITLES, rows, { ordered: true });
    const gamma = 0.7;
    const gaps = gapWeights(ordered, [EITHER_WAY, { gamma, forwards: 1, backwards: 0.4 }]);
    const table = pairTable(
      ordered,
      everything,
      { count: 2, readerExponents: [0, settings.b], gaps },
      context,
    );
    const trials = new FamilyTrials(table);
    trials.setLogSums(logs(table.sums[1]!));
    expectEntries(
      trials.weights(settings),
      familyWeights(ordered, settings, gaps, { random: seededRandom(1) }),
      1e-5,
    );
  });

  it("leave out rows that nobody needs", () => {
    const wanted = new Uint8Array(TITLES);
    wanted[3] = 1;
    const table = pairTable(plain, wanted, { count: 1, readerExponents: [0], gaps: null }, context);
    expect(table.rowStart[3]).toBe(0);
    expect(table.rowStart[4]).toBe(table.columns.length);
    expect(table.columns.length).toBeGreaterThan(0);
  });

  function expectEntries(found: CsrMatrix, expected: CsrMatrix, tolerance: number): void {
    const [own, other] = [entries(found), entries(expected)];
    expect([...own.keys()].sort()).toEqual([...other.keys()].sort());
    for (const [key, value] of own) expect(Math.abs(value / other.get(key)! - 1)).toBeLessThan(tolerance);
  }
});

describe("the search of a box", () => {
  const box = [
    { min: -1, max: 1, scale: "linear", start: 0.75 },
    { min: 0.01, max: 100, scale: "log", start: 50 },
  ] as const;
  const hill = ([x = 0, y = 0]: readonly number[]): number => -((x - 0.25) ** 2) - Math.log10(y / 0.1) ** 2;

  it("finds the top of a hill, and tries no point twice", () => {
    const seen = new Set<string>();
    const { values } = searchBox(
      box,
      (point) => {
        expect(seen.has(point.join())).toBe(false);
        seen.add(point.join());
        return hill(point);
      },
      { trials: 200, spread: 8, isOver: () => false },
    );
    expect(values[0]).toBeCloseTo(0.25, 6);
    expect(Math.abs(Math.log10(values[1]! / 0.1))).toBeLessThan(0.05);
  });

  it("stops at its trials or when told, with the best so far", () => {
    let made = 0;
    searchBox(box, () => ++made, { trials: 7, spread: 3, isOver: () => false });
    expect(made).toBe(7);
    expect(searchBox(box, hill, { trials: 99, spread: 3, isOver: () => true }).score).toBe(-Infinity);
  });
});

describe("blending", () => {
  it("adds both parts by their mean row sums and keeps the largest on either side of 0", () => {
    const first = csrFromEntries(2, 3, [0, 0, 1], [0, 1, 2], [3, 1, 4]); // mean row sum 4
    const second = csrFromEntries(2, 3, [0, 0], [1, 2], [-1, 1]); // mean row sum 1
    const { columns, values, rowStart } = blendWeights(first, second, 0.5, 2);
    expect([...rowStart]).toEqual([0, 2, 3]);
    // Row 0: 0.375, 0.125 - 0.5, 0.5; row 1: 0.5.
    expect([...columns]).toEqual([0, 2, 2]);
    expect([...values]).toEqual([0.375, 0.5, 0.5]);
  });
});

describe("tuning a recommender", () => {
  it("beats where it began, and gives the same result for the same seed and trials whatever the clock says", () => {
    const found = tune();
    expect(found.isCutShort).toBe(false);
    expect(goalOf(found.score)).toBeGreaterThan(goalOf(found.trials[0]!.score));
    expect(goalOf(found.score)).toBe(Math.max(...found.trials.map(({ score }) => goalOf(score))));
    const still = { isoNow: () => "", monotonicMs: () => 0 };
    expect(tune(plain, null, { clock: still })).toEqual(found);
  });

  it("tries a regression beside the family", () => {
    const kinds = new Set(tune().trials.map(({ settings }) => settings.regression?.kind ?? "none"));
    expect(kinds).toEqual(new Set(["none", "ease"]));
  });

  it("finds that order matters where each title leads to the next", () => {
    const random = seededRandom(9, "chains");
    const chains = Array.from({ length: 300 }, () => {
      const first = random.integer(TITLES);
      return Array.from({ length: 4 + random.integer(3) }, (_, step) => (first + 3 * step) % TITLES);
    });
    const { settings, score } = tune(choices(TITLES, chains, { ordered: true }));
    expect(settings.order).not.toBeNull();
    expect(settings.order!.beta).toBeLessThan(1);
    expect(score.recall).toBeGreaterThan(0.9);
  });

  it("takes the best so far when its time is over", () => {
    const found = tune(plain, 12_000);
    expect(found.isCutShort).toBe(true);
    expect(found.trials.length).toBeGreaterThan(0);
    expect(found.trials.length).toBeLessThan(tune().trials.length);
  });

  it("tries a regression only where there is time to fit it after that", () => {
    const kinds = (limitMs: number): Set<string> =>
      new Set(tune(plain, limitMs).trials.map(({ settings }) => settings.regression?.kind ?? "none"));
    // Each look at the clock takes a second: EASE over a quarter of the titles one, so over all of them 64.
    expect(kinds(100_000)).toEqual(new Set(["none"]));
    expect(kinds(600_000)).toEqual(new Set(["none", "ease"]));
  });

  it("plans local EASE by the time that a few titles take", () => {
    const context = { random: seededRandom(1), clock: slowClock() };
    const gram = weightedGram(plain, 0.4, {});
    const family = { a: 0.5, b: 0.5, c: 0.5, h: 2, q: 1, topK: 20 };
    const { choosingMs, solvingMs } = localEaseTime(plain, family, 20, gram, context);
    expect([choosingMs, solvingMs(20), solvingMs(10)]).toEqual([1000, 1000, 250]);
  });

  it("stops when aborted", () => {
    expect(() => tune(plain, null, { signal: AbortSignal.abort() })).toThrow(
      expect.objectContaining({ code: "core.aborted" }),
    );
  });

  it("tells every trial as it is made", () => {
    const told: unknown[] = [];
    const found = tune(plain, null, { onTrial: (trial) => told.push(trial) });
    expect(told).toEqual(found.trials);
  });

  it("gives a linear choice that names what was found and fits any part of the readers", () => {
    const context = { random: seededRandom(2), clock: slowClock() };
    const choice = autoChoice(plain, { trials: 6, timeLimitMs: null }, context);
    expect(choice.modelId).toBe("item-item");
    expect(choice.label).toMatch(/^Item–item, tuned/);
    expect(choice.options).toMatchObject({ topK: 150 });
    expect(choice.fit(choices(TITLES, rows.slice(0, 100))).rowCount).toBe(TITLES);
  });

  it("blends local EASE into the family, keeping so many weights of each title", () => {
    const family = { a: 0.5, b: 0.5, c: 0.5, h: 2, q: 1, topK: 20 };
    const regression = {
      kind: "local-ease",
      candidates: 10,
      b: 0.4,
      ridge: 2,
      share: 0.5,
      keep: 12,
    } as const;
    const { weights } = fitSettings(plain, { family, order: null, regression }, { random: seededRandom(1) });
    for (let row = 0; row < TITLES; row++) {
      expect(weights.rowStart[row + 1]! - weights.rowStart[row]!).toBeLessThanOrEqual(12);
    }
    const alone = fitSettings(plain, { family, order: null, regression: null }, { random: seededRandom(1) });
    expect(entries(weights)).not.toEqual(entries(alone.weights));
  });
});
