import type { CodeRows } from "../../math/vectors/code-rows.ts";
import type { StateParts, WordArray } from "../state-codec.ts";
import type { PassageVectors } from "./task.ts";

/** Vectors as parts of a state; null as none. */
export function vectorParts(vectors: PassageVectors | null): Required<StateParts> {
  if (vectors === null) return { scalars: { dimension: 0 }, arrays: {}, words: {} };
  const { passages, sentenceStart, sentences } = vectors;
  const words: Record<string, WordArray> = {
    codes: passages.codes,
    scales: passages.scales,
    sentenceStart,
    sentenceCodes: sentences.codes,
    sentenceScales: sentences.scales,
  };
  return { scalars: { dimension: passages.dimension }, arrays: {}, words };
}

/** The vectors that `vectorParts` took apart. */
export function vectorsOf({ scalars, words }: Required<StateParts>): PassageVectors | null {
  const dimension = Number(scalars["dimension"]);
  if (dimension === 0) return null;
  const rows = (codes: string, scales: string): CodeRows => ({
    dimension,
    codes: words[codes] as Int8Array,
    scales: words[scales] as Float32Array,
  });
  return {
    passages: rows("codes", "scales"),
    sentenceStart: words["sentenceStart"] as Int32Array,
    sentences: rows("sentenceCodes", "sentenceScales"),
  };
}
