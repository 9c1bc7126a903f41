import { errorCatalogue, errorText } from "../core/errors.ts";

export const bridgeError = errorCatalogue({
  "worker.failed-to-start": errorText(
    "device",
    (d: { worker: string; reason: string }) => `The ${d.worker} worker did not start: ${d.reason}.`,
    () => "Reload the page. If it comes back, check that nothing blocks scripts of this site.",
  ),
  "worker.crashed": errorText(
    "device",
    (d: { worker: string; reason: string }) => `The ${d.worker} worker ended unexpectedly: ${d.reason}.`,
    () => "Try again; finished parts are kept. If it comes back, close other tabs to free memory.",
  ),
  "update.busy": errorText(
    "device",
    (_: Record<string, never>) => "An import or a training is running, here or in another tab.",
    () => "Wait until it has finished, then update.",
  ),
});
