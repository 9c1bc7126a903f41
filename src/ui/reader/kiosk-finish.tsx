import type { JSX } from "solid-js";
import { ScreenHead } from "../parts/screen-head.tsx";
import type { Recommendations } from "../state/recommend.ts";
import { KioskFoot } from "./kiosk-foot.tsx";

/** The end of a visit: everything is forgotten, or goes with her. */
export function KioskFinish(props: {
  readonly list: Recommendations;
  readonly onBack: () => void;
  readonly onForget: () => void;
}): JSX.Element {
  return (
    <div class="kiosk-stage">
      <ScreenHead title="Before you go" class="kiosk-head" />
      <div class="kiosk-scroll kiosk-end">
        <div class="choices">
          <button type="button" class="choice primary" onClick={() => props.onForget()}>
            <strong>Forget me</strong>
            <span>What you tapped and your shelf are gone from this tablet at once.</span>
          </button>
        </div>
      </div>
      <KioskFoot answer={props.list.answer.value()}>
        <button type="button" class="button" onClick={() => props.onBack()}>
          Back to my shelf
        </button>
      </KioskFoot>
    </div>
  );
}
