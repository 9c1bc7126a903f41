/**
 * What `assembly.ts` computes, said plainly and in float64. Tests compare the kernel with this.
 */

/** bias + A B. Shapes [rows, steps], [steps, columns], [columns]. */
export function multiply(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  bias: readonly number[],
): number[][] {
  return a.map((row) =>
    bias.map((start, c) => row.reduce((sum, value, k) => sum + value * b[k]![c]!, start)),
  );
}

/** max(z, 0) · mask. */
export function rectify(z: readonly number[], mask: readonly number[]): number[] {
  return z.map((value, i) => Math.max(value, 0) * mask[i]!);
}

/** d · mask where what `rectify` gave is above 0, else 0. */
export function rectifyBack(
  d: readonly number[],
  rectified: readonly number[],
  mask: readonly number[],
): number[] {
  return d.map((value, i) => (rectified[i]! > 0 ? value * mask[i]! : 0));
}

/** One weight after a step of Adam with decoupled decay, and its moments. */
export function adam(
  { w, g, m, v }: { readonly w: number; readonly g: number; readonly m: number; readonly v: number },
  { rate, keep, beta1, beta2, correct1, correct2, epsilon }: AdamStep,
): { readonly w: number; readonly m: number; readonly v: number } {
  const first = beta1 * m + (1 - beta1) * g;
  const second = beta2 * v + (1 - beta2) * g * g;
  const step = (rate * (first / correct1)) / (Math.sqrt(second / correct2) + epsilon);
  return { w: w * keep - step, m: first, v: second };
}

interface AdamStep {
  readonly rate: number;
  readonly keep: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly correct1: number;
  readonly correct2: number;
  readonly epsilon: number;
}
