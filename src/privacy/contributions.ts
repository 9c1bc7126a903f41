import type { PrivacyLoss } from "./accountant.ts";
import { privacyError } from "./errors.ts";
import type { NoisePlan, PairCounts } from "./pair-counts.ts";
import type { CountNoise } from "./shrink-counts.ts";

/** What one tablet released once. */
export interface ContributionPart {
  /** Drawn at random: tells contributions apart, and nothing of the tablet. */
  readonly id: string;
  /** Scale or variance of its noise. */
  readonly noise: number;
  readonly loss: PrivacyLoss;
}

/** The noised counts of one tablet, or of several added up. */
export interface Contributions {
  readonly mechanism: NoisePlan["mechanism"];
  readonly influence: number;
  /** The list that was counted, the same on every tablet, made without looking at what readers chose. */
  readonly titles: readonly string[];
  /** By id, ascending; no id twice. */
  readonly parts: readonly ContributionPart[];
  readonly counts: PairCounts;
}

const LARGEST = 2 ** 31 - 1;

/**
 * Both together. Commutative and associative; what is in one of them already is not added again.
 *
 * @throws `privacy.unlike-contributions`; `privacy.overlapping-contributions` where both hold some of the same and each
 *   holds others, too: sums cannot be taken apart
 */
export function mergeContributions(a: Contributions, b: Contributions): Contributions {
  const unlike = (what: string, first: string, second: string): void => {
    if (first !== second) throw privacyError("privacy.unlike-contributions", { what, first, second });
  };
  unlike("the mechanism", a.mechanism, b.mechanism);
  unlike("a reader's influence", String(a.influence), String(b.influence));
  unlike("the number of titles", String(a.titles.length), String(b.titles.length));
  const other = a.titles.findIndex((title, at) => title !== b.titles[at]);
  if (other >= 0) unlike(`title ${other + 1}`, a.titles[other]!, b.titles[other]!);

  const known = new Set(a.parts.map(({ id }) => id));
  const shared = b.parts.filter(({ id }) => known.has(id)).length;
  if (shared === b.parts.length) return a;
  if (shared === a.parts.length) return b;
  if (shared > 0) throw privacyError("privacy.overlapping-contributions", { shared });
  return {
    ...a,
    parts: [...a.parts, ...b.parts].sort((left, right) => (left.id < right.id ? -1 : 1)),
    counts: {
      itemCount: a.counts.itemCount,
      pairs: added(a.counts.pairs, b.counts.pairs),
      items: added(a.counts.items, b.counts.items),
    },
  };
}

/** The noise on the counts, for `shrinkCounts`. */
export function noiseOn({ mechanism, parts }: Contributions): CountNoise {
  return { mechanism, noises: parts.map(({ noise }) => noise) };
}

function added(a: Int32Array, b: Int32Array): Int32Array {
  return a.map((value, at) => {
    const sum = value + b[at]!;
    if (Math.abs(sum) <= LARGEST) return sum;
    const reason = "its sums are beyond 32 bits";
    throw privacyError("privacy.bad-contribution", { what: "The merged file", reason });
  });
}
