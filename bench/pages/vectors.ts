import { flatIndex, timeFlat, type FlatCase, type FlatTimes } from "../measures/vector-search.ts";
import { vectorSet, type VectorSet } from "../measures/vector-set.ts";
import type { VectorIndex } from "../../src/math/vectors/vector-index.ts";

let set: VectorSet;
let index: VectorIndex;

/** Make the vectors and the index here: the same as Node's. */
function load({ n, queryCount, dimension, encoding, seed }: FlatCase): void {
  set = vectorSet(n, queryCount, dimension, seed);
  index = flatIndex(set, encoding);
  timeFlat(index, set);
}

function time(): FlatTimes {
  return timeFlat(index, set);
}

Object.assign(globalThis, { bench: { load, time } });
