import type { Passage } from "../../domain/document.ts";
import type { CodeRows } from "../../math/vectors/code-rows.ts";
import type { Model } from "../model.ts";

/** Vectors of texts: unit length, row major. */
export interface TextVectors {
  readonly dimension: number;
  /** One a text. Shape [texts, dimension]. */
  readonly vectors: Float32Array;
}

/** Vectors of every token in its context, of unit length: `TextVectors` and one row a token that stands in the text. */
export interface TokenVectors extends TextVectors {
  /** Tokens of text i: [tokenStart[i], tokenStart[i + 1]). Shape [texts + 1]. */
  readonly tokenStart: Uint32Array;
  /** Where each token stands in its text, in UTF-16 units, [start, end) by pairs. Shape [tokens, 2]. */
  readonly tokenSpans: Uint32Array;
  /** Shape [tokens, dimension]. */
  readonly tokens: Float32Array;
}

/**
 * Vectors of passages and of their sentences, as they are kept: see `passage-vectors.ts`. A passage that has none yet is
 * found by its words.
 */
export interface PassageVectors {
  /** Shape [passages, dimension]. */
  readonly passages: CodeRows;
  /** Sentences of passage i: [sentenceStart[i], sentenceStart[i + 1]); none where the passage is one. Shape [passages + 1]. */
  readonly sentenceStart: Int32Array;
  readonly sentences: CodeRows;
}

export interface RagData {
  readonly passages: readonly Passage[];
  /** null: found by words only. */
  readonly vectors: PassageVectors | null;
}

/** A question, with its vectors where there is a model for it. */
export interface RagRequest {
  readonly question: string;
  readonly vectors: TokenVectors | null;
  /** Passages that may be found, 1 each; null: all. Shape [passages]. */
  readonly allowed: Uint8Array | null;
  /** How many to rank. */
  readonly k: number;
}

/** Passages by their row, best first, with scores of any scale. */
export interface RankedPassages {
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
}

/** A retriever: what finds passages for a question. */
export interface RagModel<TOptions = unknown, TState = unknown> extends Model<
  RagData,
  TOptions,
  TState,
  RagRequest,
  RankedPassages
> {}
