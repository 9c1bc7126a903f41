import type { AskedQuestion } from "./asked-question.ts";
import { coverage, type PassageMatch } from "./passage-match.ts";
import { typeEvidence } from "./question-type.ts";
import type { SentencePlace } from "./sentence-features.ts";

/** Cosine from which a token of the question counts as met by a sentence. */
const MET = 0.6;

/**
 * What a sentence holds of the question that it is said to answer, and what other passages hold of it. "Content" is of
 * the tokens of telling words alone; a window is the sentence with its neighbours.
 */
export const VERIFIER_FEATURES = [
  "content",
  "contentWindow",
  "contentPassage",
  "leastContent",
  "leastContentWindow",
  "contentMet",
  "contentMetWindow",
  "rarestContent",
  "rarestContentWindow",
  "firstContent",
  "lastContent",
  "asking",
  "coverage",
  "coverageWindow",
  "namesWindow",
  "numbersWindow",
  "unknown",
  "type",
  "typeWindow",
  "fresh",
  "contentBeside",
  "contentMargin",
  "windowMargin",
  "bestElsewhere",
  "bestElsewhereSentence",
  "rivals",
  "sentenceInFirst",
] as const;

/** What the sentence is held against. */
export interface VerifierEvidence {
  readonly matches: readonly PassageMatch[];
  /** Positions in `matches`, best first. */
  readonly order: readonly number[];
  /** Of the sentences that were looked at; `passage` is a place in `order`. */
  readonly sentencePlaces: readonly SentencePlace[];
}

/** Of two passages that hold the question within so much of each other, either may be the one. */
const RIVAL_WITHIN = 0.02;

/**
 * A row of VERIFIER_FEATURES, NaN where something is not known.
 *
 * @param best the sentence that is held to answer
 */
export function verifierFeatures(
  asked: AskedQuestion,
  { matches, order, sentencePlaces }: VerifierEvidence,
  best: SentencePlace,
): Float64Array {
  const match = matches[order[best.passage]!]!;
  const { sentence: s } = best;
  const count = match.read.sentences.length;
  const [from, to] = [Math.max(0, s - 1), Math.min(count, s + 2)];
  const told = contentTokens(asked);
  const own = nearestWithin(match, told, s, s + 1);
  const window = nearestWithin(match, told, from, to);
  const whole = nearestWithin(match, told, 0, count);
  const all = matches.map((each) => nearestWithin(each, told, 0, each.read.sentences.length));
  const ideal = told.map((_, i) => largest(all.map((each) => each[i]!)));
  const mean = (values: readonly number[]): number => weightedMean(asked, told, values);
  const rarest = told.reduce((a, q, i) => (weightOf(asked, q) > weightOf(asked, told[a]!) ? i : a), 0);
  const askedSmall = new Set(asked.plain);
  const fresh = (first: number, end: number): string[] =>
    match.read.plain
      .slice(first, end)
      .flatMap((words) => words.filter((w) => !askedSmall.has(w.toLowerCase())));
  const beside = sentencePlaces.map((place) =>
    contentAt(asked, matches[order[place.passage]!]!, told, place, 0),
  );
  const others = sentencePlaces.flatMap((place, i) => (place.passage === best.passage ? [] : [i]));
  const otherWindows = others.map((i) =>
    contentAt(asked, matches[order[sentencePlaces[i]!.passage]!]!, told, sentencePlaces[i]!, 1),
  );
  const wholes = all.map(mean);
  const ofWhole = mean(whole);
  return Float64Array.of(
    mean(own),
    mean(window),
    ofWhole,
    smallest(own),
    smallest(window),
    mean(own.map((value) => (value >= MET ? 1 : 0))),
    mean(window.map((value) => (value >= MET ? 1 : 0))),
    own[rarest] ?? NaN,
    window[rarest] ?? NaN,
    own[0] ?? NaN,
    own.at(-1) ?? NaN,
    askingMean(asked, match, s),
    coverage(asked, match, s, s + 1),
    coverage(asked, match, from, to),
    shareHad(asked.names, match, from, to),
    shareHad(asked.numbers, match, from, to),
    unknownShare(asked),
    typeEvidence(asked.type, fresh(s, s + 1)),
    typeEvidence(asked.type, fresh(from, to)),
    fresh(s, s + 1).length,
    standing(mean(own), beside),
    mean(own) - largest(others.map((i) => beside[i]!)),
    mean(window) - largest(otherWindows),
    mean(ideal) - ofWhole,
    mean(ideal) - mean(own),
    Number.isNaN(ofWhole) ? NaN : wholes.filter((value) => value >= ofWhole - RIVAL_WITHIN).length - 1,
    best.passage,
  );
}

/** Tokens of telling words; none without vectors. */
function contentTokens({ tokens }: AskedQuestion): number[] {
  if (tokens === null) return [];
  return Array.from(tokens.telling.keys()).filter((q) => tokens.telling[q] === 1);
}

function weightOf({ tokens }: AskedQuestion, q: number): number {
  return tokens?.weights[q] ?? 0;
}

/** Highest cosine of each of the tokens within the sentences [from, to), NaN without vectors. */
function nearestWithin(
  { nearest, read }: PassageMatch,
  told: readonly number[],
  from: number,
  to: number,
): number[] {
  if (nearest === null) return told.map(() => NaN);
  const count = nearest.length / read.sentences.length;
  return told.map((q) => {
    let best = -1;
    for (let s = from; s < to; s++) best = Math.max(best, nearest[s * count + q]!);
    return best;
  });
}

function contentAt(
  asked: AskedQuestion,
  match: PassageMatch,
  told: readonly number[],
  { sentence }: SentencePlace,
  around: number,
): number {
  const count = match.read.sentences.length;
  const [from, to] = [Math.max(0, sentence - around), Math.min(count, sentence + around + 1)];
  return weightedMean(asked, told, nearestWithin(match, told, from, to));
}

function weightedMean(asked: AskedQuestion, told: readonly number[], values: readonly number[]): number {
  let [sum, weights] = [0, 0];
  told.forEach((q, i) => {
    sum += weightOf(asked, q) * values[i]!;
    weights += weightOf(asked, q);
  });
  return weights === 0 ? NaN : sum / weights;
}

/** The tokens that say what is asked for: "who", "how", "before". */
function askingMean({ tokens }: AskedQuestion, { nearest }: PassageMatch, s: number): number {
  if (tokens === null || nearest === null) return NaN;
  let [sum, count] = [0, 0];
  tokens.telling.forEach((telling, q) => {
    if (telling === 1) return;
    sum += nearest[s * tokens.count + q]!;
    count++;
  });
  return count === 0 ? NaN : sum / count;
}

function shareHad(list: readonly number[], { found, read }: PassageMatch, from: number, to: number): number {
  const words = found.length / read.sentences.length;
  const has = (word: number): boolean => {
    for (let s = from; s < to; s++) if (found[s * words + word] === 1) return true;
    return false;
  };
  return list.length === 0 ? NaN : list.filter(has).length / list.length;
}

/** Rarity-weighted share of the question's words that no passage has. */
function unknownShare({ rarities, raritySum, mostRare }: AskedQuestion): number {
  const sum = rarities.reduce((all, each) => all + (each >= mostRare ? each : 0), 0);
  return raritySum === 0 ? 0 : sum / raritySum;
}

/** In standard deviations from the mean of `all`; those that are NaN do not count. */
export function standing(value: number, values: readonly number[]): number {
  const all = values.filter((each) => !Number.isNaN(each));
  const mean = all.reduce((sum, each) => sum + each, 0) / all.length;
  const squares = all.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / all.length;
  return (value - mean) / (Math.sqrt(squares) + LEAST_SPREAD);
}

const LEAST_SPREAD = 0.02;

/** NaN where there is none. */
function largest(values: readonly number[]): number {
  return values.length === 0 ? NaN : Math.max(...values);
}

function smallest(values: readonly number[]): number {
  return values.length === 0 ? NaN : Math.min(...values);
}
