// Scratch of a direct search: the histogram of one feature, and which of its bins occur.

/**
 * Scratch of a direct search:
 *
 *     +0      u64 [4]: which bins occur
 *     +64     histogram of one feature: 256 entries of 8 or 16 bytes, or of 16 bytes for each class
 *
 * In classes mode f64 [classes] follow it twice: the sums of all rows, and of the left side. The histogram is all zero
 * between features.
 */
export const OCCURS: u32 = 0;
export const ENTRIES: u32 = 64;

// @ts-ignore: decorator
@inline
export function mark(scratch: usize, bin: u32): void {
  const p = scratch + OCCURS + ((bin >> 6) << 3);
  store<u64>(p, load<u64>(p) | ((<u64>1) << <u64>(bin & 63)));
}

export function occurring(scratch: usize): u32 {
  let count: u64 = 0;
  for (let w: u32 = 0; w < 4; w++) count += popcnt<u64>(load<u64>(scratch + OCCURS + (w << 3)));
  return <u32>count;
}

/** The next bin that occurs from `bin` on, 256 when there is none. */
// @ts-ignore: decorator
@inline
export function nextOccurring(scratch: usize, bin: u32): u32 {
  for (let w = bin >> 6; w < 4; w++) {
    let bits = load<u64>(scratch + OCCURS + (w << 3));
    if (w == bin >> 6) bits &= ~(<u64>0) << <u64>(bin & 63);
    if (bits) return (w << 6) + <u32>ctz<u64>(bits);
  }
  return 256;
}

export function clear(scratch: usize, bytes: u32): void {
  for (let b = nextOccurring(scratch, 0); b < 256; b = nextOccurring(scratch, b + 1)) {
    memory.fill(scratch + ENTRIES + b * bytes, 0, bytes);
  }
  memory.fill(scratch + OCCURS, 0, 32);
}

export function firstOccurring(scratch: usize): u32 {
  return nextOccurring(scratch, 0);
}

/** The last bin that occurs before `end`. */
export function lastOccurring(scratch: usize, end: u32): u32 {
  let last: u32 = 0;
  for (let b = nextOccurring(scratch, 0); b < min(end, 256); b = nextOccurring(scratch, b + 1)) last = b;
  return last;
}
