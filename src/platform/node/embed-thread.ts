/** Entry of one session of the embedder in Node; the launcher bundles it beside the command. */
import { parentPort, workerData } from "node:worker_threads";
import { embeddingTasks, isOpenModel, openInThread } from "../embedding/embedding-thread.ts";
import { servePoolTasks } from "./serve-pool-tasks.ts";

if (parentPort && isOpenModel(workerData)) {
  const embedder = openInThread(workerData);
  // Said again by each task.
  embedder.catch(() => {});
  servePoolTasks(
    parentPort,
    embeddingTasks(() => embedder),
  );
}
