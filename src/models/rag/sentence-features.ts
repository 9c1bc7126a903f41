import type { AskedQuestion } from "./asked-question.ts";
import { coverage, likeness, type PassageMatch } from "./passage-match.ts";
import { QUESTION_TYPES, typeEvidence } from "./question-type.ts";
import { besideBest, longestRun, plainPairs } from "./word-runs.ts";

/** A passage of the answer with its place in the ranking. */
export interface RankedMatch {
  readonly match: PassageMatch;
  /** Score of the reranker. */
  readonly score: number;
}

/** A sentence that may answer. */
export interface SentencePlace {
  /** Position in the list of passages. */
  readonly passage: number;
  /** Number of the sentence in it. */
  readonly sentence: number;
}

export const SENTENCE_FEATURES = [
  "passageScoreGap",
  "passageRank",
  "likeness",
  "weightedLikeness",
  "withBefore",
  "withAfter",
  "before",
  "after",
  "passageLikeness",
  "coverage",
  "coverageWithBefore",
  "coverageWithAfter",
  "passageCoverage",
  "newTerms",
  "newShare",
  "typeEvidence",
  "newNames",
  "newNumbers",
  "longestRun",
  "plainPairs",
  "words",
  "place",
  "placeFromEnd",
  "asks",
  "quoted",
  "weightedLikenessGap",
  "weightedLikenessRank",
  "coverageGap",
  "coverageRank",
  "withBeforeGap",
  "withAfterGap",
  "questionType",
  "questionWords",
] as const;

const WIDTH = SENTENCE_FEATURES.length;
const column = (name: (typeof SENTENCE_FEATURES)[number]): number => SENTENCE_FEATURES.indexOf(name);

/**
 * A row of features for every sentence of the passages.
 *
 * @param passages best first
 * @returns features of shape [sentences, SENTENCE_FEATURES], NaN where something is not known
 */
export function sentenceFeatures(
  asked: AskedQuestion,
  passages: readonly RankedMatch[],
): { readonly places: readonly SentencePlace[]; readonly rows: Float64Array } {
  const places = passages.flatMap(({ match }, passage) =>
    match.read.sentences.map((_, sentence) => ({ passage, sentence })),
  );
  const rows = new Float64Array(places.length * WIDTH);
  const best = passages[0]?.score ?? 0;
  const askedSmall = new Set(asked.plain);
  places.forEach(({ passage, sentence }, i) => {
    const { match, score } = passages[passage]!;
    rows.set([score - best, passage, ...sentenceRow(asked, match, sentence, askedSmall)], i * WIDTH);
  });
  const beside = [
    ["weightedLikeness", "weightedLikenessGap", "weightedLikenessRank"],
    ["coverage", "coverageGap", "coverageRank"],
    ["withBefore", "withBeforeGap", null],
    ["withAfter", "withAfterGap", null],
  ] as const;
  for (const [of, gapName, rankName] of beside) {
    const { gaps, ranks } = besideBest(Float64Array.from(places, (_, i) => rows[i * WIDTH + column(of)]!));
    places.forEach((_, i) => {
      rows[i * WIDTH + column(gapName)] = gaps[i]!;
      if (rankName !== null) rows[i * WIDTH + column(rankName)] = ranks[i]!;
    });
  }
  return { places, rows };
}

function sentenceRow(
  asked: AskedQuestion,
  match: PassageMatch,
  s: number,
  askedSmall: ReadonlySet<string>,
): number[] {
  const { read } = match;
  const count = read.sentences.length;
  const weights = asked.tokens?.weights;
  const weighted = (q: number): number => weights?.[q] ?? 0;
  const alike = (from: number, to: number): number =>
    from < 0 || to > count ? NaN : likeness(asked, match, from, to, weighted);
  const words = read.plain[s]!;
  const fresh = words.filter((word) => !askedSmall.has(word.toLowerCase()));
  let [terms, newTerms] = [0, 0];
  read.termSentence.forEach((sentence, i) => {
    if (sentence !== s) return;
    terms++;
    if (match.words[i]! < 0) newTerms++;
  });
  return [
    likeness(asked, match, s, s + 1, () => 1),
    alike(s, s + 1),
    alike(Math.max(0, s - 1), s + 1),
    alike(s, Math.min(count, s + 2)),
    alike(s - 1, s),
    alike(s + 1, s + 2),
    alike(0, count),
    coverage(asked, match, s, s + 1),
    coverage(asked, match, Math.max(0, s - 1), s + 1),
    coverage(asked, match, s, Math.min(count, s + 2)),
    coverage(asked, match, 0, count),
    newTerms,
    terms === 0 ? 0 : newTerms / terms,
    typeEvidence(asked.type, fresh),
    fresh.filter((word, i) => i > 0 && /^\p{Lu}/u.test(word)).length,
    fresh.filter((word) => /\p{N}/u.test(word)).length,
    longestRun(asked.plain, words),
    plainPairs(asked.plain, words),
    words.length,
    s,
    count - 1 - s,
    read.asks[s]!,
    read.quoted[s]!,
    NaN,
    NaN,
    NaN,
    NaN,
    NaN,
    NaN,
    QUESTION_TYPES.indexOf(asked.type),
    asked.rarities.length,
  ];
}
