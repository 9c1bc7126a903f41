import { describe, expect, it } from "vitest";
import type { EmbeddedTexts } from "../../../../src/core/ports.ts";
import { seededRandom } from "../../../../src/core/random.ts";
import {
  passageTokens,
  projectToken,
  tokenCosines,
  type TokenProjection,
} from "../../../../src/models/rag/passage-tokens.ts";

const DIMENSION = 16;
const random = seededRandom(9, "passage tokens");
const drawn = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
const projection: TokenProjection = { from: DIMENSION, to: 8, weights: drawn(DIMENSION * 8) };

/** Two parts with two tokens and one, at these places. */
const embedded: EmbeddedTexts = {
  dimension: DIMENSION,
  vectors: drawn(2 * DIMENSION),
  tokenStart: Uint32Array.of(0, 2, 3),
  tokenSpans: Uint32Array.of(0, 3, 4, 9, 0, 5),
  tokens: drawn(3 * DIMENSION),
};
const spans = [
  [
    { start: 0, end: 9 },
    { start: 10, end: 15 },
  ],
];

describe("passageTokens", () => {
  it("keeps where each token stands in the passage", () => {
    const [tokens] = passageTokens(spans, embedded, projection);
    expect([...tokens!.places]).toEqual([0, 4, 10]);
  });

  it("keeps cosines to a hundredth, in an eighth of the bytes", () => {
    const [tokens] = passageTokens(spans, embedded, projection);
    const exact = new Float32Array(8);
    const question = new Float32Array(8);
    projectToken(drawn(DIMENSION), 0, projection, question);
    const cosines = new Float32Array(3);
    tokenCosines(question, tokens!, cosines);
    for (let t = 0; t < 3; t++) {
      projectToken(embedded.tokens, t * DIMENSION, projection, exact);
      const cosine = exact.reduce((sum, value, j) => sum + value * question[j]!, 0);
      expect(Math.abs(cosine - cosines[t]!)).toBeLessThan(0.01);
    }
    expect(tokens!.codes.byteLength).toBe(3 * 8);
  });

  it("keeps nothing of an embedder of another dimension", () => {
    expect(passageTokens(spans, embedded, { ...projection, from: 12 })).toEqual([null]);
  });
});
