import type { WorkflowContext } from "../core/ports.ts";
import { ARTIFACTS_LOCK, modelRemoval } from "../registry/publish.ts";
import { deleteDataset } from "./datasets.ts";
import { DEMAND_FORECASTING } from "../training/forecast-state.ts";
import { RECOMMENDATION_ENGINE } from "../training/recommender-state.ts";
import { askIndexLock, askVectorsLock } from "./ask-index-store.ts";
import { documentsLock } from "./documents.ts";
import { predictionRemoval } from "./prediction-cache.ts";
import { RAG_SYSTEM } from "./rag-artifact.ts";
import { checkpointRemoval, recommenderLock, trainingLock } from "./train-forecast.ts";

/**
 * Remove a dataset with all that was made of it, models and checkpoints included, in one write.
 *
 * @throws `import.unknown-dataset`; `storage.busy` while a training of it, an import into it or work on its question
 * index runs
 */
export function removeDataset(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
): Promise<void> {
  const { database, locks } = context;
  const jobs = [trainingLock, recommenderLock, documentsLock, askIndexLock, askVectorsLock];
  const removal = (): Promise<void> =>
    locks.hold(ARTIFACTS_LOCK, { wait: true }, async () => {
      await deleteDataset(context, datasetId, [
        ...(await modelRemoval(database, DEMAND_FORECASTING, datasetId)),
        ...(await modelRemoval(database, RECOMMENDATION_ENGINE, datasetId)),
        ...(await modelRemoval(database, RAG_SYSTEM, datasetId)),
        ...(await checkpointRemoval(database, datasetId)),
        ...(await predictionRemoval(database, datasetId)),
      ]);
    });
  return jobs.reduceRight<() => Promise<void>>(
    (inner, lock) => () => locks.hold(lock(datasetId), { wait: false }, inner),
    removal,
  )();
}
