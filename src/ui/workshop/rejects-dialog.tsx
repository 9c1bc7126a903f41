import { createSignal, For, onMount, Show, type JSX } from "solid-js";
import type { ImportRecord, RejectedRow } from "../../domain/dataset.ts";
import { asAppError, type AppError } from "../../core/errors.ts";
import { count } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Modal } from "../parts/modal.tsx";
import { useApp } from "../state/app.tsx";

const PAGE_ROWS = 100;

/** The rows that could not be imported, with line and reason; nothing is lost. */
export function RejectsDialog(props: {
  readonly record: ImportRecord;
  readonly onClose: () => void;
}): JSX.Element {
  const app = useApp();
  const [rows, setRows] = createSignal<readonly RejectedRow[]>([]);
  const [error, setError] = createSignal<AppError | undefined>(undefined);
  const more = async (): Promise<void> => {
    try {
      const next = await app.services.ingest.rejectedRows(props.record.importId, rows().length, PAGE_ROWS);
      setRows((old) => [...old, ...next]);
      setError(undefined);
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  };
  const download = async (): Promise<void> => {
    try {
      const file = await app.services.ingest.rejectedRowsFile(props.record.importId);
      downloadBlob(file, `rejected-${props.record.fileName.replace(/\.[a-z.]+$/i, "")}.csv`);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  onMount(() => void more());
  return (
    <Modal title={`Rejected rows of ${props.record.fileName}`} onClose={() => props.onClose()} wide>
      <p>
        {count(props.record.rejected)} of {count(props.record.rows)} rows could not be read. Download them,
        mend them, and import the mended file: what is already there is not counted twice.
      </p>
      <Show when={error()}>{(failed) => <ErrorNote error={failed()} onRetry={() => void more()} />}</Show>
      <div class="table-scroll tall" tabindex={0} role="region" aria-label="Rejected rows">
        <table class="dense">
          <thead>
            <tr>
              <th scope="col" class="figures">
                Line
              </th>
              <th scope="col">Reason</th>
              <th scope="col">Row</th>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr>
                  <th scope="row" class="figures">
                    {count(row.line)}
                  </th>
                  <td>{row.reason}</td>
                  <td class="cells">{row.cells.join(" | ")}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <div class="actions">
        <Show when={rows().length > 0 && rows().length < props.record.rejected}>
          <button type="button" class="button" onClick={() => void more()}>
            Show more
          </button>
        </Show>
        <button type="button" class="button primary" onClick={() => void download()}>
          Download all as CSV
        </button>
      </div>
    </Modal>
  );
}
