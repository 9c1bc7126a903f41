/**
 * Scans of stored vectors for the best by inner product or squared distance. AssemblyScript; `reference.ts` says the
 * same plainly and gives the same bits.
 *
 * Scores are "higher is better": the inner product, or minus the squared distance. Four rows are scored at once, so
 * that a part of the query is loaded once for four rows and one comparison sends all four away.
 *
 * A row is padded with zeros to a multiple of 16 components. `mask` is 0, or has a bit a row: 1 where it may be found.
 *
 * A heap of the k best: count u32, capacity u32, then (score f32, position u32) pairs, the worst at the root. Between
 * equal scores the lower position is the better.
 */

import { gather, scoreFour, scoreScattered, sumLanes } from "./assembly-scores";

// @ts-ignore: decorator
@inline const HEAP_HEADER: usize = 8;

// ---- heap of the k best --------------------------------------------------------------------------------------------

/** Make the heap empty, with room for `capacity` entries. */
export function clearHeap(heap: usize, capacity: u32): void {
  store<u32>(heap, 0);
  store<u32>(heap, capacity, 4);
}

/** The score that a newcomer from further on must exceed. */
// @ts-ignore: decorator
@inline
function threshold(heap: usize): f32 {
  return load<u32>(heap) < load<u32>(heap, 4) ? -f32.MAX_VALUE : load<f32>(heap, HEAP_HEADER);
}

// @ts-ignore: decorator
@inline
function worse(aScore: f32, aPosition: u32, bScore: f32, bPosition: u32): bool {
  return aScore < bScore || (aScore === bScore && aPosition > bPosition);
}

/** Put the pair where it belongs among the k best, if it does. */
function offer(heap: usize, score: f32, position: u32): void {
  const entries = heap + HEAP_HEADER;
  const count = load<u32>(heap);
  if (count < load<u32>(heap, 4)) {
    store<u32>(heap, count + 1);
    let at = count;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const entry = entries + ((<usize>parent) << 3);
      const parentScore = load<f32>(entry);
      const parentPosition = load<u32>(entry, 4);
      if (!worse(score, position, parentScore, parentPosition)) break;
      const here = entries + ((<usize>at) << 3);
      store<f32>(here, parentScore);
      store<u32>(here, parentPosition, 4);
      at = parent;
    }
    const here = entries + ((<usize>at) << 3);
    store<f32>(here, score);
    store<u32>(here, position, 4);
  } else if (count > 0 && worse(load<f32>(entries), load<u32>(entries, 4), score, position)) {
    sink(entries, count, score, position);
  }
}

/** Place the pair from the root downwards among the first `count` entries. */
function sink(entries: usize, count: u32, score: f32, position: u32): void {
  let at: u32 = 0;
  for (;;) {
    let child: u32 = 2 * at + 1;
    if (child >= count) break;
    let entry = entries + ((<usize>child) << 3);
    if (
      child + 1 < count &&
      worse(load<f32>(entry, 8), load<u32>(entry, 12), load<f32>(entry), load<u32>(entry, 4))
    ) {
      child++;
      entry += 8;
    }
    const childScore = load<f32>(entry);
    const childPosition = load<u32>(entry, 4);
    if (!worse(childScore, childPosition, score, position)) break;
    const here = entries + ((<usize>at) << 3);
    store<f32>(here, childScore);
    store<u32>(here, childPosition, 4);
    at = child;
  }
  const here = entries + ((<usize>at) << 3);
  store<f32>(here, score);
  store<u32>(here, position, 4);
}

/** Order the entries best first. The heap is no heap afterwards. */
export function sortHeap(heap: usize): void {
  const entries = heap + HEAP_HEADER;
  for (let count = load<u32>(heap); count > 1; count--) {
    const last = entries + ((<usize>(count - 1)) << 3);
    const score = load<f32>(last);
    const position = load<u32>(last, 4);
    store<u64>(last, load<u64>(entries));
    sink(entries, count - 1, score, position);
  }
}

// ---- scores of four rows -------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function sumIntegerLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 2, 4, 6), v128.shuffle<i32>(c, d, 1, 3, 5, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}

/** Bits of rows i..i+3: in the mask and below rowCount. i is a multiple of 4. */
// @ts-ignore: decorator
@inline
function allowedRows(mask: usize, i: u32, rowCount: u32): u32 {
  const inRange: u32 = rowCount - i >= 4 ? 15 : (1 << (rowCount - i)) - 1;
  return mask === 0 ? inRange : inRange & ((<u32>load<u8>(mask + (i >> 3))) >> (i & 4));
}

/** Offer those of four scores that may be found (`allowed` has a bit a row). Returns what the next must exceed. */
function offerFour(heap: usize, scores: v128, position: u32, allowed: u32): v128 {
  if (allowed & 1) offer(heap, f32x4.extract_lane(scores, 0), position);
  if (allowed & 2) offer(heap, f32x4.extract_lane(scores, 1), position + 1);
  if (allowed & 4) offer(heap, f32x4.extract_lane(scores, 2), position + 2);
  if (allowed & 8) offer(heap, f32x4.extract_lane(scores, 3), position + 3);
  return f32x4.splat(threshold(heap));
}

// ---- scan ----------------------------------------------------------------------------------------------------------

/** What is scanned. Known when this is compiled, so that each scan has only its own code. */
// @ts-ignore: decorator
@inline const PRODUCT: u32 = 0;
// @ts-ignore: decorator
@inline const DISTANCE: u32 = 1;
// @ts-ignore: decorator
@inline const CODES: u32 = 2;

/** Rows of a tile that one batch of queries goes over while it is in the cache, in bytes. */
// @ts-ignore: decorator
@inline const TILE_BYTES: usize = 98304;

// @ts-ignore: decorator
@inline
function tileRows(rowBytes: usize): u32 {
  const rows = <u32>(TILE_BYTES / rowBytes) & ~3;
  return rows < 4 ? 4 : rows;
}

/** Four scores of the second query of a pair. */
let second = f32x4.splat(0);

/** Offer every allowed row to the heap of each query, two queries at a time. */
// @ts-ignore: decorator
@inline
function scan(
  kind: u32,
  rows: usize,
  bytes: usize,
  scales: usize,
  offsets: usize,
  rowCount: u32,
  position: u32,
  mask: usize,
  queries: usize,
  queryBytes: usize,
  queryCount: u32,
  heaps: usize,
  heapBytes: usize,
): void {
  const tile = queryCount > 1 ? tileRows(bytes) : rowCount;
  for (let start: u32 = 0; start < rowCount; start += tile) {
    const end = min(start + tile, rowCount);
    let query = queries;
    let heap = heaps;
    let left = queryCount;
    for (; left >= 2; left -= 2) {
      const next = query + queryBytes;
      const nextHeap = heap + heapBytes;
      let atLeast = f32x4.splat(threshold(heap));
      let nextAtLeast = f32x4.splat(threshold(nextHeap));
      for (let i = start; i < end; i += 4) {
        const allowed = allowedRows(mask, i, rowCount);
        if (allowed === 0) continue;
        const first = scorePair(kind, rows + <usize>i * bytes, bytes, scales, offsets, i, query, next);
        if (v128.any_true(f32x4.gt(first, atLeast))) atLeast = offerFour(heap, first, position + i, allowed);
        if (v128.any_true(f32x4.gt(second, nextAtLeast))) {
          nextAtLeast = offerFour(nextHeap, second, position + i, allowed);
        }
      }
      query = next + queryBytes;
      heap = nextHeap + heapBytes;
    }
    if (left === 1) {
      let atLeast = f32x4.splat(threshold(heap));
      for (let i = start; i < end; i += 4) {
        const allowed = allowedRows(mask, i, rowCount);
        if (allowed === 0) continue;
        const scores = scoreAlone(kind, rows + <usize>i * bytes, bytes, scales, offsets, i, query);
        if (v128.any_true(f32x4.gt(scores, atLeast))) atLeast = offerFour(heap, scores, position + i, allowed);
      }
    }
  }
}

/** Scores of the four rows at `block`, the first of which is row i. */
// @ts-ignore: decorator
@inline
function scoreAlone(
  kind: u32,
  block: usize,
  bytes: usize,
  scales: usize,
  offsets: usize,
  i: u32,
  query: usize,
): v128 {
  if (kind === CODES) return scoreCodes(block, bytes, scales, offsets, i, query);
  const squared = kind === DISTANCE;
  return scoreFour(squared, block, block + bytes, block + 2 * bytes, block + 3 * bytes, query, bytes);
}

/** The same for two queries; the second's are left in `second`. */
// @ts-ignore: decorator
@inline
function scorePair(
  kind: u32,
  block: usize,
  bytes: usize,
  scales: usize,
  offsets: usize,
  i: u32,
  query: usize,
  next: usize,
): v128 {
  if (kind === CODES) return scoreCodesPair(block, bytes, scales, offsets, i, query, next);
  const low = scoreTwoByTwo(kind === DISTANCE, block, bytes, query, next);
  const high = scoreTwoByTwo(kind === DISTANCE, block + 2 * bytes, bytes, query, next);
  second = v128.shuffle<f32>(low, high, 2, 3, 6, 7);
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5);
}

// ---- float32 -------------------------------------------------------------------------------------------------------

/** Scores of two rows for two queries: (row 0, row 1) for the one, then for the other. */
// @ts-ignore: decorator
@inline
function scoreTwoByTwo(squared: bool, r0: usize, bytes: usize, query: usize, next: usize): v128 {
  const r1 = r0 + bytes;
  const zero = f32x4.splat(0);
  let a0 = zero;
  let b0 = zero;
  let c0 = zero;
  let d0 = zero;
  let a1 = zero;
  let b1 = zero;
  let c1 = zero;
  let d1 = zero;
  for (let j: usize = 0; j < bytes; j += 32) {
    let q = v128.load(query + j);
    let p = v128.load(next + j);
    let row = v128.load(r0 + j);
    a0 = gather(squared, a0, row, q);
    b0 = gather(squared, b0, row, p);
    row = v128.load(r1 + j);
    a1 = gather(squared, a1, row, q);
    b1 = gather(squared, b1, row, p);
    q = v128.load(query + j, 16);
    p = v128.load(next + j, 16);
    row = v128.load(r0 + j, 16);
    c0 = gather(squared, c0, row, q);
    d0 = gather(squared, d0, row, p);
    row = v128.load(r1 + j, 16);
    c1 = gather(squared, c1, row, q);
    d1 = gather(squared, d1, row, p);
  }
  return sumLanes(f32x4.add(a0, c0), f32x4.add(a1, c1), f32x4.add(b0, d0), f32x4.add(b1, d1));
}

/**
 * Offer every allowed row to the heap of each query.
 *
 * @param rows float32 rows of `bytes` each; `position` is the first one's
 * @param queries float32 rows like those, `queryCount` of them
 * @param heaps one heap a query, `heapBytes` apart
 */
export function scanFloat(
  squared: bool,
  rows: usize,
  bytes: usize,
  rowCount: u32,
  position: u32,
  mask: usize,
  queries: usize,
  queryCount: u32,
  heaps: usize,
  heapBytes: usize,
): void {
  if (squared) {
    scan(DISTANCE, rows, bytes, 0, 0, rowCount, position, mask, queries, bytes, queryCount, heaps, heapBytes);
  } else {
    scan(PRODUCT, rows, bytes, 0, 0, rowCount, position, mask, queries, bytes, queryCount, heaps, heapBytes);
  }
}

// ---- int8 ----------------------------------------------------------------------------------------------------------
//
// Codes of four rows lie together, sixteen components of each after the other, so that a scan reads one stream:
//
//     row 0: 0..15 | row 1: 0..15 | row 2: 0..15 | row 3: 0..15 | row 0: 16..31 | …
//
// A pair of codes (even, odd) is read as one 16-bit lane w. The even byte is stored plus 128, so that
//
//     w = 256 odd + even + 128   and   w >> 8 = odd
//
// and one shift, instead of three instructions that widen, makes 16-bit lanes of sixteen codes:
//
//     even qEven + odd qOdd  =  w qEven + (w >> 8)(qOdd - 256 qEven) - 128 qEven
//
// A query code has at most 7 bits and sign, so qOdd - 256 qEven fits 16 bits. Sums may wrap round on the way; the
// whole is below 2^31 and comes out right.
//
// A prepared query: for every 16 components 8 lanes of qEven, then 8 lanes of qOdd - 256 qEven; at its end (4 i32)
// 128 times the sum of qEven, and (f32) the scale of its codes, both four times over.

/** Offer every allowed row by (codes · query codes) · scale · query scale + offset. */
export function scanInt8(
  codes: usize,
  codeBytes: usize,
  scales: usize,
  offsets: usize,
  rowCount: u32,
  position: u32,
  mask: usize,
  queries: usize,
  queryCount: u32,
  heaps: usize,
  heapBytes: usize,
): void {
  const queryBytes: usize = 2 * codeBytes + 32;
  scan(
    CODES, codes, codeBytes, scales, offsets, rowCount, position, mask,
    queries, queryBytes, queryCount, heaps, heapBytes,
  );
}

// @ts-ignore: decorator
@inline
function addProducts(sum: v128, w: v128, even: v128, rest: v128): v128 {
  return i32x4.add(sum, i32x4.add(i32x4.dot_i16x8_s(w, even), i32x4.dot_i16x8_s(i16x8.shr_s(w, 8), rest)));
}

// @ts-ignore: decorator
@inline
function scoreCodes(block: usize, codeBytes: usize, scales: usize, offsets: usize, i: u32, query: usize): v128 {
  let a0 = i32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  const tail = query + 2 * codeBytes;
  for (let at = query; at < tail; at += 32, block += 64) {
    const even = v128.load(at);
    const rest = v128.load(at, 16);
    a0 = addProducts(a0, v128.load(block), even, rest);
    a1 = addProducts(a1, v128.load(block, 16), even, rest);
    a2 = addProducts(a2, v128.load(block, 32), even, rest);
    a3 = addProducts(a3, v128.load(block, 48), even, rest);
  }
  return approximate(a0, a1, a2, a3, tail, scales, offsets, i);
}

// @ts-ignore: decorator
@inline
function scoreCodesPair(
  block: usize,
  codeBytes: usize,
  scales: usize,
  offsets: usize,
  i: u32,
  query: usize,
  next: usize,
): v128 {
  let a0 = i32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  const tail = query + 2 * codeBytes;
  for (let at = query, other = next; at < tail; at += 32, other += 32, block += 64) {
    const qEven = v128.load(at);
    const qRest = v128.load(at, 16);
    const pEven = v128.load(other);
    const pRest = v128.load(other, 16);
    let w = v128.load(block);
    a0 = addProducts(a0, w, qEven, qRest);
    b0 = addProducts(b0, w, pEven, pRest);
    w = v128.load(block, 16);
    a1 = addProducts(a1, w, qEven, qRest);
    b1 = addProducts(b1, w, pEven, pRest);
    w = v128.load(block, 32);
    a2 = addProducts(a2, w, qEven, qRest);
    b2 = addProducts(b2, w, pEven, pRest);
    w = v128.load(block, 48);
    a3 = addProducts(a3, w, qEven, qRest);
    b3 = addProducts(b3, w, pEven, pRest);
  }
  second = approximate(b0, b1, b2, b3, next + 2 * codeBytes, scales, offsets, i);
  return approximate(a0, a1, a2, a3, tail, scales, offsets, i);
}

/** Scores of rows i..i+3 from the lanes of their products; `tail` is the end of the prepared query. */
// @ts-ignore: decorator
@inline
function approximate(
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  tail: usize,
  scales: usize,
  offsets: usize,
  i: u32,
): v128 {
  const whole = f32x4.convert_i32x4_s(i32x4.sub(sumIntegerLanes(a0, a1, a2, a3), v128.load(tail)));
  const scale = v128.load(scales + ((<usize>i) << 2));
  const offset = v128.load(offsets + ((<usize>i) << 2));
  return f32x4.add(f32x4.mul(f32x4.mul(whole, scale), v128.load(tail, 16)), offset);
}

// ---- re-ranking ----------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function rowAt(segments: usize, shift: u32, position: u32, bytes: usize): usize {
  const segment = <usize>load<u32>(segments + ((<usize>(position >> shift)) << 2));
  return segment + <usize>(position & ((1 << shift) - 1)) * bytes;
}

/**
 * Offer the candidates to `heap` by their exact float32 score.
 *
 * @param candidates a heap, in any order
 * @param segments addresses (u32) of the segments' float32 rows, 2^shift rows each
 */
export function rerankFloat(
  squared: bool,
  candidates: usize,
  segments: usize,
  shift: u32,
  bytes: usize,
  query: usize,
  heap: usize,
): void {
  const count = load<u32>(candidates);
  const entries = candidates + HEAP_HEADER + 4;
  for (let i: u32 = 0; i < count; i += 4) {
    const p0 = load<u32>(entries + ((<usize>i) << 3));
    const p1 = load<u32>(entries + ((<usize>min(i + 1, count - 1)) << 3));
    const p2 = load<u32>(entries + ((<usize>min(i + 2, count - 1)) << 3));
    const p3 = load<u32>(entries + ((<usize>min(i + 3, count - 1)) << 3));
    const r0 = rowAt(segments, shift, p0, bytes);
    const r1 = rowAt(segments, shift, p1, bytes);
    const r2 = rowAt(segments, shift, p2, bytes);
    const r3 = rowAt(segments, shift, p3, bytes);
    const scores = squared
      ? scoreScattered(true, r0, r1, r2, r3, query, bytes)
      : scoreScattered(false, r0, r1, r2, r3, query, bytes);
    offer(heap, f32x4.extract_lane(scores, 0), p0);
    if (i + 1 < count) offer(heap, f32x4.extract_lane(scores, 1), p1);
    if (i + 2 < count) offer(heap, f32x4.extract_lane(scores, 2), p2);
    if (i + 3 < count) offer(heap, f32x4.extract_lane(scores, 3), p3);
  }
}

/**
 * Offer the candidates to `heap` by the score of their decoded codes: component j is low_j + step_j (code_j + 0.5).
 *
 * @param segments addresses (u32) of the segments' codes (even bytes plain, odd bytes minus 128), blocked as above
 * @param low and step: float32, `codeBytes` components each, 0 in the padding
 */
export function rerankScalar(
  squared: bool,
  candidates: usize,
  segments: usize,
  shift: u32,
  codeBytes: usize,
  low: usize,
  step: usize,
  query: usize,
  heap: usize,
): void {
  const count = load<u32>(candidates);
  const entries = candidates + HEAP_HEADER + 4;
  const flip = i16x8.splat(<i16>0x8000);
  for (let i: u32 = 0; i < count; i++) {
    const position = load<u32>(entries + ((<usize>i) << 3));
    const row = rowAt(segments, shift, position & ~3, codeBytes) + ((<usize>(position & 3)) << 4);
    let lowLanes = f32x4.splat(0);
    let highLanes = lowLanes;
    for (let j: usize = 0; j < codeBytes; j += 8) {
      const words = i16x8.extend_low_i8x16_u(v128.xor(v128.load64_zero(row + ((j & ~15) << 2) + (j & 8)), flip));
      const first = decode(i32x4.extend_low_i16x8_u(words), low + 4 * j, step + 4 * j);
      const second = decode(i32x4.extend_high_i16x8_u(words), low + 4 * j + 16, step + 4 * j + 16);
      if (squared) {
        lowLanes = gather(true, lowLanes, first, v128.load(query + 4 * j));
        highLanes = gather(true, highLanes, second, v128.load(query + 4 * j, 16));
      } else {
        lowLanes = gather(false, lowLanes, first, v128.load(query + 4 * j));
        highLanes = gather(false, highLanes, second, v128.load(query + 4 * j, 16));
      }
    }
    const sum = f32x4.add(lowLanes, highLanes);
    const lanes = sumLanes(sum, sum, sum, sum);
    offer(heap, f32x4.extract_lane(lanes, 0), position);
  }
}

/** Four components from their codes. */
// @ts-ignore: decorator
@inline
function decode(codes: v128, low: usize, step: usize): v128 {
  const middle = f32x4.add(f32x4.convert_i32x4_u(codes), f32x4.splat(0.5));
  return f32x4.add(v128.load(low), f32x4.mul(v128.load(step), middle));
}
