import * as layout from "../kernels/trees/layout.ts";
import type { FeatureBins } from "./bin-bounds.ts";
import {
  CATEGORICAL_BIT,
  DEFAULT_LEFT_BIT,
  MISSING_NAN,
  MISSING_NONE,
  type TreeEnsemble,
  type TreeObjective,
} from "./ensemble.ts";
import type { GrownTree } from "./grow.ts";

/** A grown tree with what its leaves add to the score. */
export interface FinishedTree {
  readonly tree: GrownTree;
  /** Leaf values, shrunken and with the base score where it belongs; shape [leaves]. */
  readonly leafValues: Float64Array;
  readonly shrinkage: number;
  /** What was added to the shrunken values. */
  readonly bias: number;
}

/** What all trees of an ensemble share. */
export interface EnsembleHead {
  readonly featureNames: readonly string[];
  readonly classCount: number;
  readonly objective: TreeObjective;
  readonly averageOutput: boolean;
}

/** Write grown trees as an ensemble, thresholds and category sets in terms of values; after `earlier`, if given. */
export function buildEnsemble(
  head: EnsembleHead,
  bins: readonly FeatureBins[],
  trees: readonly FinishedTree[],
  earlier: TreeEnsemble | null = null,
): TreeEnsemble {
  const nodeCount = trees.reduce((sum, { tree }) => sum + tree.nodeCount, 0);
  const leafCount = nodeCount + trees.length;
  const built = {
    ...head,
    featureCount: head.featureNames.length,
    treeNodeStart: new Int32Array(trees.length + 1),
    treeLeafStart: new Int32Array(trees.length + 1),
    shrinkage: new Float64Array(trees.length),
    splitFeature: new Int32Array(nodeCount),
    threshold: new Float64Array(nodeCount),
    decisionType: new Uint8Array(nodeCount),
    leftChild: new Int32Array(nodeCount),
    rightChild: new Int32Array(nodeCount),
    splitGain: new Float64Array(nodeCount),
    internalValue: new Float64Array(nodeCount),
    internalWeight: new Float64Array(nodeCount),
    internalCount: new Int32Array(nodeCount),
    leafValue: new Float64Array(leafCount),
    leafWeight: new Float64Array(leafCount),
    leafCount: new Int32Array(leafCount),
  };
  const catStart = [0];
  const catBits: Uint32Array[] = [];
  let n = 0;
  let l = 0;
  trees.forEach(({ tree, leafValues, shrinkage, bias }, t) => {
    for (let k = 0; k < tree.nodeCount; k++, n++) {
      const feature = bins[tree.splitFeature[k]!]!;
      const bits = tree.splitBits.get(k);
      if (bits) {
        built.threshold[n] = catStart.length - 1;
        built.decisionType[n] = CATEGORICAL_BIT | (MISSING_NAN << 2);
        const words = categoryWords(feature, bits);
        catBits.push(words);
        catStart.push(catStart.at(-1)! + words.length);
      } else {
        built.threshold[n] = feature.bounds[Math.min(tree.splitBin[k]!, feature.bounds.length - 1)]!;
        const missingLeft = (tree.splitFlags[k]! & layout.BEST_MISSING_LEFT) !== 0;
        const defaultLeft = feature.hasMissing ? missingLeft : true;
        const missing = feature.hasMissing ? MISSING_NAN : MISSING_NONE;
        built.decisionType[n] = (defaultLeft ? DEFAULT_LEFT_BIT : 0) | (missing << 2);
      }
      built.internalValue[n] = tree.nodeValues[k]! * shrinkage + bias;
    }
    const first = n - tree.nodeCount;
    built.splitFeature.set(tree.splitFeature, first);
    built.leftChild.set(tree.left, first);
    built.rightChild.set(tree.right, first);
    built.splitGain.set(tree.splitGain, first);
    built.internalWeight.set(tree.nodeWeights, first);
    built.internalCount.set(tree.nodeRows, first);
    built.leafValue.set(leafValues, l);
    built.leafWeight.set(tree.leafWeights, l);
    built.leafCount.set(tree.leafRows, l);
    l += leafValues.length;
    built.treeNodeStart[t + 1] = n;
    built.treeLeafStart[t + 1] = l;
    built.shrinkage[t] = shrinkage;
  });
  const ensemble = { ...built, catStart: Int32Array.from(catStart), catBits: joined(catBits) };
  return earlier === null ? ensemble : joinEnsembles(earlier, ensemble);
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function categoryWords(feature: FeatureBins, leftBits: Uint8Array): Uint32Array {
  const left = Array.from(feature.categories).filter(
    (category, b) => category >= 0 && ((leftBits[b >> 3]! >> (b & 7)) & 1) === 1,
  );
  const words = new Uint32Array((Math.max(...left) >> 5) + 1);
  for (const category of left) words[category >> 5]! |= 1 << (category & 31);
  return words;
}

/** The trees of two ensembles of the same shape, one after the other. */
function joinEnsembles(a: TreeEnsemble, b: TreeEnsemble): TreeEnsemble {
  const splitsOfA = a.catStart.length - 1;
  return {
    ...b,
    treeNodeStart: joinStarts(a.treeNodeStart, b.treeNodeStart),
    treeLeafStart: joinStarts(a.treeLeafStart, b.treeLeafStart),
    shrinkage: joinFloats(a.shrinkage, b.shrinkage),
    splitFeature: joinIntegers(a.splitFeature, b.splitFeature),
    threshold: joinFloats(
      a.threshold,
      b.threshold.map((value, n) =>
        (b.decisionType[n]! & CATEGORICAL_BIT) === 0 ? value : value + splitsOfA,
      ),
    ),
    decisionType: Uint8Array.from([...a.decisionType, ...b.decisionType]),
    leftChild: joinIntegers(a.leftChild, b.leftChild),
    rightChild: joinIntegers(a.rightChild, b.rightChild),
    splitGain: joinFloats(a.splitGain, b.splitGain),
    internalValue: joinFloats(a.internalValue, b.internalValue),
    internalWeight: joinFloats(a.internalWeight, b.internalWeight),
    internalCount: joinIntegers(a.internalCount, b.internalCount),
    leafValue: joinFloats(a.leafValue, b.leafValue),
    leafWeight: joinFloats(a.leafWeight, b.leafWeight),
    leafCount: joinIntegers(a.leafCount, b.leafCount),
    catStart: joinStarts(a.catStart, b.catStart),
    catBits: joinWords(a.catBits, b.catBits),
  };
}

function joinStarts(a: Int32Array, b: Int32Array): Int32Array {
  const offset = a.at(-1)!;
  return joinIntegers(
    a,
    b.subarray(1).map((start) => start + offset),
  );
}

function joinIntegers(a: Int32Array, b: Int32Array): Int32Array {
  const joined = new Int32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function joinFloats(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function joinWords(a: Uint32Array, b: Uint32Array): Uint32Array {
  const joined = new Uint32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
