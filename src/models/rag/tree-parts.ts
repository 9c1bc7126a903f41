import type { TreeEnsemble, TreeObjective } from "../../math/trees/ensemble.ts";
import { checkTreeEnsemble } from "../../math/trees/ensemble.ts";
import type { WordArray } from "../state-codec.ts";

/**
 * An ensemble of small trees in few bytes: what prediction needs. Thresholds and leaf values are float32.
 *
 *     nodes:  feature (16 bits), decision type (16 bits), left and right child (16 bits each, signed), node after node
 */
export function treeParts(name: string, ensemble: TreeEnsemble): Record<string, WordArray> {
  const { splitFeature, decisionType, leftChild, rightChild } = ensemble;
  const nodes = new Int32Array(2 * splitFeature.length);
  splitFeature.forEach((feature, n) => {
    nodes[2 * n] = feature | (decisionType[n]! << 16);
    nodes[2 * n + 1] = (leftChild[n]! & 0xffff) | (rightChild[n]! << 16);
  });
  return {
    [`${name}/start`]: ensemble.treeNodeStart,
    [`${name}/nodes`]: nodes,
    [`${name}/thresholds`]: Float32Array.from(ensemble.threshold),
    [`${name}/leaves`]: Float32Array.from(ensemble.leafValue),
  };
}

/** The ensemble of `treeParts`: predicts the same to the bit once thresholds and leaves are float32. @throws `trees.bad-ensemble` */
export function treesOf(
  name: string,
  words: Readonly<Record<string, WordArray>>,
  featureNames: readonly string[],
  objective: TreeObjective,
): TreeEnsemble {
  const start = Int32Array.from(words[`${name}/start`] ?? [0]);
  const packed = words[`${name}/nodes`] ?? new Int32Array(0);
  const leafValue = Float64Array.from(words[`${name}/leaves`] ?? []);
  const count = packed.length / 2;
  const of = (read: (n: number) => number): Int32Array =>
    Int32Array.from({ length: count }, (_, n) => read(n));
  const ensemble: TreeEnsemble = {
    featureCount: featureNames.length,
    featureNames,
    classCount: 1,
    objective,
    averageOutput: false,
    treeNodeStart: start,
    treeLeafStart: start.map((nodes, tree) => nodes + tree),
    shrinkage: new Float64Array(start.length - 1).fill(1),
    splitFeature: of((n) => packed[2 * n]! & 0xffff),
    threshold: Float64Array.from(words[`${name}/thresholds`] ?? []),
    decisionType: Uint8Array.from(of((n) => packed[2 * n]! >>> 16)),
    leftChild: of((n) => (packed[2 * n + 1]! << 16) >> 16),
    rightChild: of((n) => packed[2 * n + 1]! >> 16),
    splitGain: new Float64Array(count),
    internalValue: new Float64Array(count),
    internalWeight: new Float64Array(count),
    internalCount: new Int32Array(count),
    leafValue,
    leafWeight: new Float64Array(leafValue.length).fill(NaN),
    leafCount: new Int32Array(leafValue.length),
    catStart: Int32Array.of(0),
    catBits: new Uint32Array(0),
  };
  checkTreeEnsemble(ensemble);
  return ensemble;
}
