import { createMemo, For, Show, type JSX } from "solid-js";
import { counted, figure } from "../format/numbers.ts";
import { useApp } from "../state/app.tsx";
import { tableDraft, type LogLine } from "../state/table-draft.ts";

/** Lines that are shown before the rest is asked for. */
const LATEST = 6;

/** What a training has found so far: the best loss, and the log's lines, the latest first. */
export function TrainingLog(): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const judged = createMemo(() => markBest(draft.log()));
  const best = () => judged().findLast((line) => line.best);
  return (
    <Show when={judged().length > 0}>
      <div class="training-log">
        <p class="figures">
          {counted(judged().length, "candidate", "candidates")} judged
          <Show when={best()}>
            {(line) => (
              <>
                ; the lowest loss so far is {figure(line().loss)}, {line().what}
              </>
            )}
          </Show>
          .
        </p>
        <Lines lines={judged().slice(-LATEST)} />
        <Show when={judged().length > LATEST}>
          <details>
            <summary>All lines</summary>
            <Lines lines={judged()} />
          </details>
        </Show>
      </div>
    </Show>
  );
}

interface JudgedLine {
  readonly seconds: number;
  readonly what: string;
  readonly loss: number;
  /** Smaller than every loss before it. */
  readonly best: boolean;
}

function Lines(props: { readonly lines: readonly JudgedLine[] }): JSX.Element {
  return (
    <ol class="log-lines figures">
      <For each={props.lines.toReversed()}>
        {(line) => (
          <li classList={{ best: line.best }}>
            <span>{line.seconds.toFixed(1)} s</span>
            <span>{line.what}</span>
            <span>loss {figure(line.loss)}</span>
          </li>
        )}
      </For>
    </ol>
  );
}

/** The lines that tell a loss, those marked that were lower than all before. */
function markBest(lines: readonly LogLine[]): JudgedLine[] {
  let least = Infinity;
  return lines.flatMap(({ seconds, what, loss }) => {
    if (what === undefined || typeof loss !== "number") return [];
    const best = loss < least;
    if (best) least = loss;
    return [{ seconds, what, loss, best }];
  });
}
