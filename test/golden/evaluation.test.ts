import { describe, expect, it } from "vitest";
import { mcNemar, wilcoxonSignedRank } from "../../src/evaluation/paired-tests.ts";
import golden from "./evaluation.json" with { type: "json" };

const expectSame = (found: number, expected: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(golden.tolerance * Math.abs(expected));

describe("tests between two models beside scipy and statsmodels", () => {
  it.each(golden.mcnemar)("McNemar's, $first against $second", ({ first, second, statistic, p }) => {
    const found = mcNemar(first, second);
    expectSame(found.statistic, statistic);
    expectSame(found.pValue, p);
  });

  it.each(golden.wilcoxon)(
    "Wilcoxon's signed ranks, statistic $statistic",
    ({ differences, statistic, p }) => {
      const found = wilcoxonSignedRank(differences);
      expectSame(found.statistic, statistic);
      expectSame(found.pValue, p);
    },
  );
});
