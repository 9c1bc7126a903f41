/** Weeks of sales that the profile is taken from. */
export const PROFILE_WEEKS = 12;

/**
 * How a week's sales of the whole shop fall on its days: seven factors with mean 1, 0 for a day it is closed.
 * A single title sells too rarely to show its own.
 *
 * @param shopUnits copies of all titles a day, shape [n]; day i has position (firstDay + i) mod 7
 * @param end day after the last one to look at, as an index: later days are not read
 * @returns shape [7], indexed by day number mod 7; all 1 when nothing was sold
 */
export function shopWeekdayProfile(shopUnits: Float64Array, firstDay: number, end: number): Float64Array {
  const profile = new Float64Array(7);
  const counts = new Float64Array(7);
  for (let i = Math.max(0, end - 7 * PROFILE_WEEKS); i < end; i++) {
    const weekday = weekdayPosition(firstDay + i);
    profile[weekday]! += shopUnits[i]!;
    counts[weekday]! += 1;
  }
  let total = 0;
  for (let d = 0; d < 7; d++) {
    profile[d] = counts[d]! > 0 ? profile[d]! / counts[d]! : NaN;
    if (counts[d]! > 0) total += profile[d]!;
  }
  const seen = counts.filter((count) => count > 0).length;
  for (let d = 0; d < 7; d++) {
    // A weekday that the data do not reach yet is taken as an average one.
    profile[d] = total > 0 && counts[d]! > 0 ? (profile[d]! * seen) / total : 1;
  }
  return profile;
}

/** Position of a day in the profile: day number mod 7, also for days before 1970. */
export function weekdayPosition(day: number): number {
  return ((day % 7) + 7) % 7;
}
