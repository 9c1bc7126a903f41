import { errorCatalogue, errorText } from "./errors.ts";

/** Every way the threads port itself can fail; errors of a task pass through unchanged. */
export const threadError = errorCatalogue({
  "threads.unknown-task": errorText(
    "device",
    (d: { task: string; known: readonly string[] }) =>
      `There is no pool task "${d.task}"; known are: ${d.known.join(", ") || "none"}.`,
    () => "Reload the page: parts of two versions of the app may be mixed.",
  ),
  "threads.crashed": errorText(
    "device",
    (d: { task: string; reason: string; attempts: number }) =>
      `A thread running "${d.task}" ended unexpectedly, ${d.attempts} times: ${d.reason}.`,
    () => "Close other programs to free memory, then start again; finished parts are kept.",
  ),
});
