import { log } from "../../core/elementary.ts";
import { frequency, type QuestionWord } from "./question-words.ts";
import { byField, type WordIndex } from "./word-index.ts";

/** BM25 over fields: how much a word's count, a passage's length and the part that it stands in matter. */
export interface WordWeights {
  /** How soon further occurrences stop counting; 0: at once. */
  readonly k1: number;
  /** How much a longer part discounts its words, in [0, 1]. */
  readonly b: number;
  readonly titleWeight: number;
  readonly headingWeight: number;
}

/** What the words of a question say of every passage; arrays of shape [rowCount]. */
export interface WordScores {
  readonly bm25: Float64Array;
  /** Share of the question's words that the passage has, rare ones counting more, in [0, 1]. */
  readonly coverage: Float64Array;
  /** More than which `bm25` cannot be. */
  readonly largest: number;
}

/**
 * Score all passages. Of a word's meanings a passage gets the one that scores best there.
 *
 *     count = sum over parts of weight · times / (1 - b + b · length / mean length)
 *     bm25  = sum over words of idf · closeness · count / (k1 + count)
 *
 * @see Robertson and Zaragoza (2009), BM25F; idf as in Lucene, never below 0; golden case `bm25`
 */
export function scoreWords(
  index: WordIndex,
  words: readonly QuestionWord[],
  weights: WordWeights,
): WordScores {
  const { rowCount, rows, termStart } = index;
  const bm25 = new Float64Array(rowCount);
  const coverage = new Float64Array(rowCount);
  const countOf = weightedCounts(index, weights);
  // The word that a passage last got something for, how much, and by how near a meaning.
  const lastWord = new Int32Array(rowCount).fill(-1);
  const lastGain = new Float64Array(rowCount);
  const lastCloseness = new Float64Array(rowCount);
  const rarities = words.map((word) => word.times * rarity(index, word));
  const total = rarities.reduce((sum, each) => sum + each, 0);
  words.forEach(({ meanings }, number) => {
    const idf = rarities[number]!;
    for (const { term, closeness } of meanings) {
      for (let at = termStart[term]!; at < termStart[term + 1]!; at++) {
        const row = rows[at]!;
        const count = countOf(at, row);
        const gain = (idf * closeness * count) / (weights.k1 + count);
        if (lastWord[row] !== number) {
          lastWord[row] = number;
          lastGain[row] = 0;
          lastCloseness[row] = 0;
        }
        if (gain > lastGain[row]!) {
          bm25[row]! += gain - lastGain[row]!;
          lastGain[row] = gain;
        }
        if (closeness > lastCloseness[row]!) {
          coverage[row]! += (idf / total) * (closeness - lastCloseness[row]!);
          lastCloseness[row] = closeness;
        }
      }
    }
  });
  return { bm25, coverage, largest: total };
}

/** Times that the term of a posting stands in its passage, by part and length. */
function weightedCounts(index: WordIndex, weights: WordWeights): (posting: number, row: number) => number {
  const { counts, lengths } = index;
  const { b } = weights;
  const mean = byField((field) => lengths[field].reduce((sum, length) => sum + length, 0) / index.rowCount);
  return (posting, row) => {
    let count = 0;
    const inText = counts.text[posting]!;
    if (inText > 0) count = inText / (1 - b + (b * lengths.text[row]!) / mean.text);
    const inTitle = counts.title[posting]!;
    if (inTitle > 0) {
      count += (weights.titleWeight * inTitle) / (1 - b + (b * lengths.title[row]!) / mean.title);
    }
    const inHeadings = counts.headings[posting]!;
    if (inHeadings > 0) {
      count += (weights.headingWeight * inHeadings) / (1 - b + (b * lengths.headings[row]!) / mean.headings);
    }
    return count;
  };
}

/** Inverse document frequency of a word in all its meanings; one that no passage has is as rare as can be. */
export function rarity(index: WordIndex, { meanings }: QuestionWord): number {
  const passages = Math.max(0, ...meanings.map(({ term }) => frequency(index, term)));
  return log(1 + (index.rowCount - passages + 0.5) / (passages + 0.5));
}
