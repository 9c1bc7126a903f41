import { seededRandom } from "../../core/random.ts";

/** Levels rarer than this are not used. */
const LEAST_SHARE = 1e-9;

/** Share of rows whose highest level is 0, 1, …: M^-l (1 - 1/M), as faiss writes them. */
export function levelShares(m: number): Float64Array {
  const multiplier = 1 / Math.log(m);
  const shares: number[] = [];
  for (let level = 0; ; level++) {
    const share = Math.exp(-level / multiplier) * (1 - Math.exp(-1 / multiplier));
    if (share < LEAST_SHARE) return Float64Array.from(shares);
    shares.push(share);
  }
}

/** Highest level of the row with this id: a function of the seed and the id, so that no order of calls changes it. */
export function levelOf(id: number, seed: number, m: number, topLevel: number): number {
  const draw = seededRandom(seed, `hnsw/${id}`).next();
  let level = 0;
  // Multiplications only: a logarithm may differ between engines in its last bit.
  for (let share = 1 / m; level < topLevel && draw < share; share /= m) level++;
  return level;
}
