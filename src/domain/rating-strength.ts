import { log2 } from "../core/elementary.ts";

/** Above this span a column of ratings is taken for counts, such as plays or copies. */
const WIDEST_SCALE = 20;
/** What a rating below 0 counts: the title is known, and hardly anything follows from it. */
const DISLIKED = 0.01;

export interface Strengths {
  /** In (0, 1]; the mean of the others for a missing rating. Shape as the ratings. */
  readonly strengths: Float32Array;
  /** How they came about, as a sentence. */
  readonly note: string;
}

/**
 * Explicit ratings as strengths: on a scale from `low` to `high` a rating r counts (r - low + 1) / (high - low + 1),
 * so that one to five stars count .2, .4, .6, .8 and 1. Wide spans are counts and count (1 + log2 r) / (1 + log2 high).
 */
export function ratingStrengths(ratings: Float64Array, column: string): Strengths {
  const known = ratings.filter((rating) => !Number.isNaN(rating));
  if (known.length === ratings.length) return knownStrengths(ratings, column);
  const { strengths, note } = knownStrengths(known, column);
  const mean = known.length === 0 ? 1 : strengths.reduce((sum, value) => sum + value, 0) / known.length;
  let at = 0;
  return {
    strengths: Float32Array.from(ratings, (rating) => (Number.isNaN(rating) ? mean : strengths[at++]!)),
    note: `${note}; a missing one counts as the others do on average`,
  };
}

function knownStrengths(ratings: Float64Array, column: string): Strengths {
  let low = Infinity;
  let high = -Infinity;
  let below = 0;
  for (const rating of ratings) {
    if (rating < 0) below++;
    else low = Math.min(low, rating);
    high = Math.max(high, rating);
  }
  const disliked = below === 0 ? "" : `; ${below} below 0 count next to nothing`;
  if (!(high > low)) {
    const strengths = Float32Array.from(ratings, (rating) => (rating < 0 ? DISLIKED : 1));
    return { strengths, note: `every rating of column "${column}" counts 1${disliked}` };
  }
  if (high - low > WIDEST_SCALE) {
    const most = 1 + log2(Math.max(1, high));
    const note = `column "${column}" runs to ${high}: its numbers count by their logarithm${disliked}`;
    return {
      strengths: Float32Array.from(ratings, (r) => (r < 0 ? DISLIKED : (1 + log2(Math.max(1, r))) / most)),
      note,
    };
  }
  const steps = high - low + 1;
  const least = Number((1 / steps).toPrecision(2));
  return {
    strengths: Float32Array.from(ratings, (r) => (r < 0 ? DISLIKED : (r - low + 1) / steps)),
    note: `ratings of column "${column}" from ${low} to ${high} count ${least} to 1${disliked}`,
  };
}
