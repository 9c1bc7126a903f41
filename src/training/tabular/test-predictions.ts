/** What a training predicted of the rows it held back, before it learned from them, if it ever did. */
export interface TestPredictions {
  /** Numbers of the table's rows, ascending. Shape [n]. */
  readonly rows: Int32Array;
  /** Numbers, or class numbers. Shape [n]. */
  readonly target: Float64Array;
  /** Values, or probabilities of each class row by row. */
  readonly outputs: Float64Array;
  /** What holds rows together: the group, else the time, as the first row of the table that has it. Empty: nothing. */
  readonly units: Int32Array;
}

/** Enough for any comparison, and no burden to keep. */
const MOST_ROWS = 20_000;

/**
 * The predictions to keep: of all rows, or of 20,000 that any other training of the same table would choose too.
 *
 * @param cells of the column whose values hold rows together, of the whole table; none where nothing does
 */
export function testPredictions(
  rows: Int32Array,
  target: Float64Array,
  outputs: Float64Array,
  cells: readonly string[] | null,
): TestPredictions {
  const width = outputs.length / rows.length;
  const chosen = Array.from(rows, (_, i) => i);
  if (rows.length > MOST_ROWS) {
    chosen.sort((a, b) => lot(rows[a]!) - lot(rows[b]!) || a - b);
    chosen.length = MOST_ROWS;
    chosen.sort((a, b) => a - b);
  }
  const first = new Map<string, number>();
  cells?.forEach((text, row) => {
    if (!first.has(text)) first.set(text, row);
  });
  return {
    rows: Int32Array.from(chosen, (i) => rows[i]!),
    target: Float64Array.from(chosen, (i) => target[i]!),
    outputs: Float64Array.from({ length: chosen.length * width }, (_, at) => {
      return outputs[chosen[Math.floor(at / width)]! * width + (at % width)]!;
    }),
    units: Int32Array.from(cells === null ? [] : chosen, (i) => first.get(cells![rows[i]!]!)!),
  };
}

/** A row's lot, the same in every training. @see MurmurHash3's finaliser, Appleby (2011) */
function lot(row: number): number {
  let h = row ^ (row >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
