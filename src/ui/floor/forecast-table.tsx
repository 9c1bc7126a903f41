import { For, Show, type JSX } from "solid-js";
import { bounds, centralIntervals } from "../charts/intervals.ts";
import type { TitleDetail } from "../../domain/forecast-view.ts";
import { fullDay } from "../format/days.ts";
import { copies, count, exact } from "../format/numbers.ts";

/** The numbers of the chart as tables: what was sold, and what we expect with its ranges. */
export function ForecastTable(props: { readonly detail: TitleDetail }): JSX.Element {
  const intervals = () => centralIntervals(props.detail.levels).reverse();
  return (
    <details class="numbers">
      <summary>The same numbers as a table</summary>
      <div class="number-tables">
        <Show when={props.detail.weeks.length > 0}>
          <table>
            <caption>Expected, by week</caption>
            <thead>
              <tr>
                <th scope="col">Week of</th>
                <th scope="col">Mean</th>
                <For each={intervals()}>{(interval) => <th scope="col">{interval.percent} %</th>}</For>
              </tr>
            </thead>
            <tbody>
              <For each={props.detail.weeks}>
                {(week) => (
                  <tr>
                    <th scope="row">{fullDay(week.firstDay)}</th>
                    <td>{exact(week.mean)}</td>
                    <For each={intervals()}>
                      {(interval) => <td>{bounds(week, interval).map(copies).join(" – ")}</td>}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </Show>
        <table>
          <caption>Sold, by week, latest first</caption>
          <thead>
            <tr>
              <th scope="col">Week of</th>
              <th scope="col">Copies</th>
              <th scope="col">Days out of stock</th>
            </tr>
          </thead>
          <tbody>
            <For each={[...props.detail.history].reverse()}>
              {(week) => (
                <tr>
                  <th scope="row">{fullDay(week.firstDay)}</th>
                  <td>{count(week.units)}</td>
                  <td>{week.stockOutDays === 0 ? "" : count(week.stockOutDays)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </details>
  );
}
