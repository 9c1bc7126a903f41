import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { titleContent } from "../../../../src/features/title-terms.ts";
import { modelOptions } from "../../../../src/models/options.ts";
import { content } from "../../../../src/models/recommendation/content/index.ts";
import type { Interactions } from "../../../../src/models/recommendation/task.ts";
import { titleRecord } from "../../workflows/forecast-shop.ts";

const nobody = (itemCount: number): Interactions => ({
  userCount: 0,
  itemCount,
  rowStart: new Int32Array(1),
  items: new Int32Array(0),
  strengths: new Float32Array(0),
  ordered: false,
});
const context = { random: seededRandom(1) };
const titles = [
  titleRecord("0", { title: "Emma", authors: ["Jane Austen"], genre: "Romance", year: 1815 }),
  titleRecord("1", { title: "Persuasion", authors: ["Jane Austen"], genre: "Romance", year: 1817 }),
  titleRecord("2", { title: "Dracula", authors: ["Bram Stoker"], genre: "Horror", year: 1897 }),
  titleRecord("3", { title: "Carmilla", authors: ["Sheridan Le Fanu"], genre: "Horror", year: 1872 }),
  titleRecord("4", { title: "Ulysses", authors: ["James Joyce"], genre: "Modern", year: 1922 }),
];
const data = (vectors: Float32Array | null = null) => ({
  interactions: nobody(titles.length),
  content: titleContent(titles, vectors && { dimension: 2, values: vectors }),
});
const given = (changed: Readonly<Record<string, number | string>> = {}) =>
  modelOptions(content, { commonShare: 1, ...changed });
const scoresOf = (item: number, options = given(), vectors: Float32Array | null = null): Float32Array => {
  const history = { items: Int32Array.of(item), strengths: Float32Array.of(1) };
  return content.predict(content.fit(data(vectors), options, context), { history }).scores;
};

describe("the content model", () => {
  it("finds the same author first, then the same genre, whatever anyone bought", () => {
    const scores = scoresOf(0);
    expect(scores[1]).toBeGreaterThan(scores[2]!);
    expect(scoresOf(2)[3]).toBeGreaterThan(scoresOf(2)[4]!);
    expect(scores[0]).toBe(0);
  });

  it("weighs fields by its options, and adds what each says", () => {
    const only = {
      title: 0,
      series: 0,
      language: 0,
      decade: 0,
      price: 0,
      description: 0,
      letters: 0,
      publisher: 0,
    };
    const both = scoresOf(0, given({ ...only, authors: 2, genre: 3 }));
    expect(both[1]).toBeCloseTo(5, 5);
    expect(both[2]).toBe(0);
  });

  it("counts repeated words less and less by BM25", () => {
    const words = ["red red red blue", "red green", "blue green", "white"];
    const texts = {
      interactions: nobody(4),
      content: titleContent(words.map((title, i) => titleRecord(String(i), { title }))),
    };
    const only = { letters: 0, title: 1, commonShare: 1 };
    const byBlue = (weighting: string): number =>
      content.predict(content.fit(texts, modelOptions(content, { ...only, weighting }), context), {
        history: { items: Int32Array.of(0), strengths: Float32Array.of(1) },
      }).scores[2]!;
    expect(byBlue("bm25")).toBeGreaterThan(byBlue("tfidf"));
  });

  it("leaves out what most titles say, but not their years", () => {
    const strict = scoresOf(0, given({ commonShare: 0.2, decade: 1 }));
    expect(strict[1]).toBeCloseTo(0.97, 1);
  });

  it("adds the cosine of embeddings where there are any; a title without keeps its words", () => {
    const vectors = Float32Array.of(1, 0, 0, 0, 1, 0.1, 0, 1, 1, 0);
    const scores = scoresOf(0, given({ dense: 10 }), vectors);
    expect(scores[4]! - scoresOf(0)[4]!).toBeCloseTo(10, 4);
    expect(scores[2]! - scoresOf(0)[2]!).toBeCloseTo(10 / Math.sqrt(1.01), 4);
    expect(scores[1]).toBeCloseTo(scoresOf(0)[1]!, 6);
    expect(scores[3]).toBe(scoresOf(0)[3]);
  });

  it("keeps the nearest of each recommended title", () => {
    const { matrix } = content.fit(data(), given({ topK: 1 }), context);
    const columns = [...matrix.columns].sort((a, b) => a - b);
    // Nothing is like Ulysses here.
    expect(columns).toEqual([0, 1, 2, 3]);
  });

  it("knows nothing without a catalogue", () => {
    const state = content.fit({ interactions: nobody(3), content: null }, given(), context);
    expect(state.matrix.columns).toHaveLength(0);
  });

  it("explains a score by the titles read", () => {
    const state = content.fit(data(), given(), context);
    const history = { items: Int32Array.of(0, 2), strengths: Float32Array.of(1, -2) };
    const parts = content.explain!(state, history, 1);
    expect(parts[0]! + parts[1]!).toBeCloseTo(content.predict(state, { history }).scores[1]!, 6);
    expect(content.load(content.save(state))).toEqual(state);
  });
});
