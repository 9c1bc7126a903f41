import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import type { PredictedTable, TableVersion } from "../../bridge/table-api.ts";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { Progress } from "../../core/progress.ts";
import { count, counted } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { useApp } from "../state/app.tsx";
import { FileDrop } from "./file-drop.tsx";

/** Predict the rows of another file; its columns are checked against those the version was trained with. */
export function TablePrediction(props: { readonly version: TableVersion }): JSX.Element {
  const app = useApp();
  const [error, setError] = createSignal<AppError | null>(null);
  const [progress, setProgress] = createSignal<Progress | null>(null);
  const [reading, setReading] = createSignal<string | null>(null);
  const [done, setDone] = createSignal<(PredictedTable & { readonly name: string }) | null>(null);
  let stop: (() => void) | null = null;
  onCleanup(() => stop?.());
  const predict = async (file: File): Promise<void> => {
    const { model, version } = props.version;
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
    try {
      const predicted = await worker.api.predict(
        model,
        version,
        file,
        (told) => !stopped && setProgress(told),
      );
      if (!stopped) {
        const name = `${file.name.replace(/\..*$/, "")}-${props.version.target}.csv`;
        downloadBlob(predicted.csv, name);
        setDone({ ...predicted, name });
      }
    } catch (thrown) {
      if (!stopped) setError(asAppError(thrown));
    }
    if (!stopped) stop();
  };
  return (
    <section aria-labelledby="predict-heading">
      <h2 id="predict-heading">Predict</h2>
      <Show when={error()}>{(failed) => <ErrorNote error={failed()} />}</Show>
      <Show
        when={reading()}
        fallback={
          <FileDrop
            label="Choose rows to predict"
            accept=".csv,.tsv,.txt,.gz,.xlsx,.parquet"
            onFiles={([file]) => file && void predict(file)}
          >
            A file with the same columns; {props.version.target} itself may be missing. You get a CSV of its
            rows with what is predicted beside them.
          </FileDrop>
        }
      >
        {(name) => (
          <ProgressPanel what={`Predicting ${name()}`} progress={progress()} onCancel={() => stop?.()} />
        )}
      </Show>
      <div role="status">
        <Show when={done()}>
          {(made) => (
            <>
              <p>
                {made().name} is downloaded: {counted(made().rows, "row", "rows")}.
              </p>
              <For each={made().unknown}>
                {(cells) => (
                  <Note>
                    {counted(cells.count, "cell", "cells")} of {cells.column} hold what training has not seen,
                    first “{cells.found}” in row {count(cells.row)}
                    {cells.nearest === "" ? "" : ` (perhaps “${cells.nearest}”)`}; they count as unknown.
                  </Note>
                )}
              </For>
            </>
          )}
        </Show>
      </div>
    </section>
  );
}
