/**
 * Whether the screen is kept on: "held"; "hidden", as the page is not seen and gets it back when it is; "refused" by
 * the browser, as with a low battery; "unsupported".
 */
export type WakeState = "held" | "hidden" | "refused" | "unsupported";

/**
 * Keep the screen on until the returned function is called. A browser takes the lock away from a page that is not seen:
 * it is asked for anew each time the page is seen again.
 *
 * @param onState told how it stands, first at once
 * @see https://www.w3.org/TR/screen-wake-lock/
 */
export function keepAwake(onState: (state: WakeState) => void): () => void {
  if (!("wakeLock" in navigator)) {
    onState("unsupported");
    return () => {};
  }
  let over = false;
  let sentinel: WakeLockSentinel | null = null;
  const ask = async (): Promise<void> => {
    if (over || (sentinel !== null && !sentinel.released)) return;
    if (document.visibilityState !== "visible") {
      onState("hidden");
      return;
    }
    try {
      const given = await navigator.wakeLock.request("screen");
      if (over) {
        await given.release();
        return;
      }
      sentinel = given;
      given.addEventListener("release", () => over || onState("hidden"));
      onState("held");
    } catch {
      if (!over) onState("refused");
    }
  };
  const onVisible = (): void => void ask();
  document.addEventListener("visibilitychange", onVisible);
  void ask();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", onVisible);
    void sentinel?.release();
  };
}
