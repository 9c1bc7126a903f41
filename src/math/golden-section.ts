const RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * The point of [lower, upper] where a unimodal function is smallest, to within `tolerance`.
 *
 * @see Kiefer (1953)
 */
export function goldenSection(
  objective: (x: number) => number,
  lower: number,
  upper: number,
  tolerance: number,
): number {
  let a = lower;
  let b = upper;
  let left = b - RATIO * (b - a);
  let right = a + RATIO * (b - a);
  let atLeft = objective(left);
  let atRight = objective(right);
  while (b - a > tolerance) {
    if (atLeft < atRight) {
      b = right;
      right = left;
      atRight = atLeft;
      left = b - RATIO * (b - a);
      atLeft = objective(left);
    } else {
      a = left;
      left = right;
      atLeft = atRight;
      right = a + RATIO * (b - a);
      atRight = objective(right);
    }
  }
  return (a + b) / 2;
}
