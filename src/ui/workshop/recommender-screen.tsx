import type { JSX } from "solid-js";
import { ScreenHead } from "../parts/screen-head.tsx";

export function RecommenderScreen(): JSX.Element {
  return (
    <div class="screen">
      <ScreenHead title="Recommendations" />
    </div>
  );
}
