/**
 * Scores of float32 rows, shared by the kernels that search vectors. AssemblyScript.
 *
 * The order of the sums is part of the result: lane l of eight adds up components l, l + 8, l + 16, …; lanes 4 to 7 are
 * added to lanes 0 to 3, and those summed as (l0 + l1) + (l2 + l3).
 */

/** Lane sums of four vectors as (l0 + l1) + (l2 + l3). */
// @ts-ignore: decorator
@inline
export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

// @ts-ignore: decorator
@inline
export function gather(squared: bool, sum: v128, row: v128, query: v128): v128 {
  if (!squared) return f32x4.add(sum, f32x4.mul(row, query));
  const gap = f32x4.sub(row, query);
  return f32x4.sub(sum, f32x4.mul(gap, gap));
}

/** Scores of the rows at r0..r3 against the query; `bytes` is a row's length, a multiple of 64. */
// @ts-ignore: decorator
@inline
export function scoreFour(squared: bool, r0: usize, r1: usize, r2: usize, r3: usize, query: usize, bytes: usize): v128 {
  return sumLanes(
    laneSums(squared, r0, query, bytes),
    laneSums(squared, r1, query, bytes),
    laneSums(squared, r2, query, bytes),
    laneSums(squared, r3, query, bytes),
  );
}

/** One row after the other, which is what the processor fetches ahead best. */
// @ts-ignore: decorator
@inline
function laneSums(squared: bool, row: usize, query: usize, bytes: usize): v128 {
  let low = f32x4.splat(0);
  let high = low;
  for (let j: usize = 0; j < bytes; j += 32) {
    low = gather(squared, low, v128.load(row + j), v128.load(query + j));
    high = gather(squared, high, v128.load(row + j, 16), v128.load(query + j, 16));
  }
  return f32x4.add(low, high);
}

/** The same scores to the bit, four rows side by side: for rows that lie anywhere, none of which is fetched ahead. */
// @ts-ignore: decorator
@inline
export function scoreScattered(
  squared: bool,
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  query: usize,
  bytes: usize,
): v128 {
  const zero = f32x4.splat(0);
  let a0 = zero;
  let a1 = zero;
  let a2 = zero;
  let a3 = zero;
  let b0 = zero;
  let b1 = zero;
  let b2 = zero;
  let b3 = zero;
  for (let j: usize = 0; j < bytes; j += 32) {
    let q = v128.load(query + j);
    a0 = gather(squared, a0, v128.load(r0 + j), q);
    a1 = gather(squared, a1, v128.load(r1 + j), q);
    a2 = gather(squared, a2, v128.load(r2 + j), q);
    a3 = gather(squared, a3, v128.load(r3 + j), q);
    q = v128.load(query + j, 16);
    b0 = gather(squared, b0, v128.load(r0 + j, 16), q);
    b1 = gather(squared, b1, v128.load(r1 + j, 16), q);
    b2 = gather(squared, b2, v128.load(r2 + j, 16), q);
    b3 = gather(squared, b3, v128.load(r3 + j, 16), q);
  }
  return sumLanes(f32x4.add(a0, b0), f32x4.add(a1, b1), f32x4.add(a2, b2), f32x4.add(a3, b3));
}
