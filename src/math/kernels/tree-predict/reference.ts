import { ZERO_THRESHOLD } from "../../trees/ensemble.ts";
import {
  CATEGORY,
  COLUMN_BYTES,
  COLUMN_ENTRY_BYTES,
  NAN_AS_ZERO,
  NAN_LEFT,
  TREE_ENTRY_BYTES,
  ZERO_LEFT,
  ZERO_RIGHT,
} from "./layout.ts";
import type { PackedEnsemble } from "./pack.ts";

const COLUMN_WORDS = COLUMN_ENTRY_BYTES / 4;
const TREE_WORDS = TREE_ENTRY_BYTES / 4;

/**
 * What the kernel does, one row at a time and without its blocks.
 *
 * @param x rows, shape [n, featureCount]
 * @param from first tree; `to` is the one after the last
 * @returns raw scores, shape [n, classCount], the same bits as the kernel's
 */
export function predictPacked(
  packed: PackedEnsemble,
  featureCount: number,
  classCount: number,
  x: Float64Array,
  from: number,
  to: number,
): Float64Array {
  const n = x.length / featureCount;
  const scores = new Float64Array(n * classCount);
  const cells = new DataView(new ArrayBuffer(8 * packed.columnCount));
  for (let r = 0; r < n; r++) {
    const row = x.subarray(r * featureCount, (r + 1) * featureCount);
    for (let c = 0; c < packed.columnCount; c++) {
      const [feature, kind, words] = packed.columns.subarray(COLUMN_WORDS * c);
      const value = row[feature!]!;
      if (kind !== CATEGORY) {
        cells.setFloat64(8 * c, replaced(value, kind!), true);
        continue;
      }
      const known = value > -1 && value < 32 * words!;
      const category = known ? Math.trunc(value) : 32 * words!;
      cells.setUint32(8 * c, 4 * Math.floor(category / 32), true);
      cells.setUint32(8 * c + 4, category % 32, true);
    }
    for (let t = from; t < to; t++) {
      scores[r * classCount + (t % classCount)]! += leafValue(packed, packed.trees[TREE_WORDS * t]!, cells);
    }
  }
  return scores;
}

/** A value as its column holds it: missing ones replaced by what compares as they should. */
function replaced(value: number, kind: number): number {
  const isZero = Number.isNaN(value) || Math.abs(value) <= ZERO_THRESHOLD;
  if (kind === ZERO_LEFT) return isZero ? -Infinity : value;
  if (kind === ZERO_RIGHT) return isZero ? NaN : value;
  if (!Number.isNaN(value)) return value;
  if (kind === NAN_AS_ZERO) return 0;
  return kind === NAN_LEFT ? -Infinity : NaN;
}

function leafValue(packed: PackedEnsemble, root: number, cells: DataView): number {
  const nodes = new DataView(packed.nodes.buffer, packed.nodes.byteOffset);
  const leaves = new DataView(packed.leaves.buffer, packed.leaves.byteOffset);
  let offset = root;
  while (offset < packed.leafBit) {
    const cell = (8 * nodes.getUint32(offset + 16, true)) / COLUMN_BYTES;
    const isSet = nodes.getUint32(offset + 24, true) !== 0;
    const word = (nodes.getUint32(offset + 20, true) + (isSet ? cells.getUint32(cell, true) : 0)) / 4;
    const goesLeft = isSet
      ? ((packed.sets[word]! >>> cells.getUint32(cell + 4, true)) & 1) === 1
      : cells.getFloat64(cell, true) <= nodes.getFloat64(offset, true);
    offset = nodes.getUint32(offset + (goesLeft ? 12 : 8), true);
  }
  return leaves.getFloat64(offset - packed.leafBit, true);
}
