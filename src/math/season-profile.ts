/**
 * How strongly a prior profile holds against a series' own: the own profile counts as much as the prior when the series
 * carries this many observations' worth of sales (see `effectiveCount`). A group's profile is a good guess, a flat one
 * a poor one. Chosen on two origins of the Online Retail data before its last month (RMSSE, weekdays).
 */
const GROUP_WEIGHT = 200;
const FLAT_WEIGHT = 20;

/**
 * Relative demand at each season position, averaging 1: the series' own ratio of means, drawn towards a group's
 * profile (or a flat one) the more, the less the series has sold.
 *
 * A flat series, one shorter than a season, or a season of 1 gives the group's profile or all ones.
 *
 * @param y demand, shape [n], >= 0
 * @param group profile of the group the series belongs to, shape [seasonLength], averaging 1; index 0 belongs to y[0]
 * @returns shape [seasonLength]; index 0 belongs to y[0]
 */
export function seasonProfile(
  y: Float64Array,
  seasonLength: number,
  group: Float64Array | undefined,
): Float64Array {
  const profile = new Float64Array(seasonLength).fill(1);
  if (group) profile.set(group);
  if (seasonLength < 2 || y.length < seasonLength) return profile;
  const own = meansByPosition(y, seasonLength);
  let mean = 0;
  for (let j = 0; j < seasonLength; j++) mean += own[j]! / seasonLength;
  if (!(mean > 0)) return profile;
  const count = effectiveCount(y);
  const trust = count / (count + (group ? GROUP_WEIGHT : FLAT_WEIGHT));
  let total = 0;
  for (let j = 0; j < seasonLength; j++) {
    profile[j] = trust * (own[j]! / mean) + (1 - trust) * profile[j]!;
    total += profile[j]! / seasonLength;
  }
  for (let j = 0; j < seasonLength; j++) profile[j]! /= total;
  return profile;
}

/** Mean of the values at each season position, shape [seasonLength]; every position must occur. */
export function meansByPosition(y: Float64Array, seasonLength: number): Float64Array {
  const sums = new Float64Array(seasonLength);
  const counts = new Float64Array(seasonLength);
  for (let t = 0, j = 0; t < y.length; t++) {
    sums[j]! += y[t]!;
    counts[j]!++;
    if (++j === seasonLength) j = 0;
  }
  for (let j = 0; j < seasonLength; j++) sums[j]! /= counts[j]!;
  return sums;
}

/** Kish's effective sample size (sum y)^2 / sum y^2: how many equal sales would be as informative. */
function effectiveCount(y: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < y.length; t++) {
    sum += y[t]!;
    squares += y[t]! * y[t]!;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}
