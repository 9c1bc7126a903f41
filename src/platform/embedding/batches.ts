/**
 * Put texts together for the model: those of like length, so that little is padding, and at most `tokenBudget` tokens
 * a batch, padding included. The longest come first, so that what does not fit the memory fails at once.
 *
 * @param lengths tokens of each text
 * @returns for each batch the positions of its texts; a text longer than the budget makes a batch alone
 */
export function batchesByLength(lengths: readonly number[], tokenBudget: number): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  let longest = 0;
  for (const i of order) {
    if (batch.length > 0 && (batch.length + 1) * longest > tokenBudget) {
      batches.push(batch);
      batch = [];
    }
    if (batch.length === 0) longest = lengths[i]!;
    batch.push(i);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
