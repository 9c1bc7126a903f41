import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { modelOptions } from "../../../../src/models/options.ts";
import { dense } from "../../../../src/models/rag/dense/index.ts";
import {
  changeHybridRag,
  hybridRag,
  retrieve,
  withVectors,
  type Candidate,
} from "../../../../src/models/rag/hybrid-rag/index.ts";
import { noVectors, passageVectors, takeVectors } from "../../../../src/models/rag/passage-vectors.ts";
import type { RagRequest } from "../../../../src/models/rag/task.ts";
import { passage, questionVectors } from "../../../fixtures/passages.ts";

const context = { random: seededRandom(1) };
const passages = [
  passage("The whale sank the ship."),
  passage("The ship came home."),
  passage("A great animal of the sea. It was white."),
  passage("Bread and butter."),
];
/** Sentences as unit vectors of the plane: the whale's direction is (1, 0). */
const vectors = passageVectors([1, 1, 2, 1], {
  dimension: 2,
  vectors: Float32Array.of(1, 0, 0.6, 0.8, 0.96, 0.28, 0, 1, 0, -1),
});
const state = hybridRag.fit({ passages, vectors }, modelOptions(hybridRag), context);
const request = (changes: Partial<RagRequest> = {}): RagRequest => ({
  question: "Which whale sank a ship?",
  vectors: questionVectors(Float32Array.of(1, 0)),
  allowed: null,
  k: 50,
  ...changes,
});
const found = (of = state, changes: Partial<RagRequest> = {}): readonly Candidate[] =>
  retrieve(of, request(changes)).candidates;

describe("vectors of passages", () => {
  it("are means of their sentences', and sentences are kept where there are several", () => {
    expect([...vectors.sentenceStart]).toEqual([0, 0, 0, 2, 2]);
    const scale = vectors.passages.scales[2]!;
    // (0.96, 0.28) and (0, 1): the mean (0.48, 0.64) is of length 0.8.
    expect(vectors.passages.codes[4]! * scale).toBeCloseTo(0.6, 2);
    expect(vectors.passages.codes[5]! * scale).toBeCloseTo(0.8, 2);
  });

  it("are none for a passage of no sentence", () => {
    const { passages: rows } = passageVectors([0, 1], { dimension: 2, vectors: Float32Array.of(0, 1) });
    expect([...rows.scales].map((scale) => scale > 0)).toEqual([false, true]);
  });
});

describe("the dense retriever", () => {
  it("ranks by the cosines of passage and nearest sentence", () => {
    const options = modelOptions(dense, { passageShare: 0.5 });
    const { rows, scores } = dense.predict(dense.fit({ passages, vectors }, options, context), request());
    expect([...rows]).toEqual([0, 2, 1, 3]);
    expect(scores[1]).toBeCloseTo(1 + (0.6 + 0.96) / 2, 2);
  });

  it("finds nothing without vectors of passages or question", () => {
    const without = dense.fit({ passages, vectors: null }, modelOptions(dense), context);
    expect(dense.predict(without, request()).rows).toHaveLength(0);
    const fitted = dense.fit({ passages, vectors }, modelOptions(dense), context);
    expect(dense.predict(fitted, request({ vectors: null })).rows).toHaveLength(0);
  });
});

describe("the hybrid retriever", () => {
  it("finds by words and by meaning, and says what each gave", () => {
    const candidates = found();
    expect(candidates.map(({ row }) => row)).toEqual([0, 2, 1, 3]);
    const [first, second] = candidates;
    expect(first).toMatchObject({ coverage: 1, meaning: { nearest: 0 } });
    expect(first!.wordShare).toBeGreaterThan(0.5);
    expect(second).toMatchObject({ bm25: 0, wordShare: 0, coverage: 0, meaning: { nearest: 0 } });
    expect(second!.meaning.sentence).toBeCloseTo(0.96, 2);
  });

  it("ranks by words alone where the question has no vectors", () => {
    const candidates = found(state, { vectors: null });
    expect(candidates.map(({ row }) => row)).toEqual([0, 1]);
    expect(candidates[0]!.meaning).toEqual({ passage: NaN, sentence: NaN, nearest: -1 });
    expect(found(withVectors(state, null))).toEqual(candidates);
  });

  it("does not punish a passage whose vectors are still to be made", () => {
    const later = withVectors(state, takeVectors(vectors, [-1, 1, 2, 3]));
    expect(found(later)[0]).toMatchObject({ row: 0, meaning: { nearest: -1 } });
    const none = withVectors(state, noVectors(4, 2));
    expect(found(none).map(({ row }) => row)).toEqual(found(state, { vectors: null }).map(({ row }) => row));
  });

  it("finds only what is allowed, by words and by meaning", () => {
    const candidates = found(state, { allowed: Uint8Array.of(0, 1, 0, 1) });
    expect(candidates.map(({ row }) => row)).toEqual([1, 3]);
  });

  it("changes as if it were made anew", () => {
    const added = { passages: [passage("A whale of a time.")], vectors: takeVectors(vectors, [3]) };
    const changed = changeHybridRag(state, Uint8Array.of(0, 1, 0, 0), added);
    const anew = hybridRag.fit(
      {
        passages: [passages[0]!, passages[2]!, passages[3]!, ...added.passages],
        vectors: takeVectors(vectors, [0, 2, 3, 3]),
      },
      state.options,
      context,
    );
    expect(changed).toEqual(anew);
  });

  it("takes passages without vectors beside others, in either order", () => {
    const words = withVectors(state, null);
    const none = new Uint8Array(4);
    const more = { passages: [passage("A whale.")], vectors: null };
    expect(changeHybridRag(words, none, more).vectors).toBeNull();
    const after = changeHybridRag(state, none, more).vectors;
    expect(after).toEqual(takeVectors(vectors, [0, 1, 2, 3, -1]));
    const before = changeHybridRag(words, none, { ...more, vectors: takeVectors(vectors, [0]) }).vectors;
    expect(before).toEqual(takeVectors(vectors, [-1, -1, -1, -1, 0]));
  });
});
