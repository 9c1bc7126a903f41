import { A } from "@solidjs/router";
import type { JSX } from "solid-js";
import { ScreenHead } from "../parts/screen-head.tsx";

/** An address that leads nowhere. */
export function NotFoundScreen(): JSX.Element {
  return (
    <div class="screen">
      <ScreenHead title="No such page" />
      <p class="lead">
        Nothing is kept under this address. <A href="/">Go to Today.</A>
      </p>
    </div>
  );
}
