import { For, Show, type JSX } from "solid-js";
import type { ColumnProfile, KeptTable } from "../../domain/table-training.ts";
import { COLUMN_KINDS, type ColumnKind } from "../../domain/training-config.ts";
import { count, percent, figure } from "../format/numbers.ts";
import { useApp } from "../state/app.tsx";
import { tableDraft } from "../state/table-draft.ts";

const KIND_LABELS: Readonly<Record<ColumnKind, string>> = {
  numeric: "number",
  category: "category",
  date: "date",
  ignore: "leave out",
};
const EXAMPLES = 4;

/** The columns of the chosen table: how each is read, what is in it, and which one is to be predicted. */
export function TableColumns(props: { readonly table: KeptTable }): JSX.Element {
  const draft = useApp().keep(tableDraft);
  return (
    <div
      class="table-scroll tall"
      tabindex={0}
      role="region"
      aria-label={`Columns of ${props.table.fileName}`}
    >
      <table class="dense table-columns">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Read as</th>
            <th scope="col" class="figures">
              Missing
            </th>
            <th scope="col" class="figures">
              Different
            </th>
            <th scope="col">From, to</th>
            <th scope="col">First values</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.table.columns}>
            {(column) => (
              <tr classList={{ target: column.name === draft.target() }}>
                <th scope="row">{column.name}</th>
                <td>
                  <Show
                    when={column.name !== draft.target()}
                    fallback={<strong class="target-mark">to predict</strong>}
                  >
                    <Kind column={column} />
                  </Show>
                </td>
                <td class="figures">
                  {column.missing === 0 ? "none" : percent(column.missing / props.table.rows)}
                </td>
                <td class="figures">{count(column.distinct)}</td>
                <td class="figures range">
                  {column.range === null ? "" : `${figure(column.range[0])} – ${figure(column.range[1])}`}
                </td>
                <td class="quiet examples">{column.first.slice(0, EXAMPLES).join(", ")}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

function Kind(props: { readonly column: ColumnProfile }): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const options = () => COLUMN_KINDS.filter((kind) => props.column.readable.includes(kind));
  return (
    <select
      aria-label={`Read ${props.column.name} as`}
      classList={{ changed: draft.kindOf(props.column.name) !== props.column.kind }}
      onChange={(event) => draft.setKind(props.column.name, event.currentTarget.value as ColumnKind)}
    >
      <For each={options()}>
        {(kind) => (
          <option value={kind} selected={kind === draft.kindOf(props.column.name)}>
            {KIND_LABELS[kind]}
          </option>
        )}
      </For>
    </select>
  );
}
