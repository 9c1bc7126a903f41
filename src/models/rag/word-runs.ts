/** Share of the question's pairs of neighbouring words, stop words too, that stand so in the passage. */
export function plainPairs(question: readonly string[], words: readonly string[]): number {
  if (question.length < 2) return 0;
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < words.length; i++)
    pairs.add(`${words[i]!.toLowerCase()} ${words[i + 1]!.toLowerCase()}`);
  let same = 0;
  for (let i = 0; i + 1 < question.length; i++) if (pairs.has(`${question[i]!} ${question[i + 1]!}`)) same++;
  return same / (question.length - 1);
}

/** Words of the longest part of the question that stands in the passage as it is. */
export function longestRun(question: readonly string[], words: readonly string[]): number {
  let best = 0;
  let before = new Int32Array(question.length + 1);
  for (const word of words) {
    const small = word.toLowerCase();
    const row = new Int32Array(question.length + 1);
    for (let i = 0; i < question.length; i++) {
      if (question[i] !== small) continue;
      row[i + 1] = before[i]! + 1;
      best = Math.max(best, row[i + 1]!);
    }
    before = row;
  }
  return best;
}

/** Spreads are never taken as smaller. */
const LEAST_SPREAD = 1e-3;

/** Of each value its distance to the largest in standard deviations, and its rank from 0. NaN stays NaN. */
export function besideBest(values: Float64Array): { gaps: Float64Array; ranks: Float64Array } {
  const known = [...values].filter((value) => !Number.isNaN(value));
  const best = Math.max(...known);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const spread = Math.sqrt(squares / known.length) + LEAST_SPREAD;
  const order = [...known.keys()].sort((a, b) => known[b]! - known[a]! || a - b);
  const rankOf = new Float64Array(known.length);
  order.forEach((place, rank) => (rankOf[place] = rank));
  const ranks = new Float64Array(values.length).fill(NaN);
  let next = 0;
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) ranks[i] = rankOf[next++]!;
  });
  return { gaps: values.map((value) => (value - best) / spread), ranks };
}
