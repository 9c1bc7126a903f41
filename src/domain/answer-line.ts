/** A span of a text that was asked, as an answer line cites it. */
export interface LineCitation {
  /** Of the text: the row's id, or the document's name with the number of the section. */
  readonly id: string;
  /** In that text, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Exactly what stands there. */
  readonly text: string;
}

/** The answer to one question of a list, as it is written a line each. */
export interface AnswerLine {
  /** Of the question, where its list gives one. */
  readonly id?: string;
  readonly question: string;
  /** The cited sentences; empty where `abstained`. */
  readonly answer: string;
  /** Whether nothing is said because the texts do not say it, as far as can be judged. */
  readonly abstained: boolean;
  /** Calibrated probability that the first of `ranked` answers, in [0, 1]. */
  readonly confidence: number;
  readonly citations: readonly LineCitation[];
  /** Texts, best first; only the order of the scores means something. */
  readonly ranked: readonly { readonly id: string; readonly score: number }[];
}

/** A question of a list. */
export interface ListedQuestion {
  readonly id?: string;
  readonly text: string;
}

/** Most characters of a question that are read. */
export const MOST_QUESTION_LETTERS = 1000;
