/**
 * What `assembly.ts` computes, said plainly and to the same bits. Tests compare the kernel with this.
 */

const { fround } = Math;

/** A found row: its score and its position. */
export interface Scored {
  readonly score: number;
  readonly position: number;
}

/**
 * Inner product, or minus the squared distance, in float32: lane l of eight adds up components l, l + 8, l + 16, ….
 *
 * @param row and query: shape [d], d a multiple of 8 (padded with zeros)
 */
export function floatScore(squared: boolean, row: Float32Array, query: Float32Array): number {
  const lanes = new Float32Array(8);
  row.forEach((value, j) => {
    const gap = fround(value - query[j]!);
    const term = squared ? -fround(gap * gap) : fround(value * query[j]!);
    lanes[j % 8] = lanes[j % 8]! + term;
  });
  const four = Float32Array.from({ length: 4 }, (_, l) => lanes[l]! + lanes[l + 4]!);
  return fround(fround(four[0]! + four[1]!) + fround(four[2]! + four[3]!));
}

/** The score of a row of signed codes: (codes · query codes) · scale · query scale + offset, in float32. */
export function codeScore(
  codes: ArrayLike<number>,
  queryCodes: ArrayLike<number>,
  scale: number,
  queryScale: number,
  offset: number,
): number {
  let product = 0;
  for (let j = 0; j < codes.length; j++) product += codes[j]! * queryCodes[j]!;
  return fround(fround(fround(fround(product) * fround(scale)) * fround(queryScale)) + fround(offset));
}

/** The k best, best first; between equal scores the lower position first. */
export function best(scored: readonly Scored[], k: number): Scored[] {
  return [...scored].sort((a, b) => b.score - a.score || a.position - b.position).slice(0, k);
}
