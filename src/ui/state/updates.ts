import { createSignal, type Accessor } from "solid-js";
import { keepOffline, type AppUpdate } from "../../bridge/app-update.ts";

/** A newer version of the app, fetched and waiting. */
export interface Updates {
  readonly ready: Accessor<boolean>;
  /**
   * Switch to it and reload.
   * @throws `update.busy` while an import or a training runs in any tab
   */
  apply(): Promise<void>;
}

/** Keep the app for use without a network, and hear of newer versions. */
export function createUpdates(): Updates {
  const [waiting, setWaiting] = createSignal<AppUpdate | null>(null);
  // Where service workers are not to be had (a private window), the app runs all the same, with a network.
  keepOffline((update) => setWaiting(update)).catch(() => setWaiting(null));
  return {
    ready: () => waiting() !== null,
    async apply() {
      await waiting()?.apply();
    },
  };
}

/** The same where nothing is kept: while developing. */
export const noUpdates: Updates = { ready: () => false, apply: async () => {} };
