import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  FORECASTING_MODEL_IDS,
  forecastingCatalog,
  loadForecastingModel,
  loadForecastingModels,
  loadRagModel,
  loadRecommendationModel,
  RAG_MODEL_IDS,
  ragCatalog,
  RECOMMENDATION_MODEL_IDS,
  recommendationCatalog,
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

  it("loads every recommender by its id", async () => {
    for (const id of RECOMMENDATION_MODEL_IDS) expect((await loadRecommendationModel(id)).id).toBe(id);
  });
});
