import type { WorkflowContext } from "../core/ports.ts";
import { ARTIFACTS_LOCK, modelRemoval } from "../registry/publish.ts";
import { deleteDataset } from "./datasets.ts";
import { DEMAND_FORECASTING } from "../training/forecast-state.ts";
import { RECOMMENDATION_ENGINE } from "../training/recommender-state.ts";
import { checkpointRemoval, recommenderLock, trainingLock } from "./train-forecast.ts";

/**
 * Remove a dataset with all that was made of it, models and checkpoints included, in one write.
 *
 * @throws `import.unknown-dataset`; `storage.busy` while a training of it or an import into it runs
 */
export function removeDataset(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
): Promise<void> {
  const { database, locks } = context;
  return locks.hold(trainingLock(datasetId), { wait: false }, () =>
    locks.hold(recommenderLock(datasetId), { wait: false }, () =>
      locks.hold(ARTIFACTS_LOCK, { wait: true }, async () => {
        await deleteDataset(context, datasetId, [
          ...(await modelRemoval(database, DEMAND_FORECASTING, datasetId)),
          ...(await modelRemoval(database, RECOMMENDATION_ENGINE, datasetId)),
          ...(await checkpointRemoval(database, datasetId)),
        ]);
      }),
    ),
  );
}
