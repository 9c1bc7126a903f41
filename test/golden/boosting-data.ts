import type { FeatureMatrix } from "../../src/math/trees/feature-matrix.ts";

/** Data of the golden cases of boosting, as boosting.py makes it, bit for bit. */
export interface GoldenRows {
  readonly matrix: FeatureMatrix;
  readonly signal: Float64Array;
  readonly noise: Float64Array;
}

/** Numerical Recipes' linear congruential generator. */
export function congruential(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function goldenRows(rows: number, features: number, next: () => number, missing: boolean): GoldenRows {
  const values = new Float64Array(rows * features);
  const signal = new Float64Array(rows);
  const noise = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const u = Array.from({ length: features }, next);
    u[7] = Math.floor(u[7]! * 12);
    const shift = [1, 4, 7, 10].includes(u[7]) ? 1 : 0;
    const step = u[0]! > 0.5 ? 1 : 0;
    signal[r] = 2 * u[1]! + 3 * u[2]! * u[3]! + step - 2 * (u[4]! - 0.5) * (u[4]! - 0.5) + shift;
    noise[r] = next() + next() + next() + next() - 2;
    values.set(u, r * features);
    if (missing && next() < 0.2) {
      values[r * features + 1] = NaN;
      signal[r]! += 1;
    }
    if (missing && next() < 0.2) values[r * features + 2] = NaN;
  }
  return { matrix: { rows, features, values }, signal, noise };
}

export function goldenLabels(kind: string, { signal, noise }: GoldenRows): Float64Array {
  const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
  return signal.map((s, r) => {
    const y = s + noise[r]!;
    if (kind === "binary") return y > 3 ? 1 : 0;
    if (kind === "rare") return y > 4 ? 1 : 0;
    if (kind === "frequent") return y > 2 ? 1 : 0;
    if (kind === "multiclass") return Math.floor(clip(y / 2, 0, 2.999));
    if (kind === "count") return Math.floor(Math.max(0, s + 2 * noise[r]!));
    if (kind === "relevance") return Math.floor(clip(y, 0, 4.999));
    return y;
  });
}
