import { A } from "@solidjs/router";
import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { TableTrainingResult } from "../../bridge/table-api.ts";
import type { KeptTable } from "../../domain/table-training.ts";
import { isoInstant } from "../format/days.ts";
import { bytes, counted, elapsed } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { tableModelPath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { tableDraft } from "../state/table-draft.ts";
import { FileDrop } from "./file-drop.tsx";
import { TableColumns } from "./table-columns.tsx";
import { TableModels } from "./table-models.tsx";
import { TrainingLog } from "./training-log.tsx";
import { TableOptions, TableTarget } from "./table-options.tsx";
import "./table.css";
import "./workshop.css";

/** Learn to predict a column of any table: the file, what is in it, how to learn, and the models so far. */
export function TableScreen(): JSX.Element {
  const app = useApp();
  const draft = app.keep(tableDraft);
  const { table: training } = app.jobs;
  return (
    <div class="screen workshop">
      <ScreenHead title="Any table">
        <A class="button quiet-button" href="/train">
          To Train
        </A>
      </ScreenHead>
      <Show when={training.job()?.error}>{(error) => <ErrorNote error={error()} />}</Show>
      <Show when={!training.running()}>
        <Pending />
      </Show>
      <Switch fallback={<Begin />}>
        <Match when={training.running()}>
          <ProgressPanel
            what={training.job()?.what ?? "Training"}
            progress={training.job()?.progress ?? null}
            onCancel={() => training.cancel()}
          >
            <p>Finished fits are kept: a training that is cancelled or cut off goes on from there.</p>
            <TrainingLog />
          </ProgressPanel>
        </Match>
        <Match when={draft.reading()}>
          {(reading) => (
            <ProgressPanel
              what={`Reading ${reading().fileName}`}
              progress={reading().progress}
              onCancel={() => draft.stopReading()}
            />
          )}
        </Match>
        <Match when={draft.table()}>{(table) => <Prepare table={table()} />}</Match>
      </Switch>
      <Show when={training.job()?.result}>{(result) => <Done result={result()} />}</Show>
      <TableModels />
    </div>
  );
}

/** Trainings that were cut off, each with the way on. */
function Pending(): JSX.Element {
  const draft = useApp().keep(tableDraft);
  return (
    <For each={draft.pending.value()}>
      {(kept) => (
        <div class="note">
          <p>
            An interrupted training of {kept.config.model_name} is kept: {kept.target} of{" "}
            {kept.config.data_source}, {counted(kept.fits, "fit", "fits")} done.
          </p>
          <div class="note-actions">
            <button
              type="button"
              class="button primary"
              aria-label={`Go on with ${kept.config.model_name}`}
              onClick={() => void draft.resume(kept.config.model_name)}
            >
              Go on
            </button>
            <button
              type="button"
              class="button"
              aria-label={`Discard ${kept.config.model_name}`}
              onClick={() => void draft.discard(kept.config.model_name)}
            >
              Discard it
            </button>
          </div>
        </div>
      )}
    </For>
  );
}

/** A file to choose, or one that is kept. */
function Begin(): JSX.Element {
  const app = useApp();
  const draft = app.keep(tableDraft);
  const remove = async (table: KeptTable): Promise<void> => {
    try {
      await app.services.tables.forgetTable(table.tableId);
      app.toasts.show(`${table.fileName} is removed from this device.`);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  return (
    <section aria-labelledby="table-heading">
      <h2 id="table-heading">The table</h2>
      <Show when={draft.error()}>{(error) => <ErrorNote error={error()} />}</Show>
      <FileDrop
        label="Choose a table"
        accept=".csv,.tsv,.txt,.gz,.xlsx,.parquet"
        onFiles={([file]) => file && void draft.open(file)}
      >
        CSV, TSV (also gzipped), XLSX or Parquet, names of columns in the first row. It does not leave this
        device.
      </FileDrop>
      <Show when={draft.tables.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void draft.tables.reload()} />}
      </Show>
      <Show when={(draft.tables.value()?.length ?? 0) > 0}>
        <h3 class="kept-heading">On this device</h3>
        <ul class="shops">
          <For each={draft.tables.value()}>
            {(table) => (
              <li>
                <div>
                  <strong>{table.fileName}</strong>
                  <p class="quiet figures">
                    {counted(table.rows, "row", "rows")}, {counted(table.columns.length, "column", "columns")}
                    , {bytes(table.bytes)}, {isoInstant(table.keptAt)}
                  </p>
                </div>
                <button type="button" class="button small" onClick={() => draft.choose(table)}>
                  Use it
                </button>
                <button
                  type="button"
                  class="button small"
                  aria-label={`Remove ${table.fileName}`}
                  onClick={() => void remove(table)}
                >
                  Remove
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}

/** The chosen table: its columns, the options, and the start. */
function Prepare(props: { readonly table: KeptTable }): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const ready = () => draft.target() !== null && !(draft.config() instanceof Error);
  return (
    <section aria-labelledby="table-heading">
      <div class="import-file">
        <h2 id="table-heading">{props.table.fileName}</h2>
        <button type="button" class="button small" onClick={() => draft.clear()}>
          Another table
        </button>
      </div>
      <p class="quiet figures">
        {counted(props.table.rows, "row", "rows")}, {counted(props.table.columns.length, "column", "columns")}
        , {bytes(props.table.bytes)}
      </p>
      <Show when={draft.error()}>{(error) => <ErrorNote error={error()} />}</Show>
      <TableTarget />
      <TableColumns table={props.table} />
      <TableOptions />
      <button type="button" class="button primary" disabled={!ready()} onClick={() => void draft.start()}>
        Start training
      </button>
    </section>
  );
}

function Done(props: { readonly result: TableTrainingResult }): JSX.Element {
  return (
    <p class="note done" role="status">
      Version {props.result.version} of {props.result.model} is trained, in {elapsed(props.result.durationMs)}
      . <A href={tableModelPath(props.result.model, props.result.version)}>Read its report</A>
    </p>
  );
}
