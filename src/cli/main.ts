/** Entry of the bundled command line: ties `run.ts` to this process. */
import process from "node:process";
import packageJson from "../../package.json" with { type: "json" };
import { nodeClock } from "../platform/node/clock.ts";
import { nodeEnvironment } from "../platform/node/environment.ts";
import { nodeThreads } from "../platform/node/threads.ts";
import { poolTasks } from "../workflows/pool-tasks.ts";
import { commands } from "./commands.ts";
import { EXIT, runCommandLine } from "./run.ts";
import { abandonFiles } from "./unfinished-files.ts";

/** Run this process's command line and end with its exit code. */
export async function runProcess(): Promise<void> {
  // Results are written to a file beside, then renamed, so stopping at any moment leaves nothing half-written.
  process.once("SIGINT", () => {
    abandonFiles();
    process.stderr.write(
      "\nsoma: stopped; no result was written. A training goes on from here when the same command is given again.\n",
    );
    process.exit(EXIT.interrupted);
  });
  // A reader such as `head` that has seen enough is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    throw error;
  });
  process.exitCode = await runCommandLine(commands, process.argv.slice(2), {
    version: packageJson.version,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    clock: nodeClock,
    environment: nodeEnvironment(),
    threads: nodeThreads(poolTasks),
  });
}
