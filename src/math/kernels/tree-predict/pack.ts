import { log2, powerOfTwo } from "../../../core/elementary.ts";
import {
  CATEGORICAL_BIT,
  DEFAULT_LEFT_BIT,
  MISSING_NAN,
  MISSING_NONE,
  treeCount,
  type TreeEnsemble,
} from "../../trees/ensemble.ts";
import { thresholdPastTinyValues } from "../../trees/split-values.ts";
import {
  AS_IS,
  CATEGORY_ENTRY_BYTES,
  COLUMN_BYTES,
  COLUMN_ENTRY_BYTES,
  NAN_AS_ZERO,
  NAN_LEFT,
  NODE_BYTES,
  TREE_ENTRY_BYTES,
  ZERO_LEFT,
  ZERO_RIGHT,
} from "./layout.ts";

/** An ensemble as the kernel reads it; see layout.ts. */
export interface PackedEnsemble {
  /** Columns of a group: those of `columns`, then as many as the tree with the most categorical splits needs. */
  readonly groupColumns: number;
  readonly columns: Int32Array;
  readonly trees: Int32Array;
  readonly categories: Int32Array;
  readonly bits: Uint32Array;
  readonly leafBit: number;
  readonly nodes: Uint8Array;
  readonly leaves: Uint8Array;
}

/** Lay an ensemble out for the kernel. */
export function packEnsemble(ensemble: TreeEnsemble): PackedEnsemble {
  const { treeNodeStart, treeLeafStart, splitFeature, threshold, decisionType, catStart } = ensemble;
  const trees = treeCount(ensemble);
  const nodeTotal = treeNodeStart[trees]!;
  const leafTotal = treeLeafStart[trees]!;
  // Nodes must stay below the bit and leaves must not carry past it.
  const leafBit = powerOfTwo(Math.ceil(log2(Math.max(nodeTotal, leafTotal) * NODE_BYTES)));
  const columns = new ColumnList();
  for (let at = 0; at < nodeTotal; at++) {
    if (!(decisionType[at]! & CATEGORICAL_BIT))
      columns.numberOf(splitFeature[at]!, columnKind(decisionType[at]!));
  }

  const treeEntries = new Int32Array((trees * TREE_ENTRY_BYTES) / 4);
  const categories: number[] = [];
  const nodes = new DataView(new ArrayBuffer(nodeTotal * NODE_BYTES));
  const leaves = new DataView(new ArrayBuffer(leafTotal * NODE_BYTES));
  const leafOffset = (leaf: number): number => leafBit + leaf * NODE_BYTES;
  let mostCategories = 0;
  for (let t = 0; t < trees; t++) {
    const node0 = treeNodeStart[t]!;
    const firstCategory = (categories.length * 4) / CATEGORY_ENTRY_BYTES;
    const offsetOf = (child: number): number =>
      child >= 0 ? (node0 + child) * NODE_BYTES : leafOffset(treeLeafStart[t]! + ~child);
    let column = columns.length;
    for (let at = node0; at < treeNodeStart[t + 1]!; at++) {
      const place = at * NODE_BYTES;
      let from: number;
      if (decisionType[at]! & CATEGORICAL_BIT) {
        const split = threshold[at]!;
        categories.push(splitFeature[at]!, column, catStart[split]!, catStart[split + 1]! - catStart[split]!);
        nodes.setFloat64(place, 0, true);
        from = column++;
      } else {
        nodes.setFloat64(place, thresholdPastTinyValues(threshold[at]!), true);
        from = columns.numberOf(splitFeature[at]!, columnKind(decisionType[at]!));
      }
      nodes.setUint32(place + 8, offsetOf(ensemble.rightChild[at]!), true);
      nodes.setUint32(place + 12, offsetOf(ensemble.leftChild[at]!), true);
      nodes.setUint32(place + 16, from * COLUMN_BYTES, true);
    }
    mostCategories = Math.max(mostCategories, column - columns.length);
    const root = treeNodeStart[t + 1] === node0 ? ~0 : 0;
    treeEntries.set([offsetOf(root), firstCategory, column - columns.length], (t * TREE_ENTRY_BYTES) / 4);
  }
  for (let leaf = 0; leaf < leafTotal; leaf++) {
    leaves.setFloat64(leaf * NODE_BYTES, ensemble.leafValue[leaf]!, true);
    leaves.setUint32(leaf * NODE_BYTES + 8, leafOffset(leaf), true);
    leaves.setUint32(leaf * NODE_BYTES + 12, leafOffset(leaf), true);
  }
  return {
    groupColumns: Math.max(1, columns.length + mostCategories),
    columns: columns.entries(),
    trees: treeEntries,
    categories: Int32Array.from(categories),
    bits: ensemble.catBits,
    leafBit,
    nodes: new Uint8Array(nodes.buffer),
    leaves: new Uint8Array(leaves.buffer),
  };
}

function columnKind(decisionType: number): number {
  const defaultLeft = (decisionType & DEFAULT_LEFT_BIT) !== 0;
  const missing = decisionType >> 2;
  if (missing === MISSING_NONE) return NAN_AS_ZERO;
  if (missing === MISSING_NAN) return defaultLeft ? NAN_LEFT : AS_IS;
  return defaultLeft ? ZERO_LEFT : ZERO_RIGHT;
}

/** Pairs of feature and kind, numbered as they come. */
class ColumnList {
  private readonly numbers = new Map<string, number>();
  private readonly pairs: number[] = [];

  numberOf(feature: number, kind: number): number {
    const key = `${feature} ${kind}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.numbers.size);
    this.pairs.push(feature, kind);
    return this.numbers.size - 1;
  }

  get length(): number {
    return (this.pairs.length * 4) / COLUMN_ENTRY_BYTES;
  }

  entries(): Int32Array {
    return Int32Array.from(this.pairs);
  }
}
