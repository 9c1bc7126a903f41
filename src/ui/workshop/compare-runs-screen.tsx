import { A, useSearchParams } from "@solidjs/router";
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { lastMetric, runParams, type RunRecord } from "../../domain/run.ts";
import { ParallelChart } from "../charts/parallel-chart.tsx";
import { StepChart } from "../charts/step-chart.tsx";
import { isoInstant } from "../format/days.ts";
import { runMetricLabel } from "../format/run-metrics.ts";
import { elapsed, figure } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { MOST_COMPARED, runTitle } from "../state/experiments.ts";
import { createLoad } from "../state/load.ts";
import "./workshop.css";
import "./experiments.css";

/** Two to five runs side by side: what differs in them, and what came of it. */
export function CompareRunsScreen(): JSX.Element {
  const app = useApp();
  const [search] = useSearchParams<{ runs: string }>();
  const ids = createMemo(() => (search.runs ?? "").split(",").filter(Boolean).slice(0, MOST_COMPARED));
  const load = createLoad(ids, (runIds) => app.services.experiments.wholeRuns(runIds));
  return (
    <div class="screen workshop experiments">
      <p class="provenance">
        <A href="/experiments">All runs</A>
      </p>
      <ScreenHead title="Runs compared" />
      <Show when={load.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void load.reload()} />}
      </Show>
      <Show when={ids().length < 2}>
        <p class="lead">Choose two to five runs on the list.</p>
      </Show>
      <Show when={ids().length >= 2 && load.value()}>{(runs) => <Comparison runs={runs()} />}</Show>
    </div>
  );
}

type Row = readonly [name: string, values: readonly string[]];

function Comparison(props: { readonly runs: readonly RunRecord[] }): JSX.Element {
  const [differing, setDiffering] = createSignal(true);
  const params = createMemo(() => {
    const all = props.runs.map(runParams);
    const names = new Set(all.flatMap((values) => Object.keys(values)));
    return [...names].map((name): Row => [name, all.map((values) => values[name] ?? "")]);
  });
  const facts = createMemo((): Row[] => [
    ["Experiment", props.runs.map((run) => run.experiment)],
    ["Status", props.runs.map((run) => run.status)],
    ["Started", props.runs.map((run) => isoInstant(run.started_at))],
    ["Took", props.runs.map((run) => elapsed(run.duration_ms))],
    ["Data", props.runs.map((run) => run.data_hash?.slice(0, 12) ?? "")],
    ["Code", props.runs.map((run) => run.code_version ?? "")],
    ["Device", props.runs.map((run) => run.device ?? "")],
    ["Environment", props.runs.map((run) => run.environment ?? "")],
    ["Note", props.runs.map((run) => run.note)],
  ]);
  const metrics = createMemo(() => [...new Set(props.runs.flatMap((run) => Object.keys(run.metrics)))]);
  const curves = createMemo(() =>
    metrics().filter((name) => props.runs.some((run) => (run.metrics[name]?.length ?? 0) > 1)),
  );
  const shown = (rows: readonly Row[]): readonly Row[] =>
    differing() ? rows.filter(([, values]) => differs(values)) : rows;
  return (
    <>
      <label class="check-field">
        <input
          type="checkbox"
          checked={differing()}
          onChange={(event) => setDiffering(event.currentTarget.checked)}
        />
        Only what differs
      </label>
      <SideBySide
        caption="Parameters"
        runs={props.runs}
        rows={shown(params())}
        none="No parameter differs."
      />
      <SideBySide
        caption="Metrics, the last value of each"
        runs={props.runs}
        rows={metrics().map((name) => [
          runMetricLabel(name),
          props.runs.map((run) => figure(lastMetric(run, name))),
        ])}
        none="No metric was kept."
        figures
      />
      <Show when={curves().length > 0}>
        <section aria-labelledby="curves-heading">
          <h2 id="curves-heading">Over steps</h2>
          <div class="curves">
            <For each={curves()}>
              {(name) => (
                <StepChart
                  name={runMetricLabel(name)}
                  lines={props.runs.flatMap((run, style) => {
                    const points = run.metrics[name] ?? [];
                    return points.length === 0 ? [] : [{ label: run.name, style, points }];
                  })}
                />
              )}
            </For>
          </div>
        </section>
      </Show>
      <Parallel runs={props.runs} params={params()} metrics={metrics()} />
      <SideBySide
        caption="Of what and where"
        runs={props.runs}
        rows={shown(facts())}
        none="Nothing differs."
      />
    </>
  );
}

const differs = (values: readonly string[]): boolean => values.some((value) => value !== values[0]);

function SideBySide(props: {
  readonly caption: string;
  readonly runs: readonly RunRecord[];
  readonly rows: readonly Row[];
  readonly none: string;
  readonly figures?: boolean;
}): JSX.Element {
  return (
    <section>
      <h2>{props.caption}</h2>
      <Show when={props.rows.length > 0} fallback={<p class="quiet">{props.none}</p>}>
        <div class="table-scroll" tabindex={0} role="region" aria-label={props.caption}>
          <table class="dense side-by-side">
            <thead>
              <tr>
                <td />
                <For each={props.runs}>
                  {(run, i) => (
                    <th scope="col" classList={{ figures: props.figures ?? false }}>
                      <span class={`run-mark mark-${i()}`} aria-hidden="true" />
                      <A href={`/experiments/${run.run_id}`}>{run.name}</A>
                    </th>
                  )}
                </For>
              </tr>
            </thead>
            <tbody>
              <For each={props.rows}>
                {([name, values]) => (
                  <tr classList={{ differs: props.figures !== true && differs(values) }}>
                    <th scope="row">
                      {name}
                      <Show when={props.figures !== true && differs(values)}>
                        <span class="visually-hidden">, differs</span>
                      </Show>
                    </th>
                    <For each={values}>
                      {(value) => <td classList={{ figures: props.figures ?? false }}>{value}</td>}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}

/** Metrics of which less is better: the last axis of parallel coordinates is one. */
const LESS_IS_BETTER = /loss|error|rmse|mae|mse|mape|wape|pinball|brier/i;

function Parallel(props: {
  readonly runs: readonly RunRecord[];
  readonly params: readonly Row[];
  readonly metrics: readonly string[];
}): JSX.Element {
  const axes = createMemo(() => props.params.filter(([, values]) => differs(values) && !values.some(isLong)));
  const losses = createMemo(() =>
    props.metrics.filter(
      (name) => LESS_IS_BETTER.test(name) && props.runs.every((run) => !Number.isNaN(lastMetric(run, name))),
    ),
  );
  const [picked, setPicked] = createSignal<string | null>(null);
  const loss = () => (losses().includes(picked() ?? "") ? picked()! : losses()[0]!);
  return (
    <Show when={axes().length > 0 && losses().length > 0}>
      <section aria-labelledby="parallel-heading">
        <h2 id="parallel-heading">Parameters and outcome</h2>
        <label class="select-field outcome">
          Outcome
          <select onChange={(event) => setPicked(event.currentTarget.value)}>
            <For each={losses()}>
              {(name) => (
                <option value={name} selected={name === loss()}>
                  {runMetricLabel(name)}
                </option>
              )}
            </For>
          </select>
        </label>
        <ParallelChart
          summary={`Parallel coordinates of ${props.runs.length} runs: ${axes()
            .map(([name]) => name)
            .join(", ")} and ${runMetricLabel(loss())}.`}
          axes={[
            ...axes().map(([name, values]) =>
              values.every(isNumber)
                ? ({ name, kind: "linear" } as const)
                : ({ name, kind: "words", values: [...new Set(values)].sort() } as const),
            ),
            { name: runMetricLabel(loss()), kind: "linear" },
          ]}
          lines={props.runs.map((run) => [
            ...axes().map(([name, values]) => {
              const value = runParams(run)[name] ?? "";
              return values.every(isNumber) ? Number(value) : value;
            }),
            lastMetric(run, loss()),
          ])}
        />
        <p class="visually-hidden">{props.runs.map(runTitle).join(", ")}</p>
      </section>
    </Show>
  );
}

const MOST_LETTERS = 24;
const isLong = (text: string): boolean => text.length > MOST_LETTERS;
const isNumber = (text: string): boolean => text !== "" && !Number.isNaN(Number(text));
