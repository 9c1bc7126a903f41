import { Show, type JSX } from "solid-js";
import type { RecommendAnswer } from "../../domain/recommendation.ts";

/** The bar at the foot of the kiosk: what one has chosen, what comes next, and whose books speak. */
export function KioskFoot(props: {
  readonly answer: RecommendAnswer | undefined;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <footer class="kiosk-foot">
      <div class="kiosk-bar">{props.children}</div>
      <p class="kiosk-source">
        <Show when={props.answer} fallback={" "}>
          {(answer) => (
            <>
              {answer().provenance.dataset.name}
              <Show when={answer().provenance.dataset.simulated}>
                <span class="badge">simulated</span>
              </Show>
              {answer().version === null
                ? " · what is read most here"
                : ` · recommendations ${answer().version}`}
              {" · what you tap never leaves this tablet"}
            </>
          )}
        </Show>
      </p>
    </footer>
  );
}
