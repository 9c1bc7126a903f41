import { Show, type JSX } from "solid-js";
import type { AppError } from "../../core/errors.ts";

/** What went wrong and what can be done about it. */
export function ErrorNote(props: {
  readonly error: AppError;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: JSX.Element;
}): JSX.Element {
  return (
    <div class="note note-error" role="alert">
      <p>
        <strong>{props.error.message}</strong> {props.error.remedy}
      </p>
      <div class="note-actions">
        {props.children}
        <Show when={props.onRetry}>
          <button type="button" class="button" onClick={() => props.onRetry?.()}>
            Try again
          </button>
        </Show>
      </div>
    </div>
  );
}
