import { A, useParams } from "@solidjs/router";
import { For, Match, Switch, type JSX } from "solid-js";
import type { TableVersionReport } from "../../bridge/table-api.ts";
import { isoInstant } from "../format/days.ts";
import { metricLabel } from "../format/metrics.ts";
import { count, elapsed, significant } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import "./table.css";
import "./workshop.css";

/** What a version of a table's model learned, and how well. */
export function TableReportScreen(): JSX.Element {
  const app = useApp();
  const params = useParams<{ model: string; version: string }>();
  const load = createLoad(
    () => `${params.model}@${params.version}`,
    () => app.services.tables.versionReport(params.model, params.version),
  );
  return (
    <div class="screen workshop">
      <ScreenHead title={`${params.model} ${params.version}`}>
        <A class="button quiet-button" href="/train/table">
          To tables
        </A>
      </ScreenHead>
      <Switch fallback={<div class="skeleton skeleton-chart" aria-busy="true" />}>
        <Match when={load.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void load.reload()} />}
        </Match>
        <Match when={load.value()}>{(version) => <Report version={version()} />}</Match>
      </Switch>
    </div>
  );
}

function Report(props: { readonly version: TableVersionReport }): JSX.Element {
  const report = () => props.version.report;
  return (
    <>
      <p class="lead">
        Predicts {props.version.target} by {props.version.method}.
      </p>
      <p class="quiet">
        Trained {isoInstant(props.version.trainedAt)} in {elapsed(props.version.durationMs)} on{" "}
        {props.version.dataSource}: {count(report().rows.training)} rows for training,{" "}
        {count(report().rows.validation)} for validation, {count(report().rows.test)} held back for the test.
      </p>
      <section aria-labelledby="performance-heading">
        <h2 id="performance-heading">Performance</h2>
        <div class="table-scroll" tabindex={0} role="region" aria-label="Performance">
          <table class="dense">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <For each={["Training", "Validation", "Test", "Baseline on test"]}>
                  {(part) => (
                    <th scope="col" class="figures">
                      {part}
                    </th>
                  )}
                </For>
              </tr>
            </thead>
            <tbody>
              <For each={Object.keys(report().model_performance.test)}>
                {(name) => (
                  <tr>
                    <th scope="row">{metricLabel(name)}</th>
                    <For each={["training", "validation", "test"] as const}>
                      {(part) => (
                        <td class="figures">{significant(report().model_performance[part][name])}</td>
                      )}
                    </For>
                    <td class="figures">{significant(report().baseline[name])}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}
