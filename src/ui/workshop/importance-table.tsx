import { createSignal, For, Show, type JSX } from "solid-js";
import type { TableReport } from "../../bridge/table-api.ts";
import { count, figure } from "../format/numbers.ts";

const SHOWN = 15;
const WIDTH = 240;
const HEIGHT = 18;

/** What each feature is worth: a bar with its deviation beside the number. */
export function ImportanceTable(props: {
  readonly features: TableReport["feature_importance"];
  readonly loss: string;
}): JSX.Element {
  const [all, setAll] = createSignal(false);
  const shown = () => (all() ? props.features : props.features.slice(0, SHOWN));
  const low = () => Math.min(0, ...props.features.map((each) => each.importance - each.importance_deviation));
  const high = () =>
    Math.max(1e-12, ...props.features.map((each) => each.importance + each.importance_deviation));
  const x = (value: number): number => (WIDTH * (value - low())) / (high() - low());
  return (
    <section aria-labelledby="importance-heading">
      <h2 id="importance-heading">Feature importance</h2>
      <p class="quiet">
        How much the test {props.loss} rises when the column is shuffled; the stroke is one standard deviation
        over five shuffles. Gain is what the method itself says it took from the column.
      </p>
      <div class="table-scroll" tabindex={0} role="region" aria-label="Feature importance">
        <table class="dense importance">
          <thead>
            <tr>
              <th scope="col">Feature</th>
              <td />
              <th scope="col" class="figures">
                Importance
              </th>
              <th scope="col" class="figures">
                Gain
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={shown()}>
              {(each) => (
                <tr>
                  <th scope="row">{each.feature}</th>
                  <td class="bar-plot" aria-hidden="true">
                    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
                      <rect
                        class="bar"
                        x={x(Math.min(0, each.importance))}
                        width={Math.max(1, Math.abs(x(each.importance) - x(0)))}
                        y={3}
                        height={HEIGHT - 6}
                      />
                      <path
                        class="error-bar"
                        d={`M${x(each.importance - each.importance_deviation)} ${HEIGHT / 2}H${x(each.importance + each.importance_deviation)}`}
                      />
                    </svg>
                  </td>
                  <td class="figures">
                    {figure(each.importance)} ± {figure(each.importance_deviation)}
                  </td>
                  <td class="figures">{figure(each.gain)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={props.features.length > SHOWN && !all()}>
        <button type="button" class="button small more" onClick={() => setAll(true)}>
          All {count(props.features.length)} features
        </button>
      </Show>
    </section>
  );
}
