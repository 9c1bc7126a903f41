import { For, Show, type JSX } from "solid-js";
import { Icon } from "../parts/icon.tsx";
import { useApp } from "../state/app.tsx";

/** Short messages at the foot; a live region that is always there, so that each one is read out. */
export function ToastStack(): JSX.Element {
  const { toasts } = useApp();
  return (
    <section
      class="toasts"
      aria-label="Messages"
      aria-live="polite"
      onMouseEnter={() => toasts.hold(true)}
      onMouseLeave={() => toasts.hold(false)}
      onFocusIn={() => toasts.hold(true)}
      onFocusOut={() => toasts.hold(false)}
    >
      <For each={toasts.list()}>
        {(toast) => (
          <div class="toast" classList={{ "toast-error": toast.tone === "error" }}>
            <p>{toast.text}</p>
            <Show when={toast.action}>
              {(action) => (
                <button
                  type="button"
                  class="toast-action"
                  onClick={() => {
                    toasts.dismiss(toast.id);
                    action().run();
                  }}
                >
                  {action().label}
                </button>
              )}
            </Show>
            <button
              type="button"
              class="icon-button"
              aria-label="Close message"
              onClick={() => toasts.dismiss(toast.id)}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
      </For>
    </section>
  );
}
