/** One more thread of a running job. */
import { servePoolTasks } from "../src/platform/browser/threads.ts";
import { poolTasks } from "../src/workflows/pool-tasks.ts";

servePoolTasks(poolTasks);
