/** Fit, select, evaluate; on as many threads as there are cores. */
import type { TrainApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserClock } from "../src/platform/browser/clock.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { browserThreads } from "../src/platform/browser/threads.ts";
import { discardPendingTraining, pendingTraining, trainForecast } from "../src/workflows/train-forecast.ts";

const context = {
  database: browserDatabase(),
  clock: browserClock,
  locks: browserLocks(),
  threads: browserThreads(() => new Worker(new URL("./pool.worker.ts", import.meta.url), { type: "module" })),
};

exposeApi<TrainApi>({
  pending: (datasetId) => pendingTraining(context.database, datasetId),
  train: (request, progress) => trainForecast(request, { ...context, progress }),
  discardPending: (datasetId) => discardPendingTraining(context, datasetId),
});
