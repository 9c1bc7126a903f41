import { createMemo, lazy, Show, Suspense, type JSX } from "solid-js";
import { counted, percent } from "../format/numbers.ts";
import { shareDone } from "../parts/progress-panel.tsx";
import { Popover } from "../parts/popover.tsx";
import { useApp } from "../state/app.tsx";

const JobsPanel = lazy(() => import("./jobs-panel.tsx").then((m) => ({ default: m.JobsPanel })));

/** The jobs in the header: what runs and its share done; a tap opens the list of them. */
export function JobMark(): JSX.Element {
  const { queue } = useApp().jobs;
  const current = createMemo(() => queue.active()[0] ?? null);
  const share = createMemo(() => shareDone(current()?.state().progress ?? null));
  const others = () => queue.active().length - 1;
  return (
    <Show when={queue.jobs().length > 0}>
      <Popover
        class="job-mark"
        name="Jobs"
        stays
        button={
          <Show
            when={current()}
            fallback={
              <>
                <span class="visually-hidden">Jobs: </span>
                {counted(queue.jobs().length, "job", "jobs")} ended
              </>
            }
          >
            {(job) => (
              <>
                <span class="visually-hidden">Jobs: </span>
                {job().short}
                <span class="figures">{share() === null ? "…" : percent(share()!)}</span>
                <Show when={others() > 0}>
                  <span class="figures quiet">+{others()}</span>
                </Show>
                <span class="job-track" aria-hidden="true">
                  <span style={{ transform: `scaleX(${share() ?? 0})` }} />
                </span>
              </>
            )}
          </Show>
        }
      >
        {(close) => (
          <Suspense fallback={<div class="jobs-panel" aria-busy="true" />}>
            <JobsPanel onLeave={close} />
          </Suspense>
        )}
      </Popover>
    </Show>
  );
}
