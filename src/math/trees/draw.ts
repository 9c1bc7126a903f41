import type { Random } from "../../core/random.ts";

/** A random share of the items, at least one, in their order. */
export function drawShare(random: Random, items: readonly number[], share: number): number[] {
  if (share >= 1) return [...items];
  const count = Math.max(1, Math.round(items.length * share));
  const pool = [...items];
  shuffleFront(random, pool, count);
  return pool.slice(0, count).sort((a, b) => a - b);
}

/** Put random items in front, in random order. @see Fisher and Yates, by Durstenfeld (1964) */
export function shuffleFront(random: Random, pool: number[] | Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const k = i + random.integer(pool.length - i);
    const swap = pool[i]!;
    pool[i] = pool[k]!;
    pool[k] = swap;
  }
}
