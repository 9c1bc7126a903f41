import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import type { FitContext } from "../../src/models/model.ts";
import { defaultOptions } from "../../src/models/options.ts";
import type {
  Interactions,
  ReaderHistory,
  RecommendationData,
  RecommendationModel,
} from "../../src/models/recommendation/task.ts";
import { choices, randomRows } from "../fixtures/random-choices.ts";
import { codeOf } from "./code-of.ts";

const TITLES = 60;

/** Models that know titles by more than their readers. */
const WITHOUT_READERS = new Set(["popularity", "content"]);

const context = (seed = 7): FitContext => ({ random: seededRandom(seed) });
const rows = randomRows(150, TITLES, seededRandom(3, "contract"));
/** Ordered: every model can use it, the directed one needs it. */
const ordered = choices(TITLES, rows, { ordered: true });
const weighted = choices(TITLES, rows, { ordered: true, strength: (entry) => 0.5 + (entry % 4) });

const history = (items: readonly number[], strengths?: readonly number[]): ReaderHistory => ({
  items: Int32Array.from(items),
  strengths: Float32Array.from(strengths ?? items.map(() => 1)),
});

/** What every recommender promises. */
export function recommendationModelContract(id: string, load: () => Promise<RecommendationModel>): void {
  describe(`model contract: ${id}`, async () => {
    const model = await load();
    const options = defaultOptions(model.options);
    const data = (interactions: Interactions): RecommendationData => ({ interactions, content: null });
    const fit = (interactions = ordered, seed?: number): unknown =>
      model.fit(data(interactions), options, context(seed));

    it("is registered under its own id and names itself for a screen", () => {
      expect(model.id).toBe(id);
      expect(model.task).toBe("recommendation");
      expect(model.label).not.toBe("");
    });

    for (const [name, interactions] of Object.entries({
      "plain choices": ordered,
      "choices with strengths": weighted,
    })) {
      it(`scores every title for known and new readers: ${name}`, () => {
        const state = fit(interactions);
        for (const items of [[], [5], rows[0]!, Array.from({ length: TITLES }, (_, i) => i)]) {
          const { scores } = model.predict(state, { history: history(items) });
          expect(scores).toHaveLength(TITLES);
          expect(scores.every((score) => Number.isFinite(score))).toBe(true);
        }
      });

      it(`gives the same state for the same seed: ${name}`, () => {
        expect(fit(interactions, 3)).toEqual(fit(interactions, 3));
      });

      it(`saves and loads exactly: ${name}`, () => {
        const state = fit(interactions);
        const bytes = model.save(state);
        const loaded = model.load(bytes);
        expect(loaded).toEqual(state);
        expect(model.save(loaded)).toEqual(bytes);
        const request = { history: history([3, 9, 4]) };
        expect(model.predict(loaded, request)).toEqual(model.predict(state, request));
      });

      it(`does not change the data, and keeps a state that can be cloned: ${name}`, () => {
        const before = structuredClone(interactions);
        const state = fit(interactions);
        expect(interactions).toEqual(before);
        expect(structuredClone(state)).toEqual(state);
      });

      it(`explains a score as a sum over the history, where it explains: ${name}`, () => {
        if (!model.explain) return;
        const state = fit(interactions);
        const mixed = history([1, 7, 2, 11], [1, 0.5, -1, 3]);
        const { scores } = model.predict(state, { history: mixed });
        for (let item = 0; item < TITLES; item++) {
          const parts = model.explain(state, mixed, item);
          expect(parts).toHaveLength(4);
          const size = parts.reduce((sum, part) => sum + Math.abs(part), 0);
          const sum = parts.reduce((total, part) => total + part, 0);
          expect(Math.abs(sum - scores[item]!)).toBeLessThanOrEqual(1e-6 * size);
        }
      });
    }

    it("refuses interactions that no model can use, each with the documented code", () => {
      const bad: Readonly<Record<string, Interactions>> = {
        "a title below 0": { ...ordered, items: ordered.items.with(4, -1) },
        "a title beyond the last": { ...ordered, items: ordered.items.with(4, TITLES) },
        "a title twice": choices(
          TITLES,
          [
            [1, 2, 1],
            [2, 3],
          ],
          { ordered: true },
        ),
        "a strength of 0": { ...ordered, strengths: ordered.strengths.with(2, 0) },
        "a strength that is no number": { ...ordered, strengths: ordered.strengths.with(2, Number.NaN) },
        "too few strengths": { ...ordered, strengths: ordered.strengths.slice(1) },
        "rows that overlap": { ...ordered, rowStart: ordered.rowStart.with(3, ordered.items.length) },
        "rows that end too soon": { ...ordered, rowStart: ordered.rowStart.slice(0, -1) },
      };
      for (const [what, interactions] of Object.entries(bad)) {
        expect([what, codeOf(() => fit(interactions))]).toEqual([what, "recommendation.bad-interactions"]);
      }
    });

    it("refuses interactions without a choice, or answers without any where it can", () => {
      const nobody = choices(TITLES, [[], []], { ordered: true });
      if (!WITHOUT_READERS.has(id)) expect(codeOf(() => fit(nobody))).toBe("recommendation.empty");
      else
        expect(model.predict(fit(nobody), { history: history([3]) }).scores).toEqual(
          new Float32Array(TITLES),
        );
    });

    it("refuses a history that it cannot use", () => {
      const state = fit();
      const bad = [
        history([3, TITLES]),
        history([-1]),
        history([4, 4]),
        history([4], [Number.NaN]),
        { items: Int32Array.of(1, 2), strengths: Float32Array.of(1) },
      ];
      for (const each of bad) {
        expect(codeOf(() => model.predict(state, { history: each }))).toBe("recommendation.bad-history");
        if (model.explain)
          expect(codeOf(() => model.explain!(state, each, 0))).toBe("recommendation.bad-history");
      }
    });

    it("stops before any work when the signal has fired", () => {
      const signal: AbortSignal = AbortSignal.abort();
      expect(codeOf(() => model.fit(data(ordered), options, { ...context(), signal }))).toBe("core.aborted");
    });

    it("refuses bytes of another model, another format or a cut file", () => {
      const bytes = model.save(fit());
      for (const damaged of [
        bytes.with(0, 0x58),
        bytes.with(4, 9),
        bytes.slice(0, 7),
        bytes.slice(0, 40),
        bytes.slice(0, -8),
      ]) {
        expect(codeOf(() => model.load(damaged))).toBe("model.unknown-format");
      }
    });
  });
}
