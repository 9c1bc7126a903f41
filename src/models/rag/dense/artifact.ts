import { decodeState, encodeState } from "../../state-codec.ts";
import { vectorParts, vectorsOf } from "../vector-artifact.ts";
import type { DenseState } from "./fit.ts";

const FORMAT = 1;

export function saveDense({ passageCount, vectors, options }: DenseState): Uint8Array<ArrayBuffer> {
  const { scalars, arrays, words } = vectorParts(vectors);
  return encodeState("dense", FORMAT, { scalars: { ...scalars, ...options, passageCount }, arrays, words });
}

/** @throws `model.unknown-format` */
export function loadDense(bytes: Uint8Array<ArrayBuffer>): DenseState {
  const parts = decodeState("dense", FORMAT, bytes);
  const { passageCount, passageShare, pool } = parts.scalars;
  return {
    passageCount: Number(passageCount),
    vectors: vectorsOf(parts),
    options: { passageShare: Number(passageShare), pool: Number(pool) },
  };
}
