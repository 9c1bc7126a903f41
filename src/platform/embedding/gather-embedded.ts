import type { EmbeddedTexts } from "../../core/ports.ts";

/** Vectors of some of the texts. */
export interface EmbeddedPart {
  /** Positions of the part's texts in the whole. */
  readonly positions: readonly number[];
  readonly embedded: EmbeddedTexts;
}

/** Parts of `count` texts put together in the order of the texts. Each text is in exactly one part. */
export function gatherEmbedded(
  count: number,
  dimension: number,
  parts: readonly EmbeddedPart[],
): EmbeddedTexts {
  const vectors = new Float32Array(count * dimension);
  const tokenStart = new Uint32Array(count + 1);
  for (const { positions, embedded } of parts) {
    positions.forEach((text, i) => {
      tokenStart[text + 1] = embedded.tokenStart[i + 1]! - embedded.tokenStart[i]!;
      vectors.set(embedded.vectors.subarray(i * dimension, (i + 1) * dimension), text * dimension);
    });
  }
  for (let i = 0; i < count; i++) tokenStart[i + 1]! += tokenStart[i]!;
  const total = tokenStart[count]!;
  const tokenSpans = new Uint32Array(2 * total);
  const tokens = new Float32Array(total * dimension);
  for (const { positions, embedded } of parts) {
    positions.forEach((text, i) => {
      const [from, to] = [embedded.tokenStart[i]!, embedded.tokenStart[i + 1]!];
      tokenSpans.set(embedded.tokenSpans.subarray(2 * from, 2 * to), 2 * tokenStart[text]!);
      tokens.set(embedded.tokens.subarray(from * dimension, to * dimension), dimension * tokenStart[text]!);
    });
  }
  return { dimension, vectors, tokenStart, tokenSpans, tokens };
}
