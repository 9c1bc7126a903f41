import { For, Show, type JSX } from "solid-js";
import type { TableComparison } from "../../bridge/table-api.ts";
import { XYChart } from "../charts/xy-chart.tsx";
import { count, percent, figure } from "../format/numbers.ts";
import { tableMetric } from "../format/table-metrics.ts";
import { AsTable, ReportTable } from "./report-table.tsx";
import { MetricName } from "./table-performance.tsx";

type Measured = NonNullable<TableComparison["measured"]>;

/** Both versions on the same rows, and whether the difference is real. */
export function MeasuredComparison(props: { readonly measured: Measured }): JSX.Element {
  const loss = () => props.measured.metrics.find(({ metric }) => metric === props.measured.loss)!;
  const verdict = () => {
    const { better } = props.measured;
    if (better === null) return "No difference between the two can be told from these rows";
    return `${better === "a" ? "A" : "B"} is better on these rows`;
  };
  return (
    <>
      <section aria-labelledby="same-heading">
        <h2 id="same-heading">Both on the same rows</h2>
        <p class="lead">
          {verdict()}: {tableMetric(props.measured.loss).label}{" "}
          <span class="figures">
            {figure(loss().a)} of A, {figure(loss().b)} of B
          </span>
          .
        </p>
        <p class="quiet">
          {count(props.measured.rows)} rows, {props.measured.chosen}. The intervals of the differences, B − A,
          hold {percent(props.measured.level)} of paired resamples of{" "}
          {props.measured.unit === "row" ? "rows" : `whole ${props.measured.unit}s`}.
        </p>
        <ReportTable
          name="Both on the same rows"
          head={["Metric", "A", "B", "Difference", "Interval"]}
          rows={props.measured.metrics.map((each) => [
            <MetricName name={each.metric} />,
            figure(each.a),
            figure(each.b),
            signed(each.difference),
            each.low === null || each.high === null ? "" : `${signed(each.low)} to ${signed(each.high)}`,
          ])}
        />
        <h3>Tests of “no difference”</h3>
        <ReportTable
          name="Tests of no difference"
          head={["Test", "Statistic", "p"]}
          rows={props.measured.tests.map((each) => [
            <>
              {each.test} <span class="quiet metric-help">{each.of}</span>
              <span class="quiet metric-help">{each.source}</span>
            </>,
            figure(each.statistic),
            each.p_value < 0.0001 ? "below 0.0001" : figure(each.p_value),
          ])}
        />
      </section>
      <section aria-labelledby="agreement-heading">
        <h2 id="agreement-heading">Where they differ</h2>
        <Show
          when={props.measured.agreement_matrix}
          fallback={
            <p>
              Their predictions are <span class="figures">{figure(props.measured.agreement)}</span> apart on
              average.
            </p>
          }
        >
          {(matrix) => (
            <>
              <p>
                They say the same for <span class="figures">{percent(props.measured.agreement)}</span> of the
                rows.
              </p>
              <Agreement classes={props.measured.classes!} matrix={matrix()} />
            </>
          )}
        </Show>
        <Show when={props.measured.predicted}>
          {(points) => (
            <div class="plot-pair">
              <div>
                <XYChart
                  summary={`What B says over what A says of ${count(points().length)} rows.`}
                  caption="Each row by both; on the line they agree."
                  x="A"
                  y="B"
                  lines={[
                    {
                      points: [
                        [Math.min(...points().flat()), Math.min(...points().flat())],
                        [Math.max(...points().flat()), Math.max(...points().flat())],
                      ],
                      tone: "guide",
                    },
                  ]}
                  marks={points().map((at) => ({
                    at,
                    text: `A says ${figure(at[0])}, B ${figure(at[1])}`,
                  }))}
                />
                <AsTable
                  name="Predictions of both"
                  head={["A", "B"]}
                  rows={points().map((at) => [figure(at[0]), figure(at[1])])}
                />
              </div>
            </div>
          )}
        </Show>
        <Show when={props.measured.most_changed.length > 0}>
          <details>
            <summary>The rows on which they differ most</summary>
            <ReportTable
              name="The rows on which they differ most"
              head={["Row of the file", "Actual", "A", "B", "Loss of B − A"]}
              rows={props.measured.most_changed.map((each) => [
                count(each.row),
                shown(each.actual),
                shown(each.a),
                shown(each.b),
                signed(each.loss_difference),
              ])}
            />
          </details>
        </Show>
      </section>
    </>
  );
}

function Agreement(props: {
  readonly classes: readonly string[];
  readonly matrix: readonly (readonly number[])[];
}): JSX.Element {
  const most = () => Math.max(1, ...props.matrix.flat());
  return (
    <div class="table-scroll" tabindex={0} role="region" aria-label="What both say">
      <table class="dense confusion">
        <caption>Rows are what A says, columns what B says</caption>
        <thead>
          <tr>
            <td />
            <For each={props.classes}>
              {(name) => (
                <th scope="col" class="figures">
                  {name}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.matrix}>
            {(row, k) => (
              <tr>
                <th scope="row">{props.classes[k()]}</th>
                <For each={row}>
                  {(rows) => (
                    <td class="figures" style={{ "--share": rows / most() }}>
                      {count(rows)}
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

const signed = (value: number): string => (value > 0 ? `+${figure(value)}` : figure(value));
const shown = (value: string | number): string => (typeof value === "number" ? figure(value) : value);
