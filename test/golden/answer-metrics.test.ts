import { describe, expect, it } from "vitest";
import {
  answerOverlap,
  areaUnderRoc,
  coverageAtPrecision,
  normalizedAnswer,
  percentile,
} from "../../src/evaluation/answer-metrics.ts";
import { expectClose, readGolden } from "./golden-case.ts";

interface TextCase {
  readonly found: string;
  readonly accepted: string[];
  readonly normalized: string;
  readonly exact: boolean;
  readonly f1: number;
}

interface ScoreCase {
  readonly score: number[];
  readonly label: number[];
  readonly auroc: number;
  readonly coverage: Record<string, number>;
  readonly percentiles: Record<string, number>;
}

const golden = readGolden<TextCase[] | ScoreCase>("answer-metrics");

describe(`measures of answers as ${golden.library}`, () => {
  for (const each of golden.cases["texts"] as TextCase[]) {
    it(`compares "${each.found}" as SQuAD does`, () => {
      expect(normalizedAnswer(each.found)).toBe(each.normalized);
      const { exact, f1 } = answerOverlap(each.found, each.accepted);
      expect(exact).toBe(each.exact);
      expectClose([f1], [each.f1], golden.tolerance);
    });
  }

  for (const name of ["apart", "ties", "few"]) {
    const { score, label, auroc, coverage, percentiles } = golden.cases[name] as ScoreCase;
    it(`measures confidences: ${name}`, () => {
      expectClose([areaUnderRoc(score, label)], [auroc], golden.tolerance);
      for (const [level, expected] of Object.entries(coverage)) {
        const found = coverageAtPrecision(score, label, label, Number(level));
        expectClose([found.coverage], [expected], golden.tolerance);
      }
      for (const [share, expected] of Object.entries(percentiles)) {
        expectClose([percentile(score, Number(share))], [expected], golden.tolerance);
      }
    });
  }
});
