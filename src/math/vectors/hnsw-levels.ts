import { seededRandom } from "../../core/random.ts";

/** Levels rarer than this are not used. */
const LEAST_SHARE = 1e-9;

/**
 * Share of rows whose highest level is 0, 1, …: M^-l (1 - 1/M), as far as faiss writes them.
 *
 * By divisions only: an exponential may differ between engines in its last bit.
 */
export function levelShares(m: number): Float64Array {
  const shares: number[] = [];
  for (let share = 1 - 1 / m; share >= LEAST_SHARE; share /= m) shares.push(share);
  return Float64Array.from(shares);
}

/** Highest level of the row with this id: a function of the seed and the id, so that no order of calls changes it. */
export function levelOf(id: number, seed: number, m: number, topLevel: number): number {
  const draw = seededRandom(seed, `hnsw/${id}`).next();
  let level = 0;
  for (let share = 1 / m; level < topLevel && draw < share; share /= m) level++;
  return level;
}
