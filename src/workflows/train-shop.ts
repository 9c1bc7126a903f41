import { AppError } from "../core/errors.ts";
import type { WorkflowContext } from "../core/ports.ts";
import type { TrainReport, TrainRequest } from "../domain/training.ts";
import { readIndex } from "../registry/index-file.ts";
import { RECOMMENDATION_ENGINE } from "../training/recommender-state.ts";
import { readDataset } from "./datasets.ts";
import { trainForecast } from "./train-forecast.ts";
import { trainRecommender } from "./train-recommender.ts";

/**
 * Train the forecast of a dataset; of the demo shop its recommender, too, where it has none: one tap shows everything.
 *
 * @throws as `trainForecast` and `trainRecommender`
 */
export async function trainShop(request: TrainRequest, context: WorkflowContext): Promise<TrainReport> {
  const { datasetId } = request;
  const report = await trainForecast(request, context);
  const { simulated } = await readDataset(context.database, datasetId);
  const { index } = await readIndex(context.database, RECOMMENDATION_ENGINE);
  if (simulated && index.champion[datasetId] === undefined) {
    try {
      await trainRecommender({ datasetId, preset: "fast" }, context);
    } catch (error) {
      // Another tab is at it, or one that was just closed still is: the forecast stands, and Train offers the rest.
      if (!(error instanceof AppError && error.code === "storage.busy")) throw error;
    }
  }
  return report;
}
