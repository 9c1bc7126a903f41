import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  FORECASTING_MODEL_IDS,
  forecastingCatalog,
  loadForecastingModel,
  loadForecastingModels,
} from "../../../src/models/catalog.ts";

const folders = readdirSync(new URL("../../../src/models/forecasting", import.meta.url), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe("the catalogue of models", () => {
  it("has one line for each model folder, and no other", () => {
    expect(Object.keys(forecastingCatalog).sort()).toEqual(folders.sort());
  });

  it("gives each folder its public face, options and README", () => {
    for (const folder of folders) {
      const files = readdirSync(new URL(`../../../src/models/forecasting/${folder}`, import.meta.url));
      expect(files).toEqual(expect.arrayContaining(["index.ts", "options.ts", "README.md"]));
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
    await expect(loadForecastingModel("toString")).rejects.toMatchObject({ code: "model.unknown-id" });
  });
});
