import type { Passage } from "../../domain/document.ts";
import type { Candidate } from "./hybrid-rag/index.ts";
import { plainWords, type AskedQuestion } from "./asked-question.ts";
import { coverage, likeness, type PassageMatch } from "./passage-match.ts";
import { QUESTION_TYPES, typeEvidence } from "./question-type.ts";
import { besideBest, longestRun, plainPairs } from "./word-runs.ts";

/** A candidate of retrieval. */
export interface RerankCandidate {
  readonly passage: Passage;
  readonly match: PassageMatch;
  readonly found: Pick<Candidate, "bm25" | "wordShare" | "meaning" | "score">;
}

/** Features of one candidate by itself. */
const OWN = [
  "bm25",
  "wordShare",
  "dense",
  "sentenceDense",
  "fused",
  "likeness",
  "tellingLikeness",
  "weightedLikeness",
  "leastLikeness",
  "sentenceLikeness",
  "weightedSentenceLikeness",
  "weightedPairLikeness",
  "likenessPeak",
  "coverage",
  "rarestMissing",
  "missing",
  "sentenceCoverage",
  "pairCoverage",
  "tripleCoverage",
  "neighbours",
  "nearNeighbours",
  "plainPairs",
  "longestRun",
  "asWritten",
  "names",
  "numbers",
  "typeEvidence",
  "length",
  "sentences",
  "titleCoverage",
] as const;

/** Those that are also told beside the best candidate's: (value - best) / spread, and the rank. */
const BESIDE = [
  "bm25",
  "dense",
  "sentenceDense",
  "fused",
  "likeness",
  "tellingLikeness",
  "weightedLikeness",
  "sentenceLikeness",
  "weightedSentenceLikeness",
  "weightedPairLikeness",
  "coverage",
  "sentenceCoverage",
  "pairCoverage",
  "tripleCoverage",
  "nearNeighbours",
  "plainPairs",
] as const;

/** Features of what stands around a candidate in its source. */
const AROUND = ["before", "after", "source"] as const;

export const RERANK_FEATURES: readonly string[] = [
  ...OWN,
  ...AROUND,
  ...BESIDE.map((name) => `${name}Gap`),
  ...BESIDE.map((name) => `${name}Rank`),
  "questionType",
  "questionWords",
];

const OWN_COUNT = OWN.length;
const BESIDE_COLUMNS = BESIDE.map((name) => OWN.indexOf(name));
const FUSED = OWN.indexOf("fused");

/**
 * A row of features for every candidate, NaN where something is not known.
 *
 * @param candidates of one question, in the order of retrieval
 * @returns shape [candidates, RERANK_FEATURES]
 */
export function rerankFeatures(asked: AskedQuestion, candidates: readonly RerankCandidate[]): Float64Array {
  const width = RERANK_FEATURES.length;
  const rows = new Float64Array(candidates.length * width);
  candidates.forEach((candidate, i) => rows.set(ownFeatures(asked, candidate), i * width));
  writeAround(candidates, rows, width);
  BESIDE_COLUMNS.forEach((column, b) => {
    const values = Float64Array.from(candidates, (_, i) => rows[i * width + column]!);
    const { gaps, ranks } = besideBest(values);
    candidates.forEach((_, i) => {
      const at = i * width + OWN_COUNT + AROUND.length + b;
      rows[at] = gaps[i]!;
      rows[at + BESIDE.length] = ranks[i]!;
    });
  });
  candidates.forEach((_, i) => {
    rows[(i + 1) * width - 2] = QUESTION_TYPES.indexOf(asked.type);
    rows[(i + 1) * width - 1] = asked.rarities.length;
  });
  return rows;
}

function ownFeatures(asked: AskedQuestion, { passage, match, found }: RerankCandidate): number[] {
  const { rarities, raritySum, mostRare } = asked;
  const spans = match.read.sentences;
  const sentences = spans.length;
  const weights = asked.tokens?.weights;
  const telling = asked.tokens?.telling;
  const weighted = (q: number): number => weights?.[q] ?? 0;
  const any = (): number => 1;
  const onlyTelling = (q: number): number => telling?.[q] ?? 0;
  const perSentence = spans.map((_, s) => likeness(asked, match, s, s + 1, weighted));
  const sentenceCoverages = spans.map((_, s) => coverage(asked, match, s, s + 1));
  const windows = (size: number): number =>
    largest(spans.map((_, s) => coverage(asked, match, s, Math.min(sentences, s + size))));
  const words = match.read.plain.flat();
  const small = new Set(words.map((word) => word.toLowerCase()));
  const has = new Uint8Array(rarities.length);
  for (const word of match.words) if (word >= 0) has[word] = 1;
  const missing = [...rarities].filter((_, word) => has[word] === 0);
  const shareHad = (list: readonly number[]): number =>
    list.length === 0 ? NaN : list.filter((word) => has[word] === 1).length / list.length;
  const mostWords = (sum: number): number => (raritySum === 0 ? 0 : sum / raritySum);
  const peak = largest(perSentence);
  return [
    found.bm25,
    found.wordShare,
    found.meaning.passage,
    found.meaning.sentence,
    found.score,
    likeness(asked, match, 0, sentences, any),
    likeness(asked, match, 0, sentences, onlyTelling),
    likeness(asked, match, 0, sentences, weighted),
    leastLikeness(asked, match),
    largest(spans.map((_, s) => likeness(asked, match, s, s + 1, any))),
    peak,
    largest(spans.map((_, s) => likeness(asked, match, s, Math.min(sentences, s + 2), weighted))),
    peak - perSentence.reduce((sum, each) => sum + each, 0) / Math.max(1, sentences),
    coverage(asked, match, 0, sentences),
    Math.max(0, ...missing) / mostRare,
    missing.length,
    Math.max(0, ...sentenceCoverages),
    windows(2),
    windows(3),
    mostWords(pairsWithin(asked, match, 1, true)),
    mostWords(pairsWithin(asked, match, 3, false)),
    plainPairs(asked.plain, words),
    longestRun(asked.plain, words),
    mostWords(asked.written.reduce((sum, word, i) => sum + (small.has(word) ? rarities[i]! : 0), 0)),
    shareHad(asked.names),
    shareHad(asked.numbers),
    typeEvidence(asked.type, words),
    words.length,
    sentences,
    titleCoverage(asked, passage),
  ];
}

/** Lowest of the highest cosines that the telling tokens reach. */
function leastLikeness(asked: AskedQuestion, match: PassageMatch): number {
  if (asked.tokens === null || match.nearest === null) return NaN;
  const { count, telling } = asked.tokens;
  let least = 1;
  for (let q = 0; q < count; q++) {
    if (telling[q] === 0) continue;
    let best = -1;
    for (let s = 0; s < match.read.sentences.length; s++)
      best = Math.max(best, match.nearest[s * count + q]!);
    least = Math.min(least, best);
  }
  return least;
}

/** Rarity of the question's pairs of neighbouring words that stand at most `reach` terms apart in the passage. */
function pairsWithin(
  asked: AskedQuestion,
  { words: terms }: PassageMatch,
  reach: number,
  ordered: boolean,
): number {
  const { order, rarities } = asked;
  const count = rarities.length;
  const near = new Set<number>();
  for (let i = 0; i < terms.length; i++) {
    const a = terms[i]!;
    if (a < 0) continue;
    for (let j = i + 1; j <= Math.min(terms.length - 1, i + reach); j++) {
      const b = terms[j]!;
      if (b < 0) continue;
      near.add(a * count + b);
      if (!ordered) near.add(b * count + a);
    }
  }
  let sum = 0;
  for (let i = 0; i + 1 < order.length; i++) {
    const [a, b] = [order[i]!, order[i + 1]!];
    if (near.has(a * count + b)) sum += Math.min(rarities[a]!, rarities[b]!);
  }
  return sum;
}

function titleCoverage(asked: AskedQuestion, { title, headings }: Passage): number {
  if (asked.written.length === 0) return 0;
  const words = new Set(plainWords([title, ...headings].join(" ")));
  return asked.written.filter((word) => words.has(word)).length / asked.written.length;
}

/** The candidates before and after in the source, and the mean of all others of it. */
function writeAround(candidates: readonly RerankCandidate[], rows: Float64Array, width: number): void {
  const byPlace = new Map<string, number>();
  const bySource = new Map<string, { sum: number; count: number }>();
  candidates.forEach(({ passage, found }) => {
    byPlace.set(passage.passageId, found.score);
    const source = bySource.get(passage.sourceId) ?? { sum: 0, count: 0 };
    bySource.set(passage.sourceId, { sum: source.sum + found.score, count: source.count + 1 });
  });
  candidates.forEach(({ passage }, i) => {
    const number = Number(passage.passageId.slice(passage.sourceId.length + 1));
    const at = i * width + OWN_COUNT;
    const { sum, count } = bySource.get(passage.sourceId)!;
    rows[at] = byPlace.get(`${passage.sourceId}#${number - 1}`) ?? NaN;
    rows[at + 1] = byPlace.get(`${passage.sourceId}#${number + 1}`) ?? NaN;
    rows[at + 2] = count > 1 ? (sum - rows[i * width + FUSED]!) / (count - 1) : NaN;
  });
}

/** The largest, NaN where there is none. */
function largest(values: readonly number[]): number {
  return values.length === 0 ? NaN : Math.max(...values);
}
