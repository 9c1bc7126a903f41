import type { SourceKind } from "./document.ts";
import type { Provenance } from "./provenance.ts";
import type { TitleCard } from "./recommendation.ts";
import type { TableAnswer, TableQuery } from "./table-query.ts";

/** A question as the screen asks it. */
export interface AskQuestion {
  readonly datasetId: string;
  readonly text: string;
  /** Questions before this one in the same conversation, oldest first, with what they were about. */
  readonly before: readonly AskTurn[];
  readonly filters: AskFilters;
  /** A query that a person has edited: run as it is, `text` is kept for the heading. */
  readonly query: TableQuery | null;
}

export interface AskTurn {
  readonly text: string;
  readonly query: TableQuery | null;
  /** Titles that the answer named, first ones first. */
  readonly itemIds: readonly string[];
  /** Sources that the answer cited. */
  readonly sourceIds: readonly string[];
}

export interface AskFilters {
  /** Empty: all kinds. */
  readonly kinds: readonly SourceKind[];
  readonly inStock: boolean;
  /** Only this source or these; empty: all. */
  readonly sourceIds: readonly string[];
}

/** answer: said; perhaps: shown with a warning; unknown: "the catalogue does not say", with what is nearest. */
export type Certainty = "answer" | "perhaps" | "unknown";

/** Where a sentence stands. */
export interface Citation {
  readonly passageId: string;
  /** In the passage's text, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Exactly what stands there. */
  readonly text: string;
}

/** A sentence of an answer; there is none without its citation. */
export interface AnswerSentence {
  readonly text: string;
  readonly citation: Citation;
}

/** A passage beside the answer. */
export interface AnswerSource {
  readonly passageId: string;
  readonly sourceId: string;
  readonly kind: SourceKind;
  readonly title: string;
  readonly headings: readonly string[];
  readonly page: number | null;
  readonly itemId: string | null;
  readonly text: string;
  /** Ranking score; only its order means something. */
  readonly score: number;
}

export interface AskAnswer {
  readonly provenance: Provenance;
  readonly question: string;
  /** How it was answered: from the fields of the catalogue, or from texts. */
  readonly way: "fields" | "text";
  readonly certainty: Certainty;
  /** Calibrated probability that the answer is right, in [0, 1]. */
  readonly confidence: number;
  /** Answered from texts: one or two sentences. Empty where unknown. */
  readonly sentences: readonly AnswerSentence[];
  /** Answered from fields; also set beside a text answer where the planner understood a part. */
  readonly table: TableAnswer | null;
  /** Asked back where a name fits several: the question with each of them, the likeliest first. Mostly empty. */
  readonly choices: readonly AskChoice[];
  /** Titles that the answer names, or the nearest ones where it does not know. */
  readonly titles: readonly TitleCard[];
  /** Best first, those cited among them. */
  readonly sources: readonly AnswerSource[];
  /** Sentences that must be said: on the language of the model, on vectors that are not ready yet. */
  readonly notes: readonly string[];
  readonly tookMs: number;
}

/** One of the names that a question may mean. */
export interface AskChoice {
  readonly label: string;
  /** The question with it; asked as `AskQuestion.query`. */
  readonly query: TableQuery;
}

/** What a person said of an answer; kept on the device. */
export interface AnswerFeedback {
  readonly feedbackId: string;
  readonly at: string;
  readonly question: string;
  readonly verdict: "right" | "wrong" | "better-source";
  /** The passages of the answer, best first. */
  readonly shown: readonly string[];
  /** The passage that answers, where the person named one. */
  readonly better: string | null;
}

/** How far the index of a dataset is. */
export interface AskIndexStatus {
  readonly datasetId: string;
  /** Passages that can be found by words. */
  readonly passages: number;
  /** Passages that have vectors of the current model, so that they are found by meaning, too. */
  readonly embedded: number;
  readonly modelId: string | null;
  /** Name of the model whose older vectors answer until those of the current one are made; null where none does. */
  readonly meanwhile: string | null;
  readonly backend: string | null;
  /** Whether catalogue or documents changed since the index was made. */
  readonly stale: boolean;
  readonly documents: number;
  readonly bytes: number;
  readonly updatedAt: string | null;
}
