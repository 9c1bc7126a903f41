import type { PoolTasks } from "../core/ports.ts";
import { loadForecastingModels } from "../models/catalog.ts";
import type { ForecastingModel } from "../models/forecasting/task.ts";
import { forecastBatch, type ForecastBatch, type ForecastBatchResult } from "../training/forecast-batch.ts";
import { seriesBatch, type SeriesBatch, type SeriesBatchResult } from "../training/series-batch.ts";
import type { FeatureBatch } from "./feature-columns.ts";

/** What a thread of the pool can be asked to do, by name. */
export const poolTasks = {
  "forecast-batch": async (batch: ForecastBatch): Promise<ForecastBatchResult> =>
    forecastBatch(lookUp(await loadForecastingModels()), batch),
  "series-batch": async (batch: SeriesBatch): Promise<SeriesBatchResult> =>
    seriesBatch(lookUp(await loadForecastingModels()), batch),
  "feature-batch": async (batch: FeatureBatch): Promise<null> =>
    (await import("./feature-columns.ts")).fillFeatureBatch(batch),
} as const satisfies PoolTasks;

function lookUp(models: ReadonlyMap<string, ForecastingModel>): (id: string) => ForecastingModel {
  return (id) => models.get(id)!;
}
