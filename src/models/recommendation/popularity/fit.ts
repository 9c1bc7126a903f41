import { exp } from "../../../core/elementary.ts";
import { CONTENT_FIELDS, type ItemContent } from "../../../features/item-content.ts";
import type { FitContext } from "../../model.ts";
import { checkHistory, checkRows } from "../interaction-checks.ts";
import type { ReaderHistory, RecommendationData } from "../task.ts";
import type { PopularityOptions } from "./options.ts";

const GENRE = CONTENT_FIELDS.indexOf("genre");
const LN2 = 0.6931471805599453;

export interface PopularityState {
  /** Weighted choices of each title as a share of the most chosen one's. Shape [items]. */
  readonly popularity: Float32Array;
  /** First genre of each title, -1 where unknown. Shape [items]. */
  readonly genre: Int32Array;
  readonly genreWeight: number;
}

/**
 * Count who chose what, later choices more where the order is known.
 *
 * @throws `core.aborted`, `recommendation.bad-interactions`
 */
export function fitPopularity(
  { interactions, content }: RecommendationData,
  options: PopularityOptions,
  context: FitContext,
): PopularityState {
  checkRows(interactions, "popularity", context);
  const { itemCount, userCount, rowStart, items, strengths, ordered } = interactions;
  const decay = ordered && options.halfLife > 0 ? LN2 / options.halfLife : 0;
  const counts = new Float64Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    const end = rowStart[user + 1]!;
    for (let at = rowStart[user]!; at < end; at++) {
      const weight = decay === 0 ? 1 : exp(-decay * (end - 1 - at));
      counts[items[at]!]! += strengths[at]! * weight;
    }
  }
  const most = counts.reduce((max, count) => Math.max(max, count), 0);
  return {
    popularity: Float32Array.from(counts, (count) => (most === 0 ? 0 : count / most)),
    genre: content === null ? new Int32Array(itemCount).fill(-1) : firstGenres(content),
    genreWeight: options.genre,
  };
}

/**
 * Popularity, times 1 − genreWeight · (1 − share of the history in the title's genre); a title without genre has the
 * share 0, a reader without history only popularity.
 *
 * @throws `recommendation.bad-history`
 */
export function popularityScores(state: PopularityState, history: ReaderHistory): Float32Array {
  const { popularity, genre, genreWeight } = state;
  checkHistory(history, popularity.length);
  const tastes = new Map<number, number>();
  let total = 0;
  history.items.forEach((item, i) => {
    const strength = Math.max(0, history.strengths[i]!);
    tastes.set(genre[item]!, (tastes.get(genre[item]!) ?? 0) + strength);
    total += strength;
  });
  if (genreWeight === 0 || total === 0) return popularity.slice();
  return popularity.map((share, item) => {
    const taste = genre[item] === -1 ? 0 : (tastes.get(genre[item]!) ?? 0) / total;
    return share * (1 - genreWeight * (1 - taste));
  });
}

function firstGenres({ terms, termFields }: ItemContent): Int32Array {
  return Int32Array.from({ length: terms.rowCount }, (_, row) => {
    const own = terms.columns.subarray(terms.rowStart[row]!, terms.rowStart[row + 1]!);
    return own.find((column) => termFields[column] === GENRE) ?? -1;
  });
}
