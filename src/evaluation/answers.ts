import { seededRandom } from "../core/random.ts";
import type { AnswerLine } from "../domain/answer-line.ts";
import type { AnswerMetric, AnswerReport } from "../domain/answer-report.ts";
import type { Estimate } from "../domain/recommender-report.ts";
import {
  answerOverlap,
  areaUnderRoc,
  calibrationError,
  coverageAtPrecision,
  holdsAnswer,
} from "./answer-metrics.ts";
import { bootstrapMean, bootstrapStatistic } from "./bootstrap.ts";
import { evaluationError } from "./errors.ts";
import { scoreReaders, type RankedLists, type TitleLists } from "./ranking-metrics.ts";

/** What is known of a question. */
export interface ExpectedAnswer {
  /** The sources that answer; none where the texts do not. */
  readonly ids: readonly string[];
  /** Accepted answers in words; may be none. */
  readonly answers: readonly string[];
}

/**
 * Measure answers. A question that can be answered and was not counts 0 in what is said of answers.
 *
 * An answer is right where the first of `ranked` is one of the expected sources. Standard errors are of 200 resamples
 * of the questions.
 *
 * @param expected of each line
 * @param textOf the text that a citation names, or null where there is none; null: citations are not looked up
 * @throws `evaluation.length-mismatch`, `evaluation.empty`
 */
export function evaluateAnswers(
  lines: readonly AnswerLine[],
  expected: readonly ExpectedAnswer[],
  k: number,
  textOf: ((id: string) => string | null) | null,
): Omit<AnswerReport, "notices"> {
  if (lines.length === 0) throw evaluationError("evaluation.empty", { metric: "An evaluation of answers" });
  if (lines.length !== expected.length) {
    throw evaluationError("evaluation.length-mismatch", { actual: expected.length, forecast: lines.length });
  }
  const answerable = Uint8Array.from(expected, ({ ids }) => (ids.length > 0 ? 1 : 0));
  const right = Uint8Array.from(lines, ({ ranked }, i) =>
    ranked.length > 0 && expected[i]!.ids.includes(ranked[0]!.id) ? 1 : 0,
  );
  const confidence = Float64Array.from(lines, (line) => line.confidence);
  const [at1, atK] = [1, k].map((length) => scoreReaders(...asLists(lines, expected, length)));
  const random = () => seededRandom(1, "bootstrap");
  const mean = (value: (i: number) => number): Estimate =>
    bootstrapMean(
      lines.map((_, i) => value(i)),
      random(),
    );
  const inWords = expected.map(({ ids, answers }) => ids.length > 0 && answers.length > 0);
  const words = (value: (answer: string, accepted: readonly string[]) => number) =>
    mean((i) => (inWords[i]! ? value(lines[i]!.answer, expected[i]!.answers) : NaN));
  const resampled = (statistic: (rows: Uint32Array) => number): Estimate =>
    bootstrapStatistic(lines.length, statistic, random());
  const coverage = (precision: number): Estimate =>
    resampled((rows) => {
      const [c, r, a] = [confidence, right, answerable].map((all) =>
        Float64Array.from(rows, (i) => all[i]!),
      ) as [Float64Array, Float64Array, Float64Array];
      return coverageAtPrecision(c, r, a, precision).coverage;
    });
  const scores: Record<AnswerMetric, Estimate> = {
    hitAt1: bootstrapMean(at1!.hitRate, random()),
    hitRate: bootstrapMean(atK!.hitRate, random()),
    recall: bootstrapMean(atK!.recall, random()),
    mrr: bootstrapMean(atK!.mrr, random()),
    ndcg: bootstrapMean(atK!.ndcg, random()),
    says: words((answer, accepted) => (holdsAnswer(answer, accepted) ? 1 : 0)),
    exact: words((answer, accepted) => (answerOverlap(answer, accepted).exact ? 1 : 0)),
    f1: words((answer, accepted) => answerOverlap(answer, accepted).f1),
    answered: mean((i) => (answerable[i] === 1 ? (lines[i]!.abstained ? 0 : 1) : NaN)),
    precision: mean((i) => (lines[i]!.abstained ? NaN : right[i]!)),
    declined: mean((i) => (answerable[i] === 1 ? NaN : lines[i]!.abstained ? 1 : 0)),
    faithful: mean((i) =>
      textOf === null || lines[i]!.answer === "" ? NaN : isFaithful(lines[i]!, textOf) ? 1 : 0,
    ),
    auroc: resampled((rows) =>
      areaUnderRoc(
        Float64Array.from(rows, (i) => confidence[i]!),
        Uint8Array.from(rows, (i) => answerable[i]!),
      ),
    ),
    coverage90: coverage(0.9),
    coverage95: coverage(0.95),
  };
  const threshold = (precision: number): number =>
    coverageAtPrecision(confidence, right, answerable, precision).threshold;
  return {
    k,
    questions: lines.length,
    answerable: answerable.reduce((sum, one) => sum + one, 0),
    withAnswers: inWords.filter(Boolean).length,
    scores,
    thresholds: { coverage90: threshold(0.9), coverage95: threshold(0.95) },
    calibrationError: calibrationError(confidence, right),
  };
}

/** Whether the answer is its citations, one after the other, and each of them stands where it says. */
function isFaithful({ answer, citations }: AnswerLine, textOf: (id: string) => string | null): boolean {
  const said = citations.map(({ text }) => text.trim()).join(" ");
  return (
    said === answer &&
    citations.every(({ id, start, end, text }) => start < end && textOf(id)?.slice(start, end) === text)
  );
}

/** Sources by number, as the measures of ranked lists take them. */
function asLists(
  lines: readonly AnswerLine[],
  expected: readonly ExpectedAnswer[],
  k: number,
): [RankedLists, TitleLists] {
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  };
  const items = new Int32Array(lines.length * k).fill(-1);
  const rowStart = new Int32Array(lines.length + 1);
  const sought: number[] = [];
  lines.forEach(({ ranked }, i) => {
    const ids = new Set(ranked.map(({ id }) => id));
    items.set([...ids].slice(0, k).map(numberOf), i * k);
    sought.push(...[...new Set(expected[i]!.ids)].map(numberOf));
    rowStart[i + 1] = sought.length;
  });
  return [
    { k, items },
    { rowStart, items: Int32Array.from(sought) },
  ];
}
