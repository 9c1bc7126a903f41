import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  CLASSIFICATION_MODEL_IDS,
  classificationCatalog,
  FORECASTING_MODEL_IDS,
  forecastingCatalog,
  loadClassificationModel,
  loadForecastingModel,
  loadForecastingModels,
  loadRagModel,
  loadRecommendationModel,
  loadRegressionModel,
  RAG_MODEL_IDS,
  ragCatalog,
  RECOMMENDATION_MODEL_IDS,
  recommendationCatalog,
  REGRESSION_MODEL_IDS,
  regressionCatalog,
} from "../../../src/models/catalog.ts";

const foldersOf = (task: string): string[] =>
  readdirSync(new URL(`../../../src/models/${task}`, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
const CATALOGUES = {
  forecasting: forecastingCatalog,
  recommendation: recommendationCatalog,
  rag: ragCatalog,
  classification: classificationCatalog,
  regression: regressionCatalog,
} as const;

describe("the catalogue of models", () => {
  it("has one line for each model folder, and no other", () => {
    for (const [task, catalog] of Object.entries(CATALOGUES)) {
      expect(Object.keys(catalog).sort()).toEqual(foldersOf(task));
    }
  });

  it("gives each folder its public face, options and README", () => {
    for (const task of Object.keys(CATALOGUES)) {
      for (const folder of foldersOf(task)) {
        const files = readdirSync(new URL(`../../../src/models/${task}/${folder}`, import.meta.url));
        expect(files).toEqual(expect.arrayContaining(["index.ts", "options.ts", "README.md"]));
      }
    }
  });

  it("loads all models by id, in its own order", async () => {
    const models = await loadForecastingModels();
    expect([...models.keys()]).toEqual([...FORECASTING_MODEL_IDS]);
    for (const [id, model] of models) expect(model.id).toBe(id);
  });

  it("names the known models when asked for another", async () => {
    await expect(loadForecastingModel("prophet")).rejects.toMatchObject({
      code: "model.unknown-id",
      message: expect.stringContaining("seasonal-naive"),
    });
    await expect(loadRecommendationModel("svd")).rejects.toMatchObject({
      code: "model.unknown-id",
      message: expect.stringContaining("item-item"),
    });
    await expect(loadForecastingModel("toString")).rejects.toMatchObject({ code: "model.unknown-id" });
  });

  it("loads every retriever by its id", async () => {
    for (const id of RAG_MODEL_IDS) expect((await loadRagModel(id)).id).toBe(id);
    await expect(loadRagModel("tf-idf")).rejects.toMatchObject({ code: "model.unknown-id" });
  });

  it("loads every model of tables by its id", async () => {
    for (const id of CLASSIFICATION_MODEL_IDS) expect((await loadClassificationModel(id)).id).toBe(id);
    for (const id of REGRESSION_MODEL_IDS) expect((await loadRegressionModel(id)).id).toBe(id);
    await expect(loadClassificationModel("svm")).rejects.toMatchObject({ code: "model.unknown-id" });
    await expect(loadRegressionModel("svm")).rejects.toMatchObject({ code: "model.unknown-id" });
  });

  it("loads every recommender by its id", async () => {
    for (const id of RECOMMENDATION_MODEL_IDS) expect((await loadRecommendationModel(id)).id).toBe(id);
  });
});
