import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";

/** Watches whether anyone is still there. */
export interface Idle {
  /** Seconds until the end once nobody has been seen for a while; null while somebody is there. */
  readonly secondsLeft: Accessor<number | null>;
  /** Somebody is there after all: the countdown ends. */
  stay(): void;
}

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "scroll"] as const;

/**
 * After `quietMs` without a sign of life a countdown of `warnMs` begins, then `onEnd` is called; only `stay` ends the
 * countdown, so that a brush against the glass does not. A tablet that slept meanwhile counts the time it slept.
 *
 * @param watching nothing is counted while this is false
 */
export function createIdle(options: {
  readonly quietMs: number;
  readonly warnMs: number;
  readonly watching: Accessor<boolean>;
  readonly onEnd: () => void;
}): Idle {
  const [secondsLeft, setSecondsLeft] = createSignal<number | null>(null);
  let lastSign = Date.now();
  const stay = (): void => {
    lastSign = Date.now();
    setSecondsLeft(null);
  };
  const onSign = (): void => {
    if (secondsLeft() === null) lastSign = Date.now();
  };
  const look = (): void => {
    const quietFor = Date.now() - lastSign;
    if (quietFor < options.quietMs) return;
    const left = Math.ceil((options.quietMs + options.warnMs - quietFor) / 1000);
    if (left > 0) setSecondsLeft(left);
    else {
      stay();
      options.onEnd();
    }
  };
  createEffect(
    on(options.watching, (watching) => {
      if (!watching) return;
      stay();
      const timer = setInterval(look, 500);
      for (const sign of SIGNS) document.addEventListener(sign, onSign, { capture: true, passive: true });
      onCleanup(() => {
        clearInterval(timer);
        for (const sign of SIGNS) document.removeEventListener(sign, onSign, { capture: true });
        setSecondsLeft(null);
      });
    }),
  );
  return { secondsLeft, stay };
}
