import type { Estimate } from "./recommender-report.ts";

/** What is measured of answers, in the order of a report. Questions with a known source are said to be answerable. */
export const ANSWER_METRICS = [
  "hitAt1",
  "hitRate",
  "recall",
  "mrr",
  "ndcg",
  "says",
  "exact",
  "f1",
  "answered",
  "precision",
  "declined",
  "faithful",
  "auroc",
  "coverage90",
  "coverage95",
] as const;
export type AnswerMetric = (typeof ANSWER_METRICS)[number];

/** What each figure means, for people. `@k` stands for the length of the lists. */
export const ANSWER_METRIC_WORDS: Readonly<
  Record<AnswerMetric, { readonly label: string; readonly meaning: string }>
> = {
  hitAt1: { label: "Hit@1", meaning: "Answerable questions whose first source answers." },
  hitRate: { label: "Hit@k", meaning: "Answerable questions with an answering source among the first k." },
  recall: { label: "recall@k", meaning: "Share of the answering sources that are among the first k." },
  mrr: { label: "MRR@k", meaning: "1 / rank of the first answering source: 1 where it comes first." },
  ndcg: {
    label: "nDCG@k",
    meaning: "Answering sources among the first k, those further down counting less, beside the best order.",
  },
  says: {
    label: "says it",
    meaning: "Answerable questions whose answer holds an accepted answer, word for word.",
  },
  exact: {
    label: "exact match",
    meaning: "Answers that are nothing but an accepted answer. Whole sentences seldom are.",
  },
  f1: { label: "F1", meaning: "Words that answer and accepted answer share, as SQuAD counts them." },
  answered: { label: "answered", meaning: "Answerable questions that got an answer." },
  precision: { label: "right of the answered", meaning: "Answers given whose first source answers." },
  declined: {
    label: "declined",
    meaning: "Questions without an answering source that were rightly left unanswered.",
  },
  faithful: {
    label: "faithful",
    meaning: "Answers of which every sentence stands in its source exactly where the citation says.",
  },
  auroc: {
    label: "abstention AUROC",
    meaning:
      "How often an answerable question has the higher confidence than one that is not; 0.5 is chance, 1 is perfect.",
  },
  coverage90: {
    label: "coverage at 90 %",
    meaning: "Answerable questions that can be answered while 90 % of all answers given are right.",
  },
  coverage95: {
    label: "coverage at 95 %",
    meaning: "The same while 95 % of all answers given are right.",
  },
};

/** How well a list of questions was answered. */
export interface AnswerReport {
  readonly k: number;
  readonly questions: number;
  readonly answerable: number;
  /** Answerable questions with an accepted answer in words. */
  readonly withAnswers: number;
  /** NaN where nothing can be said: no unanswerable question, no answer in words, no texts to look citations up in. */
  readonly scores: Readonly<Record<AnswerMetric, Estimate>>;
  /** Confidence from which answering is right so often; Infinity where it never is. */
  readonly thresholds: { readonly coverage90: number; readonly coverage95: number };
  /** Mean gap between confidence and share of right answers. */
  readonly calibrationError: number;
  readonly notices: readonly string[];
}

/** A report of a shop's own index. */
export interface ShopAnswerReport extends AnswerReport {
  /** Milliseconds a question, at the median and at the 95th percentile. */
  readonly medianMs: number;
  readonly slowMs: number;
}
