import { decodeState, encodeState } from "../../state-codec.ts";
import { wordIndexOf, wordParts } from "../word-artifact.ts";
import type { Bm25State } from "./fit.ts";

const FORMAT = 1;

export function saveBm25({ index, weights }: Bm25State): Uint8Array<ArrayBuffer> {
  const { scalars, arrays, words } = wordParts(index);
  return encodeState("bm25", FORMAT, { scalars: { ...scalars, ...weights }, arrays, words });
}

/** @throws `model.unknown-format` */
export function loadBm25(bytes: Uint8Array<ArrayBuffer>): Bm25State {
  const parts = decodeState("bm25", FORMAT, bytes);
  const option = (name: keyof Bm25State["weights"]): number => Number(parts.scalars[name]);
  return {
    index: wordIndexOf(parts),
    weights: {
      k1: option("k1"),
      b: option("b"),
      titleWeight: option("titleWeight"),
      headingWeight: option("headingWeight"),
    },
  };
}
