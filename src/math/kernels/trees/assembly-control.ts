// The control block: this instance's address of it, and typed access to its fields.
import { BLOCK_ROWS, MODE, MODE_NARROW, ROWS, THREAD_BLOCKS, THREAD_BYTES, THREADS } from "./layout";

/** Address of the control block; the one thing an instance keeps to itself. */
let control: usize = 0;

export function setControl(address: usize): void {
  control = address;
}

// @ts-ignore: decorator
@inline
export function word(field: u32): u32 {
  return load<u32>(control + (field << 2));
}

// @ts-ignore: decorator
@inline
export function number(offset: u32): f64 {
  return load<f64>(control + offset);
}

// @ts-ignore: decorator
@inline
export function at(offset: u32): usize {
  return control + offset;
}

// @ts-ignore: decorator
@inline
export function threadBlock(thread: u32): usize {
  return word(THREAD_BLOCKS) + thread * THREAD_BYTES;
}

// @ts-ignore: decorator
@inline
export function isNarrow(): bool {
  return word(MODE) == MODE_NARROW;
}

/** Bytes of one feature's histogram: 256 entries of 8 or 16 bytes. */
// @ts-ignore: decorator
@inline
export function featureHistogramBytes(): u32 {
  return isNarrow() ? 2048 : 4096;
}

/** First entry of the row list that belongs to a thread: its predecessors' blocks come before. */
export function ownStart(thread: u32): u32 {
  const threads = word(THREADS);
  const blocks = (word(ROWS) + BLOCK_ROWS - 1) / BLOCK_ROWS;
  let before: u32 = 0;
  for (let t: u32 = 0; t < thread; t++) before += (blocks - t + threads - 1) / threads;
  return before * BLOCK_ROWS;
}
