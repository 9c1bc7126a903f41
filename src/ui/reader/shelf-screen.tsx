import type { JSX } from "solid-js";
import { ScreenHead } from "../parts/screen-head.tsx";

export function ShelfScreen(): JSX.Element {
  return (
    <div class="screen">
      <ScreenHead title="My shelf" />
    </div>
  );
}
