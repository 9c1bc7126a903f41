import { ZERO_THRESHOLD } from "../../trees/ensemble.ts";
import {
  CATEGORY_ENTRY_BYTES,
  COLUMN_BYTES,
  NAN_AS_ZERO,
  NAN_LEFT,
  TREE_ENTRY_BYTES,
  ZERO_LEFT,
  ZERO_RIGHT,
} from "./layout.ts";
import type { PackedEnsemble } from "./pack.ts";

const TREE_WORDS = TREE_ENTRY_BYTES / 4;
const CATEGORY_WORDS = CATEGORY_ENTRY_BYTES / 4;

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
  const columns = new Float64Array(packed.groupColumns);
  for (let r = 0; r < n; r++) {
    const row = x.subarray(r * featureCount, (r + 1) * featureCount);
    for (let c = 0; c < packed.columns.length / 2; c++) {
      columns[c] = replaced(row[packed.columns[2 * c]!]!, packed.columns[2 * c + 1]!);
    }
    for (let t = from; t < to; t++) {
      const [root, firstCategory, categories] = packed.trees.subarray(TREE_WORDS * t);
      for (let c = firstCategory!; c < firstCategory! + categories!; c++) {
        const [feature, column, word, words] = packed.categories.subarray(CATEGORY_WORDS * c);
        const set = packed.bits.subarray(word, word! + words!);
        columns[column!] = hasCategory(set, row[feature!]!) ? 0 : NaN;
      }
      scores[r * classCount + (t % classCount)]! += leafValue(packed, root!, columns);
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

function hasCategory(set: Uint32Array, value: number): boolean {
  if (!(value > -1 && value < 2147483648)) return false;
  const category = Math.trunc(value);
  return (((set[category >> 5] ?? 0) >>> (category & 31)) & 1) === 1;
}

function leafValue(packed: PackedEnsemble, root: number, columns: Float64Array): number {
  const nodes = new DataView(packed.nodes.buffer, packed.nodes.byteOffset);
  const leaves = new DataView(packed.leaves.buffer, packed.leaves.byteOffset);
  let offset = root;
  while (offset < packed.leafBit) {
    const value = columns[nodes.getUint32(offset + 16, true) / COLUMN_BYTES]!;
    const goesLeft = value <= nodes.getFloat64(offset, true);
    offset = nodes.getUint32(offset + (goesLeft ? 12 : 8), true);
  }
  return leaves.getFloat64(offset - packed.leafBit, true);
}
