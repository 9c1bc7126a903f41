import { A, useParams } from "@solidjs/router";
import { Match, Show, Switch, type JSX } from "solid-js";
import type { TableVersionReport } from "../../bridge/table-api.ts";
import { isoInstant } from "../format/days.ts";
import { count, elapsed } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import { ClassReport } from "./class-report.tsx";
import { FilePrediction } from "./file-prediction.tsx";
import { ImportanceTable } from "./importance-table.tsx";
import { NumberReport } from "./number-report.tsx";
import { TablePerformance } from "./table-performance.tsx";
import { TableVersionFiles } from "./table-version-files.tsx";
import { TuningReport } from "./tuning-report.tsx";
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
        <Show when={props.version.champion}>
          {" "}
          <span class="badge calm">in use</span>
        </Show>
      </p>
      <TablePerformance report={report()} options={props.version.options} />
      <Show when={report().classes}>
        <ClassReport report={report()} />
      </Show>
      <Show when={report().actual_predicted}>
        {(points) => <NumberReport points={points()} target={props.version.target} />}
      </Show>
      <ImportanceTable
        features={report().feature_importance}
        loss={props.version.task === "classification" ? "log loss" : "RMSE"}
      />
      <Show when={report().tuning}>{(tuning) => <TuningReport tuning={tuning()} />}</Show>
      <FilePrediction
        model={`${props.version.model}@${props.version.version}`}
        options={{ keep: "*" }}
        of={props.version.target}
        label="Choose rows to predict"
      >
        A file with the same columns; {props.version.target} itself may be missing. You get a CSV of its rows
        with what is predicted beside them.
      </FilePrediction>
      <TableVersionFiles version={props.version} />
    </>
  );
}
