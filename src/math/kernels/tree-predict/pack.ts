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
  CATEGORY,
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
  readonly columnCount: number;
  readonly columns: Int32Array;
  readonly trees: Int32Array;
  readonly sets: Uint32Array;
  readonly leafBit: number;
  readonly nodes: Uint8Array;
  readonly leaves: Uint8Array;
}

/** Lay an ensemble out for the kernel. */
export function packEnsemble(ensemble: TreeEnsemble): PackedEnsemble {
  const { treeNodeStart, treeLeafStart, splitFeature, threshold, decisionType } = ensemble;
  const trees = treeCount(ensemble);
  const nodeTotal = treeNodeStart[trees]!;
  const leafTotal = treeLeafStart[trees]!;
  // Nodes must stay below the bit and leaves must not carry past it.
  const leafBit = powerOfTwo(Math.ceil(log2(Math.max(nodeTotal, leafTotal) * NODE_BYTES)));
  const leafOffset = (leaf: number): number => leafBit + leaf * NODE_BYTES;
  const setWords = longestSets(ensemble);
  const columns = new ColumnList(setWords);
  // A zero word for splits that have no set.
  const sets: number[] = [0];
  const treeEntries = new Int32Array((trees * TREE_ENTRY_BYTES) / 4);
  const nodes = new DataView(new ArrayBuffer(nodeTotal * NODE_BYTES));
  const leaves = new DataView(new ArrayBuffer(leafTotal * NODE_BYTES));
  for (let t = 0; t < trees; t++) {
    const node0 = treeNodeStart[t]!;
    const offsetOf = (child: number): number =>
      child >= 0 ? (node0 + child) * NODE_BYTES : leafOffset(treeLeafStart[t]! + ~child);
    let mixed = 0;
    for (let at = node0; at < treeNodeStart[t + 1]!; at++) {
      const place = at * NODE_BYTES;
      const type = decisionType[at]!;
      const column = columns.numberOf(splitFeature[at]!, columnKind(type));
      if (type & CATEGORICAL_BIT) {
        mixed = 1;
        nodes.setFloat64(place, NaN, true);
        nodes.setUint32(place + 20, 4 * sets.length, true);
        nodes.setUint32(place + 24, 0xffffffff, true);
        appendSet(ensemble, threshold[at]!, setWords[splitFeature[at]!]!, sets);
      } else nodes.setFloat64(place, thresholdPastTinyValues(threshold[at]!), true);
      nodes.setUint32(place + 8, offsetOf(ensemble.rightChild[at]!), true);
      nodes.setUint32(place + 12, offsetOf(ensemble.leftChild[at]!), true);
      nodes.setUint32(place + 16, column * COLUMN_BYTES, true);
    }
    const root = treeNodeStart[t + 1] === node0 ? ~0 : 0;
    treeEntries.set([offsetOf(root), mixed], (t * TREE_ENTRY_BYTES) / 4);
  }
  for (let leaf = 0; leaf < leafTotal; leaf++) {
    leaves.setFloat64(leaf * NODE_BYTES, ensemble.leafValue[leaf]!, true);
    leaves.setUint32(leaf * NODE_BYTES + 8, leafOffset(leaf), true);
    leaves.setUint32(leaf * NODE_BYTES + 12, leafOffset(leaf), true);
  }
  return {
    columnCount: columns.length,
    columns: columns.entries(),
    trees: treeEntries,
    sets: Uint32Array.from(sets),
    leafBit,
    nodes: new Uint8Array(nodes.buffer),
    leaves: new Uint8Array(leaves.buffer),
  };
}

/** Per feature: the words of its longest set. */
function longestSets({
  featureCount,
  splitFeature,
  decisionType,
  threshold,
  catStart,
}: TreeEnsemble): Int32Array {
  const words = new Int32Array(featureCount);
  for (let at = 0; at < splitFeature.length; at++) {
    if (!(decisionType[at]! & CATEGORICAL_BIT)) continue;
    const length = catStart[threshold[at]! + 1]! - catStart[threshold[at]!]!;
    words[splitFeature[at]!] = Math.max(words[splitFeature[at]!]!, length);
  }
  return words;
}

/** A split's words, filled up with zeros to `length` and one more. */
function appendSet({ catStart, catBits }: TreeEnsemble, split: number, length: number, sets: number[]): void {
  const end = catStart[split + 1]!;
  for (let w = 0, from = catStart[split]!; w <= length; w++, from++)
    sets.push(from < end ? catBits[from]! : 0);
}

function columnKind(decisionType: number): number {
  if (decisionType & CATEGORICAL_BIT) return CATEGORY;
  const defaultLeft = (decisionType & DEFAULT_LEFT_BIT) !== 0;
  const missing = decisionType >> 2;
  if (missing === MISSING_NONE) return NAN_AS_ZERO;
  if (missing === MISSING_NAN) return defaultLeft ? NAN_LEFT : AS_IS;
  return defaultLeft ? ZERO_LEFT : ZERO_RIGHT;
}

/** Pairs of feature and kind, numbered as they come. */
class ColumnList {
  private readonly setWords: Int32Array;
  private readonly numbers = new Map<string, number>();
  private readonly words: number[] = [];

  constructor(setWords: Int32Array) {
    this.setWords = setWords;
  }

  numberOf(feature: number, kind: number): number {
    const key = `${feature} ${kind}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.numbers.size);
    this.words.push(feature, kind, this.setWords[feature]!);
    return this.numbers.size - 1;
  }

  get length(): number {
    return (this.words.length * 4) / COLUMN_ENTRY_BYTES;
  }

  entries(): Int32Array {
    return Int32Array.from(this.words);
  }
}
