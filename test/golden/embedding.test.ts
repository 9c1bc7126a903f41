import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmbeddedTexts, TextEmbedder } from "../../src/core/ports.ts";
import { nodeEmbedder } from "../../src/platform/node/embedder.ts";
import { readGolden } from "./golden-case.ts";

interface SentenceCase {
  readonly text: string;
  readonly ids: readonly number[];
  /** Of tokens, in UTF-16 units. */
  readonly offsets: readonly (readonly [number, number])[];
  /** 384 numbers of four bytes, Base64. */
  readonly vector: string;
}

const { cases, tolerance, library } = readGolden<SentenceCase>("embedding");

describe(`embedding as ${library}`, () => {
  let embedder: TextEmbedder;
  let found: EmbeddedTexts;
  const list = Object.values(cases);
  beforeAll(async () => {
    embedder = await nodeEmbedder();
    found = await embedder.embed(list.map(({ text }) => text));
  });
  afterAll(() => embedder.dispose());

  for (const [i, { text, vector, offsets }] of list.entries()) {
    it(`gives the vector of "${text.slice(0, 40)}"`, () => {
      const bytes = Uint8Array.from(Buffer.from(vector, "base64"));
      const expected = new Float32Array(bytes.buffer);
      const ours = found.vectors.subarray(i * 384, (i + 1) * 384);
      const cosine = ours.reduce((sum, value, d) => sum + value * expected[d]!, 0);
      expect(1 - cosine).toBeLessThan(tolerance);
    });

    it(`finds each token of it where the native tokenizer says`, () => {
      const [from, to] = [found.tokenStart[i]!, found.tokenStart[i + 1]!];
      expect(to - from).toBe(offsets.length);
      const spans = offsets.map((_, t) => [
        found.tokenSpans[2 * (from + t)],
        found.tokenSpans[2 * (from + t) + 1],
      ]);
      expect(spans).toEqual(offsets.map(([start, end]) => [start, end]));
    });
  }
});
