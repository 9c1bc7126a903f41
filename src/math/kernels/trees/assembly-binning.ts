// Raw values to bins, and the sort that finds the bins' bounds.
import { word } from "./assembly-control";
import { BINS_BY_COLUMN, BINS_BY_ROW, BLOCK_ROWS, FEATURES, ROW_BYTES, ROWS } from "./layout";

/**
 * Bin a chunk of rows: bin b holds bounds[b - 1] < value <= bounds[b], NaN goes to missingBins[feature].
 *
 * Value (i, f) stands at raw + (i * rowStep + f * columnStep) * sizeof<T>. Bounds: f64 [features][256], filled up with
 * infinity. A feature whose missing bin is 255 is left alone: it has categories, which the host writes.
 */
export function binRows<T>(
  raw: usize,
  rowStep: u32,
  columnStep: u32,
  firstRow: u32,
  begin: u32,
  end: u32,
  bounds: usize,
  missingBins: usize,
): void {
  const features = word(FEATURES);
  const rowBytes = word(ROW_BYTES);
  const rows = word(ROWS);
  const byRow = <usize>word(BINS_BY_ROW);
  for (let tile = begin; tile < end; tile += BLOCK_ROWS) {
    const tileEnd = min(tile + BLOCK_ROWS, end);
    for (let f: u32 = 0; f < features; f++) {
      const missing = <u32>load<u8>(missingBins + f);
      if (missing == 255) continue;
      const bound = bounds + f * 2048;
      const column = <usize>word(BINS_BY_COLUMN) + <usize>f * <usize>rows + firstRow;
      for (let i = tile; i < tileEnd; i++) {
        const value = <f64>load<T>(raw + <usize>(i * rowStep + f * columnStep) * <usize>sizeof<T>());
        let bin: u32 = u32(value > load<f64>(bound, 127 << 3)) << 7;
        bin += u32(value > load<f64>(bound + (bin << 3), 63 << 3)) << 6;
        bin += u32(value > load<f64>(bound + (bin << 3), 31 << 3)) << 5;
        bin += u32(value > load<f64>(bound + (bin << 3), 15 << 3)) << 4;
        bin += u32(value > load<f64>(bound + (bin << 3), 7 << 3)) << 3;
        bin += u32(value > load<f64>(bound + (bin << 3), 3 << 3)) << 2;
        bin += u32(value > load<f64>(bound + (bin << 3), 1 << 3)) << 1;
        bin += u32(value > load<f64>(bound + (bin << 3)));
        bin = value != value ? missing : bin;
        store<u8>(column + i, bin);
        store<u8>(byRow + <usize>(firstRow + i) * <usize>rowBytes + f, bin);
      }
    }
  }
}

const RADIX_BITS: u32 = 11;
const RADIX: u32 = 2048;

/**
 * Sort values ascending, NaN last and -0 as 0. K is the unsigned type of T's width. Least significant digit first, in
 * passes of 11 bits; a pass in which all digits agree is skipped.
 *
 * @param values T [n]; overwritten with the result
 * @param other room for n values
 * @param counters u32 [2048]
 */
export function sortValues<T, K>(values: usize, other: usize, n: u32, counters: usize): void {
  const width = <u32>sizeof<T>();
  const top = <u32>(width * 8 - 1);
  const sign = (<K>1) << (<K>top);
  for (let i: u32 = 0; i < n; i++) {
    const p = values + i * width;
    const value = load<T>(p);
    let key = load<K>(p);
    if (value == <T>0) key = 0;
    key = key & sign ? ~key : key | sign;
    store<K>(p, value != value ? ~(<K>0) : key);
  }
  let from = values;
  let to = other;
  for (let shift: u32 = 0; shift < top; shift += RADIX_BITS) {
    memory.fill(counters, 0, RADIX << 2);
    for (let i: u32 = 0; i < n; i++) {
      const c = counters + (((<u32>(load<K>(from + i * width) >> (<K>shift))) & (RADIX - 1)) << 2);
      store<u32>(c, load<u32>(c) + 1);
    }
    let sum: u32 = 0;
    let single = false;
    for (let d: u32 = 0; d < RADIX; d++) {
      const count = load<u32>(counters + (d << 2));
      if (count == n) single = true;
      store<u32>(counters + (d << 2), sum);
      sum += count;
    }
    if (single) continue;
    for (let i: u32 = 0; i < n; i++) {
      const key = load<K>(from + i * width);
      const c = counters + (((<u32>(key >> (<K>shift))) & (RADIX - 1)) << 2);
      const slot = load<u32>(c);
      store<u32>(c, slot + 1);
      store<K>(to + slot * width, key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i: u32 = 0; i < n; i++) {
    const key = load<K>(from + i * width);
    if (key == ~(<K>0)) store<T>(values + i * width, <T>NaN);
    else store<K>(values + i * width, key & sign ? key & ~sign : ~key);
  }
}
