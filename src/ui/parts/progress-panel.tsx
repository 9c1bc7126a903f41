import { createMemo, Show, type JSX } from "solid-js";
import type { Progress } from "../../core/progress.ts";
import { count, duration } from "../format/numbers.ts";

/** Share of the phase that is done, in [0, 1], or null while unknown. */
export function shareDone(progress: Progress | null): number | null {
  if (progress === null || progress.total === null || progress.total <= 0) return null;
  return Math.min(1, progress.done / progress.total);
}

/** A running job: what it does now, how far it is, how long it still takes, and the way to stop it. */
export function ProgressPanel(props: {
  readonly what: string;
  readonly progress: Progress | null;
  readonly onCancel: () => void;
  readonly cancelLabel?: string;
  readonly children?: JSX.Element;
}): JSX.Element {
  const share = createMemo(() => shareDone(props.progress));
  // Screen readers hear of each phase and each quarter, not of every tick.
  const spoken = createMemo(() => {
    const phase = props.progress?.phase ?? props.what;
    const quarter = Math.floor((share() ?? 0) * 4) * 25;
    return quarter === 0 ? phase : `${phase}, ${quarter} %`;
  });
  return (
    <section class="progress-panel" aria-label={props.what}>
      <div class="progress-head">
        <h2>{props.what}</h2>
        <button type="button" class="button" onClick={() => props.onCancel()}>
          {props.cancelLabel ?? "Cancel"}
        </button>
      </div>
      <progress aria-label={props.what} {...(share() === null ? {} : { value: share()! })} max="1" />
      <p class="progress-line">
        <span>{props.progress?.phase ?? "Starting"}</span>
        <span class="figures">
          <Show when={props.progress?.total}>
            {(total) => (
              <>
                {count(props.progress!.done)} of {count(total())} {props.progress!.unit}
              </>
            )}
          </Show>
        </span>
        <span class="figures">
          <Show when={props.progress?.remainingMs != null} fallback={" "}>
            {duration(props.progress!.remainingMs!)} left
          </Show>
        </span>
      </p>
      {props.children}
      <p class="visually-hidden" role="status">
        {spoken()}
      </p>
    </section>
  );
}
