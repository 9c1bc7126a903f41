import { For, type JSX } from "solid-js";

/** A plain table of a report, which scrolls where it is too wide. Every column but the first holds figures. */
export function ReportTable(props: {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly JSX.Element[])[];
  readonly tall?: boolean;
  readonly children?: JSX.Element;
}): JSX.Element {
  return (
    <div
      class="table-scroll"
      classList={{ tall: props.tall ?? false }}
      tabindex={0}
      role="region"
      aria-label={props.name}
    >
      <table class="dense">
        <thead>
          <tr>
            <For each={props.head}>
              {(name, i) => (
                <th scope="col" classList={{ figures: i() > 0 }}>
                  {name}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows}>
            {(row) => (
              <tr>
                <th scope="row">{row[0]}</th>
                <For each={row.slice(1)}>{(cell) => <td class="figures">{cell}</td>}</For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

/** The numbers behind a plot, for who would rather read them. */
export function AsTable(props: Parameters<typeof ReportTable>[0]): JSX.Element {
  return (
    <details class="as-table">
      <summary>As a table</summary>
      <ReportTable {...props} tall />
    </details>
  );
}
