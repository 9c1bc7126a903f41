import { A } from "@solidjs/router";
import { createMemo, For, Show, type JSX } from "solid-js";
import type { TableVersion } from "../../bridge/table-api.ts";
import { isoInstant } from "../format/days.ts";
import { elapsed, figure } from "../format/numbers.ts";
import { tableMetric } from "../format/table-metrics.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { tableComparePath, tableModelPath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { tableDraft } from "../state/table-draft.ts";

/** The metrics that a list shows, of those there are. */
const SHOWN = ["log_loss", "roc_auc", "accuracy", "rmse", "r2", "mae"];
const MOST_SHOWN = 3;

/** Every model of a table on this device, with its versions. */
export function TableModels(): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const models = createMemo(() => {
    const byName = new Map<string, TableVersion[]>();
    for (const version of draft.versions.value() ?? []) {
      byName.set(version.model, [...(byName.get(version.model) ?? []), version]);
    }
    return [...byName];
  });
  return (
    <section aria-labelledby="models-heading">
      <h2 id="models-heading">Models of tables</h2>
      <Show when={draft.versions.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void draft.versions.reload()} />}
      </Show>
      <Show when={draft.versions.value()?.length === 0}>
        <p class="quiet">None is trained yet.</p>
      </Show>
      <For each={models()}>{([name, versions]) => <Model name={name} versions={versions} />}</For>
    </section>
  );
}

function Model(props: { readonly name: string; readonly versions: readonly TableVersion[] }): JSX.Element {
  const metrics = () =>
    SHOWN.filter((name) => props.versions.some((version) => name in version.metrics)).slice(0, MOST_SHOWN);
  return (
    <div
      class="table-scroll model-versions"
      tabindex={0}
      role="region"
      aria-label={`Versions of ${props.name}`}
    >
      <table class="dense">
        <caption>
          {props.name} <span class="quiet">predicts {props.versions[0]!.target}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Method</th>
            <For each={metrics()}>
              {(name) => (
                <th scope="col" class="figures">
                  {tableMetric(name).label}
                </th>
              )}
            </For>
            <th scope="col">Trained on</th>
            <th scope="col">When</th>
            <th scope="col" class="figures">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.versions}>
            {(version) => (
              <tr>
                <th scope="row">
                  <A href={tableModelPath(version.model, version.version)}>{version.version}</A>
                  <Show when={version.champion}>
                    <span class="badge calm">in use</span>
                  </Show>
                </th>
                <td>{version.method}</td>
                <For each={metrics()}>
                  {(name) => <td class="figures">{figure(version.metrics[name])}</td>}
                </For>
                <td>{version.dataSource}</td>
                <td class="instant">{isoInstant(version.trainedAt)}</td>
                <td class="figures">{elapsed(version.durationMs)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.versions[1]}>
        {(before) => (
          <p class="under-table">
            <A href={tableComparePath(nameOf(before()), nameOf(props.versions[0]!))}>
              Compare {before().version} and {props.versions[0]!.version}
            </A>
          </p>
        )}
      </Show>
    </div>
  );
}

const nameOf = ({ model, version }: TableVersion): string => `${model}@${version}`;
