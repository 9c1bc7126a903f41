/** Entry of one thread of Node's pool; the launcher bundles it beside the command. */
import { parentPort } from "node:worker_threads";
import { poolTasks } from "../../workflows/pool-tasks.ts";
import { servePoolTasks } from "./serve-pool-tasks.ts";

if (parentPort) servePoolTasks(parentPort, poolTasks);
