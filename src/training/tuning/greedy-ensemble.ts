/** How much each member counts: shares that sum to 1. */
export interface EnsembleWeights {
  readonly weights: readonly number[];
  readonly loss: number;
}

/**
 * Weights of an ensemble by greedy selection with replacement: begin with the best member, add again and again the one
 * that makes the blend best, and keep the best blend met. So it is never worse than its best member on these rows.
 *
 * @param predictions of each member, out of fold, all of one length
 * @param lossOf of blended predictions of that length
 * @param rounds members added at most, a member counted as often as it is added
 * @see Caruana, Niculescu-Mizil, Crew and Ksikes (2004), Ensemble selection from libraries of models, ICML
 */
export function greedyEnsemble(
  predictions: readonly Float64Array[],
  lossOf: (blend: Float64Array) => number,
  rounds = 25,
): EnsembleWeights {
  const counts = predictions.map(() => 0);
  const sum = new Float64Array(predictions[0]?.length ?? 0);
  const blend = new Float64Array(sum.length);
  let best: EnsembleWeights = { weights: counts, loss: Infinity };
  for (let size = 1; size <= rounds; size++) {
    let chosen = -1;
    let chosenLoss = Infinity;
    predictions.forEach((member, m) => {
      for (let i = 0; i < sum.length; i++) blend[i] = (sum[i]! + member[i]!) / size;
      const loss = lossOf(blend);
      if (loss < chosenLoss) {
        chosen = m;
        chosenLoss = loss;
      }
    });
    if (chosen < 0) break;
    counts[chosen]!++;
    for (let i = 0; i < sum.length; i++) sum[i]! += predictions[chosen]![i]!;
    if (chosenLoss < best.loss) best = { weights: counts.map((count) => count / size), loss: chosenLoss };
  }
  return best;
}
