import type { JSX } from "solid-js";
import type { RunStatus } from "../../domain/run.ts";

/** How a training ended, or that it goes on; why, where it did not come to its end. */
export function RunStatusMark(props: {
  readonly status: RunStatus;
  readonly reason: string | null;
}): JSX.Element {
  return (
    <span class={`run-status ${props.status}`} title={props.reason ?? undefined}>
      {props.status}
    </span>
  );
}
