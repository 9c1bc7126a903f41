import { describe, expect, it } from "vitest";
import { csrFromEntries } from "../../../src/math/sparse/csr-matrix.ts";
import type { BlendCase, BlendSlice } from "../../../src/training/blend-cases.ts";
import { fitBlend, type RecommenderParts } from "../../../src/training/fit-blend.ts";
import { choices } from "../../fixtures/random-choices.ts";

const TITLES = 40;
const NEW = 39;
const noChoices = choices(TITLES, []);

/** Readers of title 0 chose 1; the catalogue says that 0 is like `like`, and that the new title is like 0. */
function parts(like: number): RecommenderParts {
  const support = new Int32Array(TITLES).fill(30);
  support[NEW] = 0;
  const likeness = csrFromEntries(TITLES, TITLES, [0, 0], [like, NEW], [1, 0.5]);
  return {
    collaborative: csrFromEntries(TITLES, TITLES, [0], [1], [0.5]),
    direct: likeness,
    lifted: likeness,
    popularity: Float32Array.from({ length: TITLES }, (_, i) => (i === NEW ? 0 : 1 - i / TITLES)),
    support,
  };
}

const case_ = (target: number, history = [0]): BlendCase => ({
  target,
  history: { items: Int32Array.from(history), strengths: new Float32Array(history.length).fill(1) },
});

function slice(warm: readonly BlendCase[]): BlendSlice {
  const isCold = new Uint8Array(TITLES);
  isCold[NEW] = 1;
  return { interactions: noChoices, warm, cold: [case_(NEW)], isCold };
}

describe("learning a blend", () => {
  it("lets choices alone speak of known titles where content gains readers nothing", () => {
    const chosen = Array.from({ length: 30 }, () => case_(1));
    const { blend, gains } = fitBlend(parts(20), slice(chosen), 0, undefined);
    expect(blend).toMatchObject({ supportHalf: 0, contentKnown: 0, popular: 0.001 });
    expect(blend.contentCold).toBeGreaterThan(0);
    expect(gains).toEqual({ warm: 1, cold: 1 });
  });

  it("does so too where content helps by no more than chance: one reader of thirty", () => {
    const chosen = Array.from({ length: 30 }, (_, i) => case_(i === 0 ? 20 : 1));
    expect(fitBlend(parts(20), slice(chosen), 0, undefined).blend.contentKnown).toBe(0);
  });

  it("weighs content in where readers choose by it", () => {
    const alike = Array.from({ length: 30 }, () => case_(20));
    const { blend, gains } = fitBlend(parts(20), slice(alike), 0, undefined);
    expect(blend.contentKnown).toBeGreaterThan(0);
    // Choices alone would give title 20 its place by popularity.
    expect(gains.warm).toBeGreaterThan(0.6);
  });

  it("stops when aborted", () => {
    expect(() => fitBlend(parts(20), slice([case_(1)]), 0, AbortSignal.abort())).toThrow(
      expect.objectContaining({ code: "core.aborted" }),
    );
  });
});
