import { createSignal, Show, type JSX } from "solid-js";
import { useApp } from "../state/app.tsx";
import type { Updates } from "../state/updates.ts";

/** A new version is ready: offered, never forced, and not while work would be lost. */
export function UpdateBanner(props: { readonly updates: Updates }): JSX.Element {
  const { jobs, toasts } = useApp();
  const [later, setLater] = createSignal(false);
  return (
    <Show when={props.updates.ready() && !later()}>
      <div class="banner" role="status">
        <p>
          A new version is ready.
          <Show when={jobs.busy()}> It can be taken when the running job is finished.</Show>
        </p>
        <button type="button" class="button" onClick={() => setLater(true)}>
          Later
        </button>
        <button
          type="button"
          class="button primary"
          disabled={jobs.busy()}
          onClick={() => void props.updates.apply().catch(toasts.showError)}
        >
          Update now
        </button>
      </div>
    </Show>
  );
}
