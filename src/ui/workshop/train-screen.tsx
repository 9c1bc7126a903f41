import { A } from "@solidjs/router";
import { createEffect, createSignal, For, Match, on, Show, Switch, type JSX } from "solid-js";
import type { Provenance } from "../../domain/provenance.ts";
import type { PendingTraining, Preset, TrainReport } from "../../domain/training.ts";
import { isoInstant } from "../format/days.ts";
import { metricHelp, metricLabel, metricValue } from "../format/metrics.ts";
import { count, counted, elapsed } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { ProvenanceLine, ProvenanceNotes } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { useApp } from "../state/app.tsx";
import { FilePrediction } from "./file-prediction.tsx";
import { RecommenderTraining } from "./recommender-training.tsx";
import "./workshop.css";

const PRESETS: readonly { readonly value: Preset; readonly label: string; readonly help: string }[] = [
  {
    value: "fast",
    label: "Fast",
    help: "Few backtest origins. Seconds for hundreds of titles, a minute for thousands.",
  },
  {
    value: "balanced",
    label: "Balanced",
    help: "More origins, so that methods are chosen and ranges set more surely.",
  },
  { value: "best", label: "Best", help: "The most origins; the longest. For the night." },
];
const HORIZONS = [28, 56, 84].map((days) => ({ value: days, label: `${days / 7} weeks` }));

/** Fit, compare and choose the forecasting methods; what came of it. */
export function TrainScreen(): JSX.Element {
  const app = useApp();
  const { training } = app.jobs;
  return (
    <div class="screen workshop">
      <ScreenHead title="Train" />
      <Show when={app.provenance.value()}>
        {(provenance) => (
          <>
            <ProvenanceLine provenance={provenance()} />
            <ProvenanceNotes provenance={provenance()} />
          </>
        )}
      </Show>
      <Show when={app.provenance.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void app.provenance.reload()} />}
      </Show>
      <Switch>
        <Match when={training.running()}>
          <ProgressPanel
            what="Forecasting every title"
            progress={training.job()?.progress ?? null}
            onCancel={() => training.cancel()}
          >
            <p>Finished titles are kept: a training that is cancelled or cut off goes on from there.</p>
          </ProgressPanel>
        </Match>
        <Match
          when={app.datasets.load.value() !== undefined && (app.datasets.current()?.lineCount ?? 0) === 0}
        >
          <div class="empty">
            <p class="lead">There are no sales to learn from.</p>
            <A class="button primary" href="/data">
              Import sales
            </A>
          </div>
        </Match>
        <Match when={app.datasets.current()}>{(dataset) => <Start datasetId={dataset().id} />}</Match>
      </Switch>
      <Show when={training.job()?.result}>{(report) => <Report report={report()} />}</Show>
      <Show when={app.provenance.value()?.model}>
        {(model) => (
          <Show when={model().version !== training.job()?.result?.version}>
            <Champion model={model()} />
          </Show>
        )}
      </Show>
      <Show when={app.provenance.value()?.model}>
        {(model) => (
          <FilePrediction
            model={`demand_forecasting@${model().version}`}
            options={{ span: "week" }}
            of="forecast"
            label="Choose a table of titles"
          >
            Titles by ISBN, SKU or name, one a row; a column “horizon” says how many days ahead. You get a CSV
            of their weeks with what is expected and its range.
          </FilePrediction>
        )}
      </Show>
      <Show when={app.datasets.current()}>
        {(dataset) => (
          <>
            <RecommenderTraining datasetId={dataset().id} />
            <section aria-labelledby="questions-heading">
              <h2 id="questions-heading">Questions</h2>
              <p>
                What Ask finds its answers in: the catalogue, documents, and the model of their meaning.{" "}
                <A href="/train/questions">The question index</A>
              </p>
            </section>
          </>
        )}
      </Show>
      <section aria-labelledby="tables-heading">
        <h2 id="tables-heading">Any table</h2>
        <p>
          Learn to predict a column of any table, a class or a number: compare methods, search their options,
          read the report. <A href="/train/table">Choose a table</A>
        </p>
      </section>
    </div>
  );
}

function Start(props: { readonly datasetId: string }): JSX.Element {
  const app = useApp();
  const { training } = app.jobs;
  const [preset, setPreset] = createSignal<Preset>("fast");
  const [horizonDays, setHorizonDays] = createSignal(28);
  const [pending, setPending] = createSignal<PendingTraining | null>(null);
  createEffect(
    on([() => props.datasetId, training.running], ([datasetId]) => {
      app.services.train.pending(datasetId).then(setPending, () => setPending(null));
    }),
  );
  const discard = async (): Promise<void> => {
    try {
      await app.services.train.discardPending(props.datasetId);
      setPending(null);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  return (
    <section class="train-start" aria-labelledby="start-heading">
      <h2 id="start-heading">New forecast</h2>
      <Show when={training.job()?.error}>{(error) => <ErrorNote error={error()} />}</Show>
      <Show when={pending()}>
        {(kept) => (
          <div class="note">
            <p>
              An interrupted training is kept: {count(kept().done)} of {count(kept().total)} are done (
              {kept().request.preset}
              ).
            </p>
            <div class="note-actions">
              <button
                type="button"
                class="button primary"
                onClick={() => void app.jobs.train(kept().request)}
              >
                Go on
              </button>
              <button type="button" class="button" onClick={() => void discard()}>
                Discard it
              </button>
            </div>
          </div>
        )}
      </Show>
      <div class="toolbar">
        <Segmented legend="Effort" options={PRESETS} value={preset()} onChange={setPreset} />
        <Segmented legend="Horizon" options={HORIZONS} value={horizonDays()} onChange={setHorizonDays} />
      </div>
      <p class="quiet">{PRESETS.find((known) => known.value === preset())?.help}</p>
      <button
        type="button"
        class="button primary"
        onClick={() =>
          void app.jobs.train({ datasetId: props.datasetId, preset: preset(), horizonDays: horizonDays() })
        }
      >
        Start training
      </button>
    </section>
  );
}

function Report(props: { readonly report: TrainReport }): JSX.Element {
  return (
    <section aria-labelledby="report-heading">
      <h2 id="report-heading">Report of version {props.report.version}</h2>
      <p>
        {counted(props.report.titles, "title", "titles")} in {elapsed(props.report.durationMs)};{" "}
        {count(props.report.lowConfidence)} of them sold on too few days to choose a method by their own past:
        they take that of similar titles and are marked low confidence.
      </p>
      <div class="report-grid">
        <Metrics metrics={props.report.metrics} />
        <Winners winners={props.report.winners} />
      </div>
    </section>
  );
}

const METHODS: Readonly<Record<string, string>> = {
  "seasonal-naive": "Seasonal naive",
  "weekday-profile": "Recent mean × weekday profile",
  ets: "ETS",
  theta: "Theta (dynamic optimised)",
  croston: "Croston",
  sba: "SBA",
  tsb: "TSB",
  adida: "ADIDA",
  median: "Median of the best methods",
};

function methodLabel(id: string): string {
  return METHODS[id] ?? id;
}

function Winners(props: { readonly winners: Readonly<Record<string, number>> }): JSX.Element {
  const winners = () => Object.entries(props.winners).sort((a, b) => b[1] - a[1]);
  const most = () => Math.max(1, ...winners().map(([, titles]) => titles));
  return (
    <table class="dense winners">
      <caption>Titles each method won</caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col" class="figures">
            Titles
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        <For each={winners()}>
          {([method, titles]) => (
            <tr>
              <th scope="row">{methodLabel(method)}</th>
              <td class="figures">{count(titles)}</td>
              <td class="bar-cell" aria-hidden="true">
                <span style={{ width: `${(100 * titles) / most()}%` }} />
              </td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

function Metrics(props: { readonly metrics: Readonly<Record<string, number>> }): JSX.Element {
  return (
    <table class="dense metrics">
      <caption>Backtest metrics</caption>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" class="figures">
            Value
          </th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        <For each={Object.entries(props.metrics)}>
          {([name, value]) => (
            <tr>
              <th scope="row">{metricLabel(name)}</th>
              <td class="figures">{metricValue(name, value)}</td>
              <td class="quiet">{metricHelp(name)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

/** The version all screens use now. */
function Champion(props: { readonly model: NonNullable<Provenance["model"]> }): JSX.Element {
  return (
    <section aria-labelledby="champion-heading">
      <h2 id="champion-heading">In use: version {props.model.version}</h2>
      <p>
        Champion of demand_forecasting, trained {isoInstant(props.model.trainedAt)}
        <Show when={props.model.stale}>
          {" "}
          <span class="badge">older than the sales</span>
        </Show>
      </p>
      <div class="report-grid">
        <Metrics metrics={props.model.metrics} />
        <Winners winners={props.model.winners} />
      </div>
    </section>
  );
}
