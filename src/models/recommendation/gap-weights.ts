import { pow } from "../../core/elementary.ts";
import type { GapWeights } from "./pair-rows.ts";
import type { Interactions } from "./task.ts";

/** Longest gap told apart; further ones weigh as much. */
const LONGEST = 4096;

/** What a pair weighs in one sum: gap^-gamma, times `forwards` where the second title came later, else `backwards`. */
export interface GapFactor {
  readonly gamma: number;
  readonly forwards: number;
  readonly backwards: number;
}

/** Every pair counts 1: readers in common, whatever the order. */
export const EITHER_WAY: GapFactor = { gamma: 0, forwards: 1, backwards: 1 };

/** The weights of all gaps that can occur; one factor a sum. */
export function gapWeights({ userCount, rowStart }: Interactions, factors: readonly GapFactor[]): GapWeights {
  let longest = 1;
  for (let user = 0; user < userCount; user++) {
    longest = Math.max(longest, rowStart[user + 1]! - rowStart[user]! - 1);
  }
  const most = Math.min(longest, LONGEST);
  const sums = factors.length;
  const values = new Float64Array((2 * most + 1) * sums);
  for (let gap = 1; gap <= most; gap++) {
    factors.forEach(({ gamma, forwards, backwards }, k) => {
      const weight = pow(gap, -gamma);
      values[(most + gap) * sums + k] = forwards * weight;
      values[(most - gap) * sums + k] = backwards * weight;
    });
  }
  return { most, values };
}
