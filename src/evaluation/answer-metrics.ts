import { evaluationError } from "./errors.ts";

/**
 * A text as SQuAD's scorer compares it: lower case, without punctuation, without the words a, an and the, one space
 * between words.
 *
 * @see Rajpurkar et al. (2016), evaluate-v1.1.py; golden case `answer-metrics`
 */
export function normalizedAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, "")
    .replace(/\b(a|an|the)\b/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ");
}

/** Whether the two are the same once normalised, and the F1 of their words; each the best over the accepted answers. */
export function answerOverlap(
  found: string,
  accepted: readonly string[],
): { readonly exact: boolean; readonly f1: number } {
  const text = normalizedAnswer(found);
  let exact = false;
  let f1 = 0;
  for (const answer of accepted.map(normalizedAnswer)) {
    exact ||= text === answer;
    f1 = Math.max(f1, wordF1(text.split(" "), answer.split(" ")));
  }
  return { exact, f1 };
}

function wordF1(found: readonly string[], expected: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of expected) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of found) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    same++;
    left.set(word, count - 1);
  }
  return same === 0 ? 0 : (2 * same) / (found.length + expected.length);
}

/** Whether one of the accepted answers stands in the text, both normalised, at whole words. */
export function holdsAnswer(text: string, accepted: readonly string[]): boolean {
  const padded = ` ${normalizedAnswer(text)} `;
  return accepted.some((answer) => padded.includes(` ${normalizedAnswer(answer)} `));
}

/**
 * Probability that a question that can be answered has a higher confidence than one that cannot; ties count half.
 *
 * @param confidence shape [questions]
 * @param positive 1 for a question that can be answered, shape [questions]
 * @returns NaN where all are of one kind
 * @throws `evaluation.length-mismatch`
 * @see Mann and Whitney (1947); golden case `answer-metrics`
 */
export function areaUnderRoc(confidence: ArrayLike<number>, positive: ArrayLike<number>): number {
  expectSameLength(confidence, positive);
  const order = byConfidence(confidence).reverse();
  let [positives, negatives, above] = [0, 0, 0];
  for (let first = 0; first < order.length;) {
    let end = first;
    let [up, down] = [0, 0];
    for (; end < order.length && confidence[order[end]!] === confidence[order[first]!]; end++) {
      if (positive[order[end]!]) up++;
      else down++;
    }
    above += up * (negatives + down / 2);
    positives += up;
    negatives += down;
    first = end;
  }
  return above / (positives * negatives);
}

/** Where to begin to answer, and what comes of it. */
export interface CoverageAtPrecision {
  /** Lowest confidence that is answered; Infinity where no threshold is precise enough. */
  readonly threshold: number;
  /** Answered questions that can be answered, among all that can be answered. */
  readonly coverage: number;
  /** Right answers among those answered; NaN where none is. */
  readonly precision: number;
}

/**
 * The most questions that can be answered while at least `precision` of all answers given are right. Every question
 * whose confidence reaches the threshold is answered, those that cannot be answered too: they count as wrong.
 *
 * @param right 1 where the answer is right, shape [questions]
 * @param answerable 1 where the texts hold an answer, shape [questions]
 * @throws `evaluation.length-mismatch`
 */
export function coverageAtPrecision(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  answerable: ArrayLike<number>,
  precision: number,
): CoverageAtPrecision {
  expectSameLength(confidence, right);
  expectSameLength(confidence, answerable);
  const order = byConfidence(confidence);
  let best: CoverageAtPrecision = { threshold: Infinity, coverage: 0, precision: NaN };
  let [rightSoFar, answerableSoFar, all] = [0, 0, 0];
  for (let i = 0; i < answerable.length; i++) all += answerable[i]!;
  order.forEach((question, i) => {
    rightSoFar += right[question]!;
    answerableSoFar += answerable[question]!;
    // Equal confidences are answered together.
    if (i + 1 < order.length && confidence[order[i + 1]!] === confidence[question]) return;
    const share = rightSoFar / (i + 1);
    if (share < precision) return;
    best = { threshold: confidence[question]!, coverage: answerableSoFar / all, precision: share };
  });
  return best;
}

/**
 * Mean gap between confidence and share of right answers over bands of confidence, weighted by their questions.
 *
 * @param bands of equal width over [0, 1]
 * @throws `evaluation.length-mismatch`
 * @see Naeini et al. (2015), expected calibration error
 */
export function calibrationError(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  bands = 10,
): number {
  expectSameLength(confidence, right);
  const gaps = new Float64Array(bands);
  for (let i = 0; i < confidence.length; i++) {
    gaps[Math.min(bands - 1, Math.floor(confidence[i]! * bands))]! += confidence[i]! - right[i]!;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / confidence.length;
}

/**
 * The value below which a share of them lies, between neighbours by their distance.
 *
 * @param share in [0, 1]
 * @throws `evaluation.empty`
 * @see Hyndman and Fan (1996), type 7, the default of NumPy and R
 */
export function percentile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) throw evaluationError("evaluation.empty", { metric: "A percentile" });
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** Positions, highest confidence first; of equal ones the earlier first. */
function byConfidence(confidence: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: confidence.length }, (_, i) => i).sort(
    (a, b) => confidence[b]! - confidence[a]! || a - b,
  );
}

function expectSameLength(first: ArrayLike<number>, second: ArrayLike<number>): void {
  if (first.length === second.length) return;
  throw evaluationError("evaluation.length-mismatch", { actual: second.length, forecast: first.length });
}
