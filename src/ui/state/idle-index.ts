import { onCleanup } from "solid-js";
import type { AppState } from "./app.tsx";

const SIGNS = ["pointerdown", "keydown", "wheel"] as const;
/** So long nobody has touched the app. */
const QUIET_MS = 30_000;

/** Once nobody has touched the app for a while, the question index keeps up with the shop, whichever screen is open. */
export function keepIndexWhenIdle(app: AppState): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = async (): Promise<void> => {
    stop();
    const { shopAskIndex } = await import("./ask-index.ts");
    app.keep(shopAskIndex);
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void begin(), QUIET_MS);
  };
  const stop = (): void => {
    clearTimeout(timer);
    for (const sign of SIGNS) document.removeEventListener(sign, wait, { capture: true });
  };
  for (const sign of SIGNS) document.addEventListener(sign, wait, { capture: true, passive: true });
  wait();
  onCleanup(stop);
}
