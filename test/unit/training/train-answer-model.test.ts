import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { answerConfidence } from "../../../src/models/rag/answer-confidence.ts";
import { predictRaw } from "../../../src/math/trees/ensemble-predict.ts";
import { CONFIDENCE_FEATURES } from "../../../src/models/rag/answer-confidence.ts";
import { carriedModel, loadAnswerModel, saveAnswerModel } from "../../../src/training/answer-model.ts";
import { answerRelevance, fitLogistic } from "../../../src/training/train-answer-model.ts";
import {
  trainProjection,
  type ProjectionCase,
  type TokenTable,
} from "../../../src/training/train-projection.ts";
import { trainRerankerTrees, type RankingCase } from "../../../src/training/train-reranker.ts";
import { RERANK_FEATURES } from "../../../src/models/rag/rerank-features.ts";

describe("the answer model", () => {
  it("is the same bytes when saved again", async () => {
    const model = await carriedModel();
    const bytes = saveAnswerModel(model);
    expect(saveAnswerModel(loadAnswerModel(bytes))).toEqual(bytes);
    expect(model.origin).toContain("FairytaleQA");
  });

  it("has a confidence that rises with the evidence", async () => {
    const { confidence } = await carriedModel();
    const random = seededRandom(5, "confidence");
    const rows = Array.from({ length: 50 }, () =>
      Float64Array.from(CONFIDENCE_FEATURES, () => 2 * random.next() - 0.5),
    );
    const seen = rows
      .map((row) => [predictRaw(confidence.ensemble, row)[0]!, answerConfidence(confidence, row)] as const)
      .sort((a, b) => a[0] - b[0]);
    seen.forEach(([, chance], i) => {
      expect(chance).toBeGreaterThanOrEqual(seen[Math.max(0, i - 1)]![1]);
      expect(chance).toBeGreaterThan(0);
      expect(chance).toBeLessThan(1);
    });
  });
});

describe("answerRelevance", () => {
  const asked = { text: "Where did the girl live?", answers: ["in a house by the sea", "a cottage"] };
  it("counts what the question does not say itself", () => {
    expect(answerRelevance("She lived in a cottage.", "en", asked)).toBe(2);
    expect(answerRelevance("Houses stood near the seas.", "en", asked)).toBe(2);
    expect(answerRelevance("The house was old.", "en", asked)).toBe(1);
    expect(answerRelevance("The girl lived there.", "en", asked)).toBe(0);
  });
});

describe("fitLogistic", () => {
  it("finds slope and intercept of chances that it is given", () => {
    const random = seededRandom(2, "logistic");
    const raw = Float64Array.from({ length: 20_000 }, () => random.normal());
    const right = raw.map((x) => (random.next() < 1 / (1 + Math.exp(-(1.5 * x - 0.5))) ? 1 : 0));
    const { slope, intercept } = fitLogistic(raw, right);
    expect(slope).toBeCloseTo(1.5, 1);
    expect(intercept).toBeCloseTo(-0.5, 1);
  });
});

describe("training", () => {
  it("of the reranker finds the column that tells, to the same bits each time", async () => {
    const random = seededRandom(7, "ranking");
    const width = RERANK_FEATURES.length;
    const cases = Array.from({ length: 120 }, (): RankingCase => {
      const features = Float32Array.from({ length: 12 * width }, () => random.next());
      const best = random.integer(12);
      features[best * width + 3] = 2;
      return { features, relevance: Uint8Array.from({ length: 12 }, (_, i) => (i === best ? 1 : 0)) };
    });
    const options = { trees: 10, leaves: 4, learningRate: 0.2, seed: 1 };
    const first = await trainRerankerTrees(cases, options);
    expect(first).toEqual(await trainRerankerTrees(cases, options));
    const scores = predictRaw(first, Float64Array.from(cases[0]!.features));
    expect(scores.indexOf(Math.max(...scores))).toBe(cases[0]!.relevance.indexOf(1));
  });

  it("of the projection turns towards the directions that tell, to the same bits each time", () => {
    const table = (rows: readonly (readonly number[])[]): TokenTable => ({
      dimension: 8,
      start: Uint32Array.from({ length: rows.length + 1 }, (_, i) => i),
      codes: Int8Array.from(rows.flat()),
      scales: Float32Array.from(rows, (row) => 1 / Math.hypot(...row)),
    });
    // Component 7 tells; the starting directions look at it least.
    const questions = table([[90, 0, 0, 0, 0, 0, 0, 60]]);
    const passages = table([
      [70, 50, 0, 0, 0, 0, 0, 60],
      [90, 0, 10, 0, 0, 0, 0, -60],
    ]);
    const cases: ProjectionCase[] = [{ question: 0, weights: Float64Array.of(1), gold: 0, others: [1] }];
    const weights = new Float32Array(8 * 4);
    for (let i = 0; i < 4; i++) weights[i * 4 + i] = 1;
    weights[7 * 4 + 3] = 0.1;
    const losses: number[] = [];
    const train = () =>
      trainProjection(
        questions,
        passages,
        cases,
        { from: 8, to: 4, weights },
        { to: 4, epochs: 30, learningRate: 0.02, temperature: 0.1, batch: 1 },
        seededRandom(1),
        { onPass: (_, loss) => losses.push(loss) },
      );
    expect(train()).toEqual(train());
    expect(losses[29]!).toBeLessThan(losses[0]! / 4);
  });
});
