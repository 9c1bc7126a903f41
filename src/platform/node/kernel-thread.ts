/** Entry of one more thread of a tree training in Node: takes part until the training ends. */
import { parentPort, workerData } from "node:worker_threads";
import type { TeamInvitation } from "../../math/trees/kernel-team.ts";
import { serveTreeTeam } from "../../math/trees/tree-engine.ts";

if (parentPort) {
  parentPort.postMessage("ready");
  serveTreeTeam(workerData as TeamInvitation);
}
