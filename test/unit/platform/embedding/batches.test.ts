import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchesByLength } from "../../../../src/platform/embedding/batches.ts";
import { gatherEmbedded } from "../../../../src/platform/embedding/gather-embedded.ts";
import { writePooled, writeUnit } from "../../../../src/platform/embedding/pooling.ts";

describe("batchesByLength", () => {
  it("puts like lengths together, the longest first, within the budget with padding", () => {
    expect(batchesByLength([3, 10, 4, 9], 20)).toEqual([
      [1, 3],
      [2, 0],
    ]);
  });

  it("gives a text longer than the budget a batch alone, and one each where the budget is 1", () => {
    expect(batchesByLength([50, 2], 20)).toEqual([[0], [1]]);
    expect(batchesByLength([5, 5, 5], 1)).toHaveLength(3);
  });

  it("holds each text once and keeps the budget, for any lengths", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 })),
        fc.integer({ min: 1, max: 1000 }),
        (lengths, budget) => {
          const batches = batchesByLength(lengths, budget);
          expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
          for (const batch of batches) {
            const longest = Math.max(...batch.map((i) => lengths[i]!));
            expect(batch.length === 1 || batch.length * longest <= budget).toBe(true);
          }
        },
      ),
      { seed: 20261125 },
    );
  });
});

describe("gatherEmbedded", () => {
  it("puts parts back in the order of the texts", () => {
    const part = (value: number, tokens: number) => ({
      dimension: 1,
      vectors: Float32Array.of(value),
      tokenStart: Uint32Array.of(0, tokens),
      tokenSpans: Uint32Array.from({ length: 2 * tokens }, (_, i) => 10 * value + i),
      tokens: new Float32Array(tokens).fill(value),
    });
    const whole = gatherEmbedded(2, 1, [
      { positions: [1], embedded: part(7, 2) },
      { positions: [0], embedded: part(3, 1) },
    ]);
    expect([...whole.vectors]).toEqual([3, 7]);
    expect([...whole.tokenStart]).toEqual([0, 1, 3]);
    expect([...whole.tokens]).toEqual([3, 7, 7]);
    expect([...whole.tokenSpans]).toEqual([30, 31, 70, 71, 72, 73]);
  });
});

describe("pooling", () => {
  const hidden = Float32Array.of(9, 9, 3, 0, 0, 4, 9, 9);

  it("takes the direction of the tokens' mean, or of the first token", () => {
    const out = new Float32Array(4);
    writePooled(hidden, 1, 2, 2, "mean", out, 0);
    writePooled(hidden, 1, 2, 2, "cls", out, 2);
    expect([...out].map((value) => Math.round(value * 100) / 100)).toEqual([0.6, 0.8, 1, 0]);
  });

  it("leaves the zero vector", () => {
    const out = Float32Array.of(5, 5);
    writeUnit(new Float32Array(2), 0, 2, out, 0);
    expect([...out]).toEqual([0, 0]);
  });
});
