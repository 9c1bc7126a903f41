import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { WakeState } from "../../bridge/device.ts";
import type { Services } from "./services.ts";

/** The screen is kept on while something long runs: a tablet that sleeps computes nothing. */
export interface Wakefulness {
  readonly wanted: Accessor<boolean>;
  want(wanted: boolean): void;
  /** How it stands now; null while nothing asks for it. */
  readonly state: Accessor<WakeState | null>;
}

const KEY = "soma.awake";

export function createWakefulness(services: Services, isWorking: Accessor<boolean>): Wakefulness {
  const [wanted, setWanted] = createSignal(localStorage.getItem(KEY) !== "no");
  const [state, setState] = createSignal<WakeState | null>(null);
  const working = createMemo(isWorking);
  createEffect(
    on([working, wanted], ([isOn, isWanted]) => {
      if (!isOn || !isWanted) return;
      const release = services.keepAwake(setState);
      onCleanup(() => {
        release();
        setState(null);
      });
    }),
  );
  return {
    wanted,
    want(next) {
      localStorage.setItem(KEY, next ? "yes" : "no");
      setWanted(next);
    },
    state,
  };
}
