import { useBeforeLeave, useNavigate } from "@solidjs/router";
import { createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import { counted } from "../format/numbers.ts";
import { Modal } from "../parts/modal.tsx";
import { useApp } from "../state/app.tsx";
import { createRecommendations } from "../state/recommend.ts";
import { createIdle } from "./idle.ts";
import { KioskChoose } from "./kiosk-choose.tsx";
import { KioskFinish } from "./kiosk-finish.tsx";
import { KioskShelf } from "./kiosk-shelf.tsx";
import { StaffExit } from "./staff-exit.tsx";
import "./kiosk.css";

const QUIET_MS = 60_000;
const WARN_MS = 30_000;

export type KioskStage = "choose" | "shelf" | "finish";

/**
 * For a reader alone with the tablet: tap the books you loved, see a shelf made from them, walk away. What she taps
 * lives in this screen and in a worker of her own; both end when she is forgotten.
 */
export function KioskScreen(): JSX.Element {
  const app = useApp();
  const navigate = useNavigate();
  const [stage, setStage] = createSignal<KioskStage>("choose");
  // A new number is a new reader: every part of the screen starts afresh.
  const [turn, setTurn] = createSignal(0);
  let worker = app.services.openAnswer();
  const list = createRecommendations(app, (question) => worker.api.recommend(question));
  list.wish({ length: 12, diversity: 0.15, filters: { inStock: true } });
  const forget = (): void => {
    worker.end();
    worker = app.services.openAnswer();
    list.forget();
    list.wish({ filters: { inStock: true } });
    void list.answer.reload();
    setStage("choose");
    setTurn((old) => old + 1);
    for (const toast of app.toasts.list()) app.toasts.dismiss(toast.id);
  };
  const idle = createIdle({
    quietMs: QUIET_MS,
    warnMs: WARN_MS,
    watching: () => list.spoken().length + list.takenOff().length > 0 || stage() !== "choose",
    onEnd: forget,
  });

  let leaving = false;
  useBeforeLeave((event) => {
    if (!leaving) event.preventDefault();
  });
  const leave = (): void => {
    leaving = true;
    forget();
    navigate("/recommend", { replace: true });
  };
  onMount(() => {
    document.title = "Kiosk · SOMA";
    // Only after a tap, and not in every browser; the kiosk does without.
    document.documentElement.requestFullscreen?.().catch(() => {});
  });
  // A page that is left may be shown again as it was: it must not show her.
  addEventListener("pagehide", forget);
  onCleanup(() => {
    removeEventListener("pagehide", forget);
    worker.end();
    if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => {});
  });

  return (
    <div class="kiosk">
      <StaffExit
        onLeave={leave}
        onTap={() => app.toasts.show("For staff: hold for three seconds to leave.", undefined, "staff-exit")}
      />
      <Show when={turn() + 1} keyed>
        <Switch>
          <Match when={stage() === "choose"}>
            <KioskChoose list={list} onShelf={() => setStage("shelf")} />
          </Match>
          <Match when={stage() === "shelf"}>
            <KioskShelf list={list} onBack={() => setStage("choose")} onFinish={() => setStage("finish")} />
          </Match>
          <Match when={stage() === "finish"}>
            <KioskFinish list={list} onBack={() => setStage("shelf")} onForget={forget} />
          </Match>
        </Switch>
      </Show>
      <Show when={idle.secondsLeft()}>
        {(seconds) => (
          <Modal title="Are you still there?" onClose={idle.stay}>
            <p class="countdown" role="timer" aria-live="off">
              In <strong class="figures">{counted(seconds(), "second", "seconds")}</strong> everything you
              tapped is forgotten, so that the next reader does not see it.
            </p>
            <div class="actions">
              <button type="button" class="button" onClick={forget}>
                Forget me now
              </button>
              <button type="button" class="button primary" onClick={idle.stay}>
                I am still here
              </button>
            </div>
          </Modal>
        )}
      </Show>
    </div>
  );
}
