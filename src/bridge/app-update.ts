import { isJobRunning } from "../platform/browser/running-jobs.ts";
import { registerServiceWorker } from "../platform/browser/service-worker.ts";
import { bridgeError } from "./errors.ts";

export interface AppUpdate {
  /**
   * Switch to the newer app and reload. Call it only when a person asked for it.
   * @throws `update.busy` while an import or a training runs in any tab
   */
  apply(): Promise<void>;
}

/**
 * Make the built app start offline, and offer updates.
 *
 * @param onUpdate a newer app waits; it may be called again with a still newer one
 * @param onOfflineReady all files are stored
 */
export async function keepOffline(
  onUpdate: (update: AppUpdate) => void,
  onOfflineReady: () => void = () => {},
): Promise<void> {
  await registerServiceWorker({
    onOfflineReady,
    onUpdate: (update) =>
      onUpdate({
        apply: async () => {
          if (await isJobRunning()) throw bridgeError("update.busy", {});
          update.apply();
        },
      }),
  });
}
