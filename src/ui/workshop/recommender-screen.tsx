import { A } from "@solidjs/router";
import { createMemo, createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import { EstimateChart, type EstimateGroup } from "../charts/estimate-chart.tsx";
import {
  RANKING_METRICS,
  type Estimate,
  type MethodScores,
  type RankingMetric,
  type RecommenderOverview,
  type RecommenderReport,
} from "../../domain/recommender-report.ts";
import { isoInstant } from "../format/days.ts";
import { bytes, count, counted, percent, score } from "../format/numbers.ts";
import { rankingMetricFormula, rankingMetricLabel } from "../format/ranking-metrics.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { ProvenanceLine } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { useApp } from "../state/app.tsx";
import { FilePrediction } from "./file-prediction.tsx";
import { createOverview } from "./recommender-training.tsx";
import "./workshop.css";

/** How good the recommender is: measured on titles held back from it, beside popularity and item-kNN. */
export function RecommenderScreen(): JSX.Element {
  const app = useApp();
  const overview = createOverview();
  return (
    <div class="screen workshop">
      <ScreenHead title="Recommender report" />
      <Show when={app.provenance.value()}>
        {(provenance) => (
          <ProvenanceLine
            provenance={provenance()}
            version={
              <span>
                {overview.value() == null ? "not trained yet" : `recommender ${overview.value()!.version}`}
              </span>
            }
          />
        )}
      </Show>
      <Switch fallback={<div class="skeleton skeleton-chart" aria-busy="true" />}>
        <Match when={overview.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void overview.reload()} />}
        </Match>
        <Match
          when={
            overview.value() === null ||
            (app.datasets.load.value() !== undefined && app.datasets.current() === undefined)
          }
        >
          <div class="empty">
            <p class="lead">No recommender is trained on this shop yet.</p>
            <A class="button primary" href="/train">
              To Train
            </A>
          </div>
        </Match>
        <Match when={overview.value()}>
          {(known) => (
            <>
              <For each={known().warnings}>{(warning) => <Note>{warning}</Note>}</For>
              <Show when={known().stale}>
                <Note>Sales or catalogue were changed after this version was trained.</Note>
              </Show>
              <Show
                when={known().report}
                fallback={
                  <p class="lead">
                    Too few readers have bought anything to hold titles back, so this version was not
                    measured.
                  </p>
                }
              >
                {(report) => <Report report={report()} overview={known()} />}
              </Show>
              <InUse overview={known()} />
              <FilePrediction
                model={`recommendation_engine@${known().version}`}
                options={{}}
                of="recommendations"
                label="Choose readers or baskets"
              >
                A table of customers, or of readers and the titles they have, one a row or several with ;
                between. You get a CSV of ten titles for each, with rank and score.
              </FilePrediction>
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}

const SPLITS: Readonly<Record<RecommenderReport["split"]["kind"], string>> = {
  temporal: "Temporal split",
  "leave-one-out": "Leave one out",
  "held-out-users": "Held-out readers",
  random: "Random split",
};

function Report(props: {
  readonly report: RecommenderReport;
  readonly overview: RecommenderOverview;
}): JSX.Element {
  const save = (): void => {
    const text = JSON.stringify(props.overview, null, 2);
    downloadBlob(
      new Blob([text], { type: "application/json" }),
      `recommender-${props.overview.version}-report.json`,
    );
  };
  const split = () => props.report.split;
  return (
    <>
      <section aria-labelledby="measured-heading">
        <h2 id="measured-heading">Measured on titles held back</h2>
        <p>
          {SPLITS[split().kind]}: {split().note}. Trained on {counted(split().trainPairs, "pair", "pairs")} of{" "}
          {counted(split().trainReaders, "reader", "readers")}; asked for lists of {props.report.k} for{" "}
          {counted(split().testReaders, "reader", "readers")}, who have{" "}
          {counted(split().testPairs, "title", "titles")} to find. ± is the standard error over resampled
          readers.
        </p>
        <MetricTable report={props.report} />
      </section>
      <Comparison report={props.report} />
      <ListsTable report={props.report} />
      <button type="button" class="button" onClick={save}>
        Save the report as JSON
      </button>
    </>
  );
}

const plusMinus = (estimate: Estimate | null): string =>
  estimate === null || !Number.isFinite(estimate.value)
    ? "–"
    : `${score(estimate.value)} ± ${score(estimate.standardError)}`;

function MetricTable(props: { readonly report: RecommenderReport }): JSX.Element {
  return (
    <div class="table-scroll">
      <table class="dense metrics">
        <caption class="visually-hidden">Ranking metrics of each method</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <For each={props.report.methods}>
              {(method) => (
                <th scope="col" class="figures">
                  {method.label}
                </th>
              )}
            </For>
            <th scope="col">Formula</th>
          </tr>
        </thead>
        <tbody>
          <For each={RANKING_METRICS}>
            {(metric) => (
              <tr>
                <th scope="row">{rankingMetricLabel(metric, props.report.k)}</th>
                <For each={props.report.methods}>
                  {(method, i) => (
                    <td class="figures" classList={{ first: i() === 0 }}>
                      {plusMinus(method.scores[metric])}
                    </td>
                  )}
                </For>
                <td class="quiet">{rankingMetricFormula(metric)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

const SHOWN: readonly RankingMetric[] = ["recall", "ndcg", "hitRate", "precision", "mrr"];

/** One metric over all readers, by how much they have read, and on new titles. */
function Comparison(props: { readonly report: RecommenderReport }): JSX.Element {
  const [metric, setMetric] = createSignal<RankingMetric>("recall");
  const row = (method: MethodScores, index: number, estimate: Estimate) => ({
    label: method.label,
    value: estimate.value,
    standardError: estimate.standardError,
    strong: index === 0,
  });
  const groups = createMemo((): EstimateGroup[] => {
    const { methods } = props.report;
    const activity = methods[0]?.byActivity ?? [];
    const shown = metric();
    const newTitles = shown === "recall" || shown === "hitRate" ? shown : null;
    return [
      {
        name: `All ${counted(methods[0]?.users ?? 0, "reader", "readers")}`,
        rows: methods.map((method, i) => row(method, i, method.scores[shown])),
      },
      ...activity.map((part, third) => ({
        name: `Readers with ${count(part.fromTitles)} to ${count(part.toTitles)} titles (${count(part.users)})`,
        rows: methods.flatMap((method, i) => {
          const scores = method.byActivity[third]?.scores[shown];
          return scores === undefined ? [] : [row(method, i, scores)];
        }),
      })),
      ...(newTitles === null || methods.every((method) => method.newTitles === null)
        ? []
        : [
            {
              name: newTitlesName(methods),
              rows: methods.flatMap((method, i) =>
                method.newTitles === null ? [] : [row(method, i, method.newTitles[newTitles])],
              ),
            },
          ]),
    ].map((group) => ({ ...group, rows: group.rows.filter((one) => Number.isFinite(one.value)) }));
  });
  return (
    <section aria-labelledby="compared-heading">
      <h2 id="compared-heading">Compared, by activity and for new titles</h2>
      <Segmented
        legend="Metric"
        legendHidden
        options={SHOWN.map((value) => ({ value, label: rankingMetricLabel(value, props.report.k) }))}
        value={metric()}
        onChange={setMetric}
      />
      <EstimateChart name={rankingMetricLabel(metric(), props.report.k)} groups={groups()} />
      <p class="quiet">Points with 95 % intervals. {rankingMetricFormula(metric())}</p>
    </section>
  );
}

function newTitlesName(methods: readonly MethodScores[]): string {
  const known = methods.find((method) => method.newTitles !== null)!.newTitles!;
  return `New titles, under ${count(known.belowReaders)} readers (${count(known.users)} readers have one to find)`;
}

function ListsTable(props: { readonly report: RecommenderReport }): JSX.Element {
  return (
    <section aria-labelledby="lists-heading">
      <h2 id="lists-heading">What the lists are like</h2>
      <div class="table-scroll">
        <table class="dense">
          <caption class="visually-hidden">
            Coverage, diversity, novelty and popularity of each method's lists
          </caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col" class="figures">
                Coverage
              </th>
              <th scope="col" class="figures">
                Gini of exposure
              </th>
              <th scope="col" class="figures">
                Diversity
              </th>
              <th scope="col" class="figures">
                Novelty, bits
              </th>
              <th scope="col" class="figures">
                Popularity
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={props.report.methods}>
              {(method) => (
                <tr>
                  <th scope="row">{method.label}</th>
                  <td class="figures">{percent(method.coverage)}</td>
                  <td class="figures">{score(method.exposureGini)}</td>
                  <td class="figures">{plusMinus(method.diversity)}</td>
                  <td class="figures">{plusMinus(method.novelty)}</td>
                  <td class="figures">{plusMinus(method.popularity)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <p class="quiet">
        Coverage: share of the catalogue in at least one list. Gini: 0 all titles shown alike, 1 one title
        alone. Diversity: mean unlikeness of two titles of a list. Novelty: mean −log₂ of the share of readers
        who have a title. Popularity: mean share of readers who have a title of the list; the lower, the less
        a method leans on bestsellers.
      </p>
    </section>
  );
}

/** The version all screens use now. */
function InUse(props: { readonly overview: RecommenderOverview }): JSX.Element {
  return (
    <section aria-labelledby="in-use-heading">
      <h2 id="in-use-heading">In use: version {props.overview.version}</h2>
      <p>
        {props.overview.method}, trained {isoInstant(props.overview.trainedAt)} on{" "}
        {counted(props.overview.pairs, "pair", "pairs")} of{" "}
        {counted(props.overview.readers, "reader", "readers")} and{" "}
        {counted(props.overview.titles, "title", "titles")}.
      </p>
      <div class="report-grid">
        <table class="dense">
          <caption>Options</caption>
          <tbody>
            <For each={Object.entries(props.overview.options)}>
              {([name, value]) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td class="figures">{typeof value === "number" ? optionText(value) : String(value)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
        <table class="dense">
          <caption>Files</caption>
          <tbody>
            <For each={props.overview.files}>
              {(file) => (
                <tr>
                  <th scope="row">{file.name}</th>
                  <td class="figures">{bytes(file.bytes)}</td>
                  <td class="quiet">{file.local ? "never leaves this device" : ""}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </section>
  );
}

const optionText = (value: number): string => (Number.isInteger(value) ? count(value) : score(value));
