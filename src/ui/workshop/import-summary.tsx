import { A } from "@solidjs/router";
import { Match, onMount, Show, Switch, type JSX } from "solid-js";
import type { ImportRecord } from "../../domain/dataset.ts";
import type { ImportReport } from "../../domain/import-plan.ts";
import { count, counted, elapsed } from "../format/numbers.ts";
import { useApp } from "../state/app.tsx";

/** What an import did, in words, and what to do next. */
export function ImportSummary(props: {
  readonly report: ImportReport;
  readonly onRejects: (record: ImportRecord) => void;
}): JSX.Element {
  const app = useApp();
  const record = () => props.report.record;
  // The button that started the import stood at the foot of the preview, far below.
  onMount(() => document.getElementById("import-heading")?.scrollIntoView({ block: "nearest" }));
  /** The forecast in use knows these sales; a catalogue or a stock list needs no new one. */
  const isForecast = (): boolean => {
    const known = app.provenance.value();
    if (!known?.model) return false;
    const { kind, added, importId } = record();
    // Right after the import what is known of the shop is still of the moment before.
    const isSeen = added === 0 || known.dataset.imports.some((done) => done.importId === importId);
    return kind !== "sales" || (isSeen && !known.model.stale);
  };
  return (
    <div class="import-summary">
      <p class="lead" role="status">
        <Show when={record().added > 0} fallback={`Nothing in ${record().fileName} is new.`}>
          {counted(record().added, "row", "rows")} of {record().fileName}{" "}
          {record().added === 1 ? "is" : "are"} new and added.
        </Show>
      </p>
      <ul>
        <li>
          The file held {counted(record().rows, "row", "rows")}; reading and keeping them took{" "}
          {elapsed(record().durationMs)}.
        </li>
        <Show when={record().alreadyKnown > 0}>
          <li>
            {counted(record().alreadyKnown, "row was", "rows were")} known from an earlier import and left
            out.
          </li>
        </Show>
        <Show when={record().returns > 0}>
          <li>
            {counted(record().returns, "row is a return", "rows are returns")}; a return does not lower the
            demand, unless it takes back a sale of the same day.
          </li>
        </Show>
        <Show when={record().duplicatesInFile > 0}>
          <li>
            {counted(record().duplicatesInFile, "row repeats", "rows repeat")} another row of the file
            exactly.
          </li>
        </Show>
        <Show when={record().rejected > 0}>
          <li>
            {counted(record().rejected, "row", "rows")} could not be read.{" "}
            <button type="button" class="link-button" onClick={() => props.onRejects(record())}>
              Look at {record().rejected === 1 ? "it" : `the ${count(record().rejected)}`}
            </button>
          </li>
        </Show>
      </ul>
      <div class="actions">
        <Switch>
          <Match when={isForecast()}>
            <A class="button primary" href="/">
              See the order
            </A>
          </Match>
          <Match when={record().kind === "sales" && app.datasets.currentId()}>
            {(datasetId) => (
              <button
                type="button"
                class="button primary"
                disabled={app.jobs.training.running()}
                onClick={() => void app.jobs.train({ datasetId: datasetId(), preset: "fast" })}
              >
                {app.jobs.training.running() ? "Forecasting" : "Forecast now"}
              </button>
            )}
          </Match>
        </Switch>
        <button type="button" class="button" onClick={() => app.jobs.importing.dismiss()}>
          Import another file
        </button>
      </div>
    </div>
  );
}
