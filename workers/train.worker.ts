/** Fit, select, evaluate; on as many threads as there are cores. */
import type { TrainApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserClock } from "../src/platform/browser/clock.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserEnvironment } from "../src/platform/browser/environment.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { browserThreads } from "../src/platform/browser/threads.ts";
import { discardPendingTraining, pendingTraining } from "../src/workflows/train-forecast.ts";
import { trainRecommender } from "../src/workflows/train-recommender.ts";
import { trainShop } from "../src/workflows/train-shop.ts";

const context = {
  database: browserDatabase(),
  clock: browserClock,
  locks: browserLocks(),
  environment: browserEnvironment(),
  threads: browserThreads(() => new Worker(new URL("./pool.worker.ts", import.meta.url), { type: "module" })),
};

exposeApi<TrainApi>({
  pending: (datasetId) => pendingTraining(context.database, datasetId),
  train: (request, progress) => trainShop(request, { ...context, progress }),
  discardPending: (datasetId) => discardPendingTraining(context, datasetId),
  trainRecommender: (request, progress) => trainRecommender(request, { ...context, progress }),
});
