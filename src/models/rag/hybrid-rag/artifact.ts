import { defaultOptions } from "../../options.ts";
import { decodeState, encodeState } from "../../state-codec.ts";
import { vectorParts, vectorsOf } from "../vector-artifact.ts";
import { wordIndexOf, wordParts } from "../word-artifact.ts";
import type { HybridRagState } from "./fit.ts";
import { hybridRagOptions, type HybridRagOptions } from "./options.ts";

const FORMAT = 1;

export function saveHybridRag({ index, vectors, options }: HybridRagState): Uint8Array<ArrayBuffer> {
  const words = wordParts(index);
  const meaning = vectorParts(vectors);
  return encodeState("hybrid-rag", FORMAT, {
    scalars: { ...words.scalars, ...meaning.scalars, ...options },
    arrays: {},
    words: { ...words.words, ...meaning.words },
  });
}

/** @throws `model.unknown-format` */
export function loadHybridRag(bytes: Uint8Array<ArrayBuffer>): HybridRagState {
  const parts = decodeState("hybrid-rag", FORMAT, bytes);
  const options: Record<string, number> = { ...defaultOptions(hybridRagOptions) };
  for (const name of Object.keys(options)) options[name] = Number(parts.scalars[name]);
  return { index: wordIndexOf(parts), vectors: vectorsOf(parts), options: options as HybridRagOptions };
}
