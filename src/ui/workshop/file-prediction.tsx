import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import type { PredictOptions, PredictRowsSummary } from "../../bridge/table-api.ts";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { Progress } from "../../core/progress.ts";
import { count, counted } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { useApp } from "../state/app.tsx";
import { FileDrop } from "./file-drop.tsx";

/** A file that was predicted. */
interface Predicted {
  readonly name: string;
  readonly summary: PredictRowsSummary;
}

/** Predict from a file with a published model of any type; what the model needs is checked in the file. */
export function FilePrediction(props: {
  /** "NAME" for the champion, or "NAME@VERSION". */
  readonly model: string;
  readonly options: PredictOptions;
  /** What the file with the predictions is called after. */
  readonly of: string;
  /** What to choose: "Choose rows to predict". */
  readonly label: string;
  /** Which files, and what one gets. */
  readonly children: JSX.Element;
}): JSX.Element {
  const app = useApp();
  const [error, setError] = createSignal<AppError | null>(null);
  const [progress, setProgress] = createSignal<Progress | null>(null);
  const [reading, setReading] = createSignal<string | null>(null);
  const [done, setDone] = createSignal<Predicted | null>(null);
  let stop: (() => void) | null = null;
  onCleanup(() => stop?.());
  const predict = async (file: File): Promise<void> => {
    const worker = app.services.openTables();
    let stopped = false;
    stop = () => {
      stopped = true;
      worker.end();
      setReading(null);
      stop = null;
    };
    setError(null);
    setDone(null);
    setProgress(null);
    setReading(file.name);
    const onProgress = (told: Progress): void => void (stopped || setProgress(told));
    try {
      const { csv, summary } = await worker.api.predictRows(props.model, props.options, file, onProgress);
      if (!stopped) {
        const name = `${file.name.replace(/\..*$/, "")}-${props.of}.csv`;
        downloadBlob(csv, name);
        setDone({ name, summary });
      }
    } catch (thrown) {
      if (!stopped) setError(asAppError(thrown));
    }
    if (!stopped) stop();
  };
  return (
    <section aria-labelledby="predict-heading">
      <h2 id="predict-heading">Predict from a file</h2>
      <Show when={error()}>{(failed) => <ErrorNote error={failed()} />}</Show>
      <Show
        when={reading()}
        fallback={
          <FileDrop
            label={props.label}
            accept=".csv,.tsv,.txt,.gz,.xlsx,.parquet"
            onFiles={([file]) => file && void predict(file)}
          >
            {props.children}
          </FileDrop>
        }
      >
        {(name) => (
          <ProgressPanel what={`Predicting ${name()}`} progress={progress()} onCancel={() => stop?.()} />
        )}
      </Show>
      <p class="form-message" role="status">
        <Show when={done()}>{(made) => <>{doneSentence(made())}</>}</Show>
      </p>
      <For each={done()?.summary.unknown ?? []}>
        {({ column, count: cells, row, found, nearest }) => (
          <Note>
            The model does not know {counted(cells, "cell", "cells")} of “{column}”, the first “{found}” in
            row {count(row)}
            {nearest === "" ? "" : ` (did you mean “${nearest}”?)`}.
          </Note>
        )}
      </For>
      <For each={done()?.summary.notices ?? []}>{(notice) => <Note>{notice}</Note>}</For>
    </section>
  );
}

function doneSentence({ name, summary }: Predicted): string {
  const { rows, rowsFromCache } = summary;
  const kept =
    rowsFromCache === 0
      ? ""
      : `; ${rowsFromCache === rows ? "all" : count(rowsFromCache)} of them were kept from before`;
  return `${counted(rows, "row", "rows")} predicted${kept}. ${name} is downloaded.`;
}
