import { createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import type { DatasetRecord, ImportRecord } from "../../domain/dataset.ts";
import { fullDay, isoInstant } from "../format/days.ts";
import { count, counted } from "../format/numbers.ts";
import { Confirm } from "../parts/confirm.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { ProvenanceLine, ProvenanceNotes } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { FileDrop } from "./file-drop.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { ImportSummary } from "./import-summary.tsx";
import { RejectsDialog } from "./rejects-dialog.tsx";
import "./workshop.css";

/** Files in: import, what was imported and its way back, the shops on this device. */
export function DataScreen(): JSX.Element {
  const app = useApp();
  const { importing } = app.jobs;
  const [rejectsOf, setRejectsOf] = createSignal<ImportRecord | null>(null);
  return (
    <div class="screen workshop">
      <ScreenHead title="Data" />
      <Show when={app.provenance.value()}>
        {(provenance) => (
          <>
            <ProvenanceLine provenance={provenance()} />
            <ProvenanceNotes provenance={provenance()} />
          </>
        )}
      </Show>
      <Show when={app.datasets.load.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void app.datasets.load.reload()} />}
      </Show>
      <section aria-labelledby="import-heading">
        <h2 id="import-heading">Import a file</h2>
        <Switch
          fallback={
            <>
              <Show when={importing.job()?.error}>{(error) => <ErrorNote error={error()} />}</Show>
              <Show when={importing.job()?.status === "cancelled"}>
                <p class="note" role="status">
                  The import was cancelled; the shop is as it was.
                </p>
              </Show>
              <Show when={app.importDraft.file()} fallback={<ShopFileDrop />}>
                <ImportPreview />
              </Show>
            </>
          }
        >
          <Match when={importing.running()}>
            <ProgressPanel
              what={importing.job()?.what ?? "Importing"}
              progress={importing.job()?.progress ?? null}
              onCancel={() => importing.cancel()}
            >
              <p>
                You can look around meanwhile. Closing the page stops the import; nothing is left half-done.
              </p>
            </ProgressPanel>
          </Match>
          <Match when={importing.job()?.status === "done" && importing.job()?.result}>
            {(report) => <ImportSummary report={report()} onRejects={setRejectsOf} />}
          </Match>
        </Switch>
      </section>
      <Show when={app.datasets.current()}>
        {(dataset) => (
          <>
            <History dataset={dataset()} onRejects={setRejectsOf} />
            <Shops />
          </>
        )}
      </Show>
      <Show when={rejectsOf()}>
        {(record) => <RejectsDialog record={record()} onClose={() => setRejectsOf(null)} />}
      </Show>
    </div>
  );
}

function ShopFileDrop(): JSX.Element {
  const app = useApp();
  const take = ([file, ...others]: readonly File[]): void => {
    if (file === undefined) return;
    if (others.length > 0) app.toasts.show(`One file at a time: looking at ${file.name}.`);
    app.importDraft.open(file);
  };
  return (
    <FileDrop label="Choose a file" accept=".csv,.tsv,.txt,.gz,.xlsx,.parquet,.xml,.onix" onFiles={take}>
      Sales, a catalogue or stock, as CSV, TSV (also gzipped), XLSX or Parquet, a catalogue also as ONIX 3.0.
      It does not leave this device.
    </FileDrop>
  );
}

const KIND = { sales: "Sales", catalogue: "Catalogue", stock: "Stock" } as const;

/** What this shop's data was made of, latest first, each with its way back. */
function History(props: {
  readonly dataset: DatasetRecord;
  readonly onRejects: (record: ImportRecord) => void;
}): JSX.Element {
  const app = useApp();
  const [asking, setAsking] = createSignal<ImportRecord | null>(null);
  const [undoing, setUndoing] = createSignal<string | null>(null);
  const latestFirst = () => [...props.dataset.imports].reverse();
  const undo = async (record: ImportRecord): Promise<void> => {
    setAsking(null);
    setUndoing(record.importId);
    try {
      await app.services.ingest.undoImport(props.dataset.id, record.importId);
      await app.refresh();
      app.toasts.show(`${record.fileName} is taken back.`);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
    setUndoing(null);
  };
  return (
    <section aria-labelledby="history-heading">
      <h2 id="history-heading">Imported into {props.dataset.name}</h2>
      <Show when={latestFirst().length > 0} fallback={<p class="quiet">Nothing yet.</p>}>
        <div class="table-scroll" tabindex={0} role="region" aria-label="Imported files">
          <table class="dense">
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Kind</th>
                <th scope="col">When</th>
                <th scope="col" class="figures">
                  Rows
                </th>
                <th scope="col" class="figures">
                  Added
                </th>
                <th scope="col" class="figures">
                  Known before
                </th>
                <th scope="col" class="figures">
                  Rejected
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              <For each={latestFirst()}>
                {(record) => (
                  <tr>
                    <th scope="row">{record.fileName}</th>
                    <td>{KIND[record.kind]}</td>
                    <td class="instant">{isoInstant(record.importedAt)}</td>
                    <td class="figures">{count(record.rows)}</td>
                    <td class="figures">{count(record.added)}</td>
                    <td class="figures">{count(record.alreadyKnown)}</td>
                    <td class="figures">
                      <Show when={record.rejected > 0} fallback="0">
                        <button
                          type="button"
                          class="link-button"
                          aria-label={`Look at ${counted(record.rejected, "rejected row", "rejected rows")} of ${record.fileName}`}
                          onClick={() => props.onRejects(record)}
                        >
                          {count(record.rejected)}
                        </button>
                      </Show>
                    </td>
                    <td>
                      <Show when={record.kind === "sales"}>
                        <button
                          type="button"
                          class="button small"
                          aria-label={`Take back ${record.fileName}`}
                          disabled={undoing() !== null || app.jobs.importing.running()}
                          onClick={() => setAsking(record)}
                        >
                          {undoing() === record.importId ? "Taking back" : "Take back"}
                        </button>
                      </Show>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
      <Show when={asking()}>
        {(record) => (
          <Confirm
            title={`Take back ${record().fileName}?`}
            action="Take it back"
            onConfirm={() => void undo(record())}
            onClose={() => setAsking(null)}
          >
            <p>
              Its {counted(record().added, "row goes", "rows go")}; rows that another file also holds stay.
              The file itself is not touched, and can be imported again.
            </p>
          </Confirm>
        )}
      </Show>
    </section>
  );
}

/** The shops on this device. */
function Shops(): JSX.Element {
  const app = useApp();
  const [asking, setAsking] = createSignal<DatasetRecord | null>(null);
  const remove = async (dataset: DatasetRecord): Promise<void> => {
    setAsking(null);
    try {
      await app.services.ingest.deleteDataset(dataset.id);
      await app.refresh();
      app.toasts.show(`${dataset.name} is deleted from this device.`);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  const hasDemo = () => app.datasets.load.value()?.some((dataset) => dataset.simulated) ?? false;
  return (
    <section aria-labelledby="shops-heading">
      <h2 id="shops-heading">Shops on this device</h2>
      <ul class="shops">
        <For each={app.datasets.load.value()}>
          {(dataset) => (
            <li>
              <div>
                <strong>{dataset.name}</strong>
                <Show when={dataset.simulated}>
                  <span class="badge">simulated</span>
                </Show>
                <p class="quiet figures">
                  {counted(dataset.itemCount, "title", "titles")},{" "}
                  {counted(dataset.lineCount, "line", "lines")}
                  <Show when={dataset.firstDay !== null && dataset.lastDay !== null}>
                    , {fullDay(dataset.firstDay!)} to {fullDay(dataset.lastDay!)}
                  </Show>
                </p>
              </div>
              <Show
                when={dataset.id !== app.datasets.currentId()}
                fallback={<span class="quiet">shown on all screens</span>}
              >
                <button type="button" class="button small" onClick={() => app.datasets.choose(dataset.id)}>
                  Show
                </button>
              </Show>
              <button
                type="button"
                class="button small"
                aria-label={`Delete ${dataset.name}`}
                disabled={app.jobs.busy()}
                onClick={() => setAsking(dataset)}
              >
                Delete
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={!hasDemo()}>
        <button
          type="button"
          class="button"
          disabled={app.jobs.busy()}
          onClick={() => void app.jobs.openDemo()}
        >
          Open the demo shop
        </button>
      </Show>
      <Show when={app.jobs.demo.running()}>
        <ProgressPanel
          what="Opening the demo shop"
          progress={app.jobs.demo.job()?.progress ?? null}
          onCancel={() => app.jobs.demo.cancel()}
        />
      </Show>
      <Show when={asking()}>
        {(dataset) => (
          <Confirm
            title={`Delete ${dataset().name}?`}
            action="Delete"
            onConfirm={() => void remove(dataset())}
            onClose={() => setAsking(null)}
          >
            <p>
              Its sales, stock, orders and forecasts go from this device.{" "}
              {dataset().simulated
                ? "The demo shop can be opened again at any time."
                : "Your files are not touched; what was typed here (stock, changed orders) is lost."}
            </p>
          </Confirm>
        )}
      </Show>
    </section>
  );
}
