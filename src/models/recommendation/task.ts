import type { ItemContent } from "../../features/item-content.ts";
import type { Model } from "../model.ts";

/**
 * Who chose what: one row a reader, one entry a title that the reader chose.
 *
 *   row u = items[rowStart[u] .. rowStart[u + 1]) with strengths of the same positions
 *
 * A row is oldest first where `ordered`, by ascending item otherwise. No item stands twice in a row.
 */
export interface Interactions {
  readonly userCount: number;
  readonly itemCount: number;
  /** Shape [userCount + 1]. */
  readonly rowStart: Int32Array;
  /** Shape [entries]. */
  readonly items: Int32Array;
  /** How much each says, > 0; 1 for a purchase. Shape [entries]. */
  readonly strengths: Float32Array;
  readonly ordered: boolean;
}

export interface RecommendationData {
  readonly interactions: Interactions;
  /** null where nothing but the interactions is known. */
  readonly content: ItemContent | null;
}

/** One reader, known to the model or not: recommendations are folded in, never retrained. */
export interface ReaderHistory {
  /** Titles, oldest first where the order is known, none twice. Shape [entries]. */
  readonly items: Int32Array;
  /** 1 for a purchase; less for less; below 0 for a title that was not liked. Shape [entries]. */
  readonly strengths: Float32Array;
}

export interface RecommendRequest {
  readonly history: ReaderHistory;
}

/** A score for every title, also for those of the history; higher is better, 0 says nothing. Shape [itemCount]. */
export interface ItemScores {
  readonly scores: Float32Array;
}

/** A recommender: one state for all readers. */
export interface RecommendationModel<TOptions = unknown, TState = unknown> extends Model<
  RecommendationData,
  TOptions,
  TState,
  RecommendRequest,
  ItemScores
> {
  /**
   * What each title of the history adds to the score of `item`, shape [history entries]; linear models only. The sum is
   * the score exactly (to the rounding of float32).
   */
  explain?(state: TState, history: ReaderHistory, item: number): Float32Array;
}
