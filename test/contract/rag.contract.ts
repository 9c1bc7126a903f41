import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import type { FitContext } from "../../src/models/model.ts";
import { defaultOptions } from "../../src/models/options.ts";
import type { RagData, RagModel, RagRequest } from "../../src/models/rag/task.ts";
import {
  passage,
  questionVectors,
  randomPassages,
  randomUnits,
  randomVectors,
} from "../fixtures/passages.ts";
import { codeOf } from "./code-of.ts";

const PASSAGES = 80;
const DIMENSION = 24;
const random = seededRandom(3, "contract");
const passages = randomPassages(PASSAGES, random);
const data: RagData = { passages, vectors: randomVectors(PASSAGES, DIMENSION, random) };
const context = (seed = 7): FitContext => ({ random: seededRandom(seed) });
const request = (changes: Partial<RagRequest> = {}): RagRequest => ({
  question: passages[17]!.text,
  vectors: questionVectors(randomUnits(1, DIMENSION, seededRandom(5))),
  allowed: null,
  k: 10,
  ...changes,
});

/** What every retriever promises. */
export function ragModelContract(id: string, load: () => Promise<RagModel>): void {
  describe(`model contract: ${id}`, async () => {
    const model = await load();
    const options = defaultOptions(model.options);
    const fit = (given: RagData = data, seed?: number): unknown => model.fit(given, options, context(seed));

    it("is registered under its own id and names itself for a screen", () => {
      expect(model).toMatchObject({ id, task: "rag" });
      expect(model.label).not.toBe("");
    });

    it("ranks at most k passages, each once, best first", () => {
      for (const k of [1, 10, 500]) {
        const { rows, scores } = model.predict(fit(), request({ k }));
        expect(rows.length).toBe(scores.length);
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.length).toBeLessThanOrEqual(Math.min(k, PASSAGES));
        expect(new Set(rows).size).toBe(rows.length);
        expect(rows.every((row) => row < PASSAGES)).toBe(true);
        expect(scores).toEqual(scores.slice().sort((a, b) => b - a));
      }
    });

    it("finds only what is allowed", () => {
      const allowed = Uint8Array.from(passages, (_, row) => (row % 3 === 0 ? 1 : 0));
      const { rows } = model.predict(fit(), request({ allowed, k: PASSAGES }));
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every((row) => row % 3 === 0)).toBe(true);
      expect(model.predict(fit(), request({ allowed: new Uint8Array(PASSAGES) })).rows).toHaveLength(0);
    });

    it("gives the same state for the same seed, and one that can be cloned", () => {
      const state = fit(data, 3);
      expect(fit(data, 3)).toEqual(state);
      expect(structuredClone(state)).toEqual(state);
    });

    it("saves and loads exactly", () => {
      for (const given of [data, { ...data, vectors: null }, { passages: [], vectors: null }]) {
        const state = fit(given);
        const bytes = model.save(state);
        const loaded = model.load(bytes);
        expect(loaded).toEqual(state);
        expect(model.save(loaded)).toEqual(bytes);
        expect(model.predict(loaded, request())).toEqual(model.predict(state, request()));
      }
    });

    it("takes texts of any kind, and any question", () => {
      const odd = ["", " ", "…", "😀", "吾輩は猫", "a".repeat(5000), "the of and"].map((text) =>
        passage(text),
      );
      const state = fit({ passages: odd, vectors: null });
      for (const question of ["", "?", "the", "aaaaaaa", "吾輩", "😀", "__proto__", "x".repeat(9999)]) {
        const { rows } = model.predict(state, request({ question, vectors: null }));
        expect(rows.length).toBeLessThanOrEqual(odd.length);
      }
    });

    it("refuses vectors that are not the passages'", () => {
      const fewer = { passages: passages.slice(1), vectors: data.vectors };
      const code = codeOf(() => fit(fewer));
      expect(code).toBe(id === "bm25" ? "no error" : "rag.bad-passages");
    });

    it("refuses a request that does not suit it", () => {
      const state = fit();
      for (const k of [0, -1, 2.5, Number.NaN]) {
        expect(codeOf(() => model.predict(state, request({ k })))).toBe("rag.bad-request");
      }
      const allowed = new Uint8Array(PASSAGES - 1);
      expect(codeOf(() => model.predict(state, request({ allowed })))).toBe("rag.bad-request");
      const vectors = questionVectors(randomUnits(1, DIMENSION + 1, seededRandom(1)));
      const code = codeOf(() => model.predict(state, request({ vectors })));
      expect(code).toBe(id === "bm25" ? "no error" : "rag.bad-request");
    });

    it("stops before any work when the signal has fired", () => {
      const signal: AbortSignal = AbortSignal.abort();
      expect(codeOf(() => model.fit(data, options, { ...context(), signal }))).toBe("core.aborted");
    });

    it("refuses bytes of another model, another format or a cut file", () => {
      const bytes = model.save(fit());
      const foreign = bytes.slice();
      foreign.set([0x58], 0);
      const later = bytes.slice();
      later.set([9], 4);
      for (const damaged of [foreign, later, bytes.slice(0, 7), bytes.slice(0, 40), bytes.slice(0, -8)]) {
        expect(codeOf(() => model.load(damaged))).toBe("model.unknown-format");
      }
    });
  });
}
