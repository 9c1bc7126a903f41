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

/** z/2 (1 + z/√(1 + z²)) · mask. */
export function gate(z: readonly number[], mask: readonly number[]): number[] {
  return z.map((x, i) => (x / 2) * (1 + x / Math.sqrt(1 + x * x)) * mask[i]!);
}

/** d times the slope of `gate` at z, times mask. */
export function gateBack(d: readonly number[], z: readonly number[], mask: readonly number[]): number[] {
  return z.map((x, i) => {
    const r = 1 / Math.sqrt(1 + x * x);
    return d[i]! * 0.5 * (1 + x * r + x * r * r * r) * mask[i]!;
  });
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
