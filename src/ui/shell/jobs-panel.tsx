import { A } from "@solidjs/router";
import { createMemo, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import type { MemoryUse } from "../../bridge/device.ts";
import { clockTime } from "../format/days.ts";
import { bytes, count, duration, elapsed } from "../format/numbers.ts";
import { shareDone } from "../parts/progress-panel.tsx";
import { useApp } from "../state/app.tsx";
import { isActive, remainingMs, type QueuedJob } from "../state/job-queue.ts";
import "./jobs-panel.css";

const MEASURE_MS = 10_000;
const AWAKE = {
  held: "The screen stays on while a job runs.",
  hidden: "The screen stays on while a job runs and this page is seen.",
  refused: "The browser does not keep the screen on, perhaps because the battery is low.",
  unsupported: "This browser cannot keep the screen on: a sleeping device computes nothing until it wakes.",
} as const;

/** What runs, what waits and what has ended, with their logs; what they take of the device. */
export function JobsPanel(props: { readonly onLeave: () => void }): JSX.Element {
  const app = useApp();
  const { queue } = app.jobs;
  const [now, setNow] = createSignal(Date.now());
  const ticking = setInterval(() => setNow(Date.now()), 1000);
  const [memory, setMemory] = createSignal<MemoryUse | null>(null);
  const measure = (): void => void app.services.memoryUse().then(setMemory, () => setMemory(null));
  measure();
  const measuring = setInterval(measure, MEASURE_MS);
  onCleanup(() => {
    clearInterval(ticking);
    clearInterval(measuring);
  });
  return (
    <section class="jobs-panel" aria-label="Jobs">
      <ul>
        <For each={queue.jobs()}>{(job) => <JobRow job={job} now={now()} onLeave={props.onLeave} />}</For>
      </ul>
      <footer>
        <p class="quiet">
          <Show when={memory()} fallback="Measuring memory.">
            {(use) => (
              <>
                <Show when={use().pageBytes} fallback="The browser does not tell the memory in use">
                  {(used) => <>Memory of the app and its workers: {bytes(used())}</>}
                </Show>
                ; stored on the device: {bytes(use().storedBytes)}.
              </>
            )}
          </Show>{" "}
          <Show when={app.wakefulness.state()}>{(state) => AWAKE[state()]}</Show>
        </p>
        <Show when={queue.jobs().length > queue.active().length}>
          <button
            type="button"
            class="button small"
            onClick={() => {
              if (queue.active().length === 0) props.onLeave();
              queue.clear();
            }}
          >
            Clear ended jobs
          </button>
        </Show>
      </footer>
    </section>
  );
}

function JobRow(props: {
  readonly job: QueuedJob;
  readonly now: number;
  readonly onLeave: () => void;
}): JSX.Element {
  const state = props.job.state;
  const share = createMemo(() => shareDone(state().progress));
  const left = () => remainingMs(state(), props.now);
  const took = () => (state().endedAt ?? props.now) - (state().startedAt ?? props.now);
  return (
    <li classList={{ [state().status]: true }}>
      <div class="job-head">
        <h3>
          <A href={props.job.href} onClick={() => props.onLeave()}>
            {props.job.what}
          </A>
        </h3>
        <Show
          when={isActive(state())}
          fallback={
            <A class="button small" href={props.job.href} onClick={() => props.onLeave()}>
              {state().status === "done" ? "See the result" : "Open its screen"}
            </A>
          }
        >
          <button
            type="button"
            class="button small"
            aria-label={`Cancel ${props.job.what}`}
            onClick={() => props.job.cancel()}
          >
            Cancel
          </button>
        </Show>
      </div>
      <Show when={state().status === "running"}>
        <progress aria-label={props.job.what} {...(share() === null ? {} : { value: share()! })} max="1" />
      </Show>
      <p class="job-line">
        <Show
          when={isActive(state())}
          fallback={
            <span class="job-ending">
              {ENDINGS[state().status]}
              <Show when={state().startedAt !== null}> after {elapsed(took())}</Show>
            </span>
          }
        >
          <span>{state().progress?.phase ?? "Starting"}</span>
          <span class="figures">
            <Show when={state().progress?.total}>
              {(total) => (
                <>
                  {count(state().progress!.done)} of {count(total())} {state().progress!.unit}
                </>
              )}
            </Show>
          </span>
          <span class="figures">
            <Show when={left() !== null} fallback={state().startedAt === null ? "" : elapsed(took())}>
              {duration(left()!)} left
            </Show>
          </span>
        </Show>
      </p>
      <Show when={state().error}>
        {(error) => (
          <p class="job-error">
            {error().message} {error().remedy}
          </p>
        )}
      </Show>
      <Show when={state().lines.length > 0}>
        <details>
          <summary>Log</summary>
          <ol class="job-log">
            <For each={state().lines}>
              {(line) => (
                <li>
                  <time class="figures">{clockTime(line.at)}</time> {line.text}
                </li>
              )}
            </For>
          </ol>
        </details>
      </Show>
    </li>
  );
}

const ENDINGS = {
  waiting: "",
  running: "",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
} as const;
