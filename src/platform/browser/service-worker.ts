import { SKIP_WAITING } from "./skip-waiting.ts";

const UPDATE_INTERVAL_MS = 3_600_000;

/** A newer app is there. Nothing happens until `apply` is called, which a person decides. */
interface WaitingUpdate {
  /** Take over in all tabs and reload this one. */
  apply(): void;
}

interface ServiceWorkerListener {
  /** A newer app waits; or, `apply` only reloads, another tab has already switched to it. */
  readonly onUpdate: (update: WaitingUpdate) => void;
  /** Every file is stored: from now on the app starts without a network. */
  readonly onOfflineReady?: () => void;
}

/**
 * Register the service worker of the built app and look for a newer one at each start and every hour.
 *
 * @returns call it to stop looking; undefined where service workers are not to be had
 */
export async function registerServiceWorker(
  listener: ServiceWorkerListener,
  url = "/service.worker.js",
): Promise<(() => void) | undefined> {
  if (!("serviceWorker" in navigator)) return undefined;
  const container = navigator.serviceWorker;
  // The very first worker takes over by itself; that is no update.
  const hadController = container.controller !== null;
  let applied = false;
  const registration = await container.register(url, { updateViaCache: "none" });

  const offer = (worker: ServiceWorker): void => {
    listener.onUpdate({
      apply: () => {
        applied = true;
        worker.postMessage(SKIP_WAITING);
      },
    });
  };
  const watch = (worker: ServiceWorker): void => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) offer(worker);
    });
  };
  const reload = (): void => location.reload();

  if (registration.waiting && registration.active) offer(registration.waiting);
  if (registration.installing) watch(registration.installing);
  registration.addEventListener("updatefound", () => {
    if (registration.installing) watch(registration.installing);
  });
  container.addEventListener("controllerchange", () => {
    if (applied) reload();
    else if (hadController) listener.onUpdate({ apply: reload });
  });
  void container.ready.then(() => listener.onOfflineReady?.());

  const timer = setInterval(() => void registration.update().catch(() => {}), UPDATE_INTERVAL_MS);
  return () => clearInterval(timer);
}
