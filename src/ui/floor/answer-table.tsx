import { A } from "@solidjs/router";
import { createSignal, For, Show, type JSX } from "solid-js";
import { csvRow } from "../../domain/csv-row.ts";
import type { TitleCard } from "../../domain/recommendation.ts";
import type { QueryColumn, QueryRow, QueryValue, TableAnswer } from "../../domain/table-query.ts";
import { isoDay } from "../format/days.ts";
import { languageName } from "../format/languages.ts";
import { count, counted } from "../format/numbers.ts";
import { valueText } from "../format/query-words.ts";
import { Cover } from "../parts/cover.tsx";
import { downloadBlob } from "../parts/download.ts";
import { titlePath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";

/** Rows drawn at a time. */
const PAGE = 20;

/** The rows an answer was computed from; those of titles lead to their pages. */
export function AnswerTable(props: {
  readonly question: string;
  readonly table: TableAnswer;
  readonly titles: readonly TitleCard[];
  readonly currency: string | null;
  readonly folded: boolean;
}): JSX.Element {
  const app = useApp();
  const [pages, setPages] = createSignal(1);
  const rows = () => props.table.rows.slice(0, pages() * PAGE);
  const save = (): void => {
    downloadBlob(tableCsv(props.table), "answer.csv");
    app.toasts.show(`${counted(props.table.rows.length, "row is", "rows are")} saved as CSV.`);
  };
  const openList = (): void => {
    const ids = props.table.rows.flatMap((row) => (row.itemId === null ? [] : [row.itemId]));
    app.readingList.open({
      name: "Ask",
      path: "/ask",
      length: () => ids.length,
      idAt: (index) => ids[index] ?? "",
      indexOf: (id) => ids.indexOf(id),
    });
  };
  const body = () => (
    <>
      <div class="answer-rows">
        <table class="answer-table">
          <caption class="visually-hidden">{props.table.words}</caption>
          <thead>
            <tr>
              <For each={props.table.columns}>
                {(column) => (
                  <th scope="col" classList={{ figures: column.type !== "text" }}>
                    {column.label}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr>
                  <For each={props.table.columns}>
                    {(column, i) => (
                      <Cell
                        column={column}
                        row={row}
                        index={i()}
                        card={props.titles.find((title) => title.itemId === row.itemId)}
                        table={props.table}
                        currency={props.currency}
                        onOpen={openList}
                      />
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <div class="rows-foot">
        <span class="quiet figures">
          {count(rows().length)} of {counted(props.table.total, "row", "rows")}
        </span>
        <Show when={props.table.rows.length > rows().length}>
          <button type="button" class="link-button" onClick={() => setPages((shown) => shown + 1)}>
            Show more
          </button>
        </Show>
        <button type="button" class="link-button" onClick={save}>
          Save as CSV
        </button>
      </div>
    </>
  );
  return (
    <Show when={props.table.rows.length > 0}>
      <Show when={props.folded} fallback={body()}>
        <details>
          <summary>{counted(props.table.total, "row", "rows")}</summary>
          {body()}
        </details>
      </Show>
    </Show>
  );
}

function Cell(props: {
  readonly column: QueryColumn;
  readonly row: QueryRow;
  readonly index: number;
  readonly card: TitleCard | undefined;
  readonly table: TableAnswer;
  readonly currency: string | null;
  readonly onOpen: () => void;
}): JSX.Element {
  const value = () => props.row.values[props.index] ?? null;
  const text = () => cellText(value(), props.column, props.currency);
  const authors = (): readonly string[] => {
    if (props.card !== undefined) return props.card.authors;
    const at = props.table.columns.findIndex(({ field }) => field === "author");
    const author = props.row.values[at];
    return typeof author === "string" ? [author] : [];
  };
  return (
    <Show
      when={props.index === 0}
      fallback={<td classList={{ figures: props.column.type !== "text" }}>{text()}</td>}
    >
      <th scope="row">
        <Show when={props.row.itemId} fallback={text()}>
          {(itemId) => (
            <A class="row-title" href={titlePath(itemId())} onClick={() => props.onOpen()}>
              <Show when={props.column.field === "title"}>
                <span class="row-cover">
                  <Cover title={text()} authors={authors()} />
                </span>
              </Show>
              <span>{text()}</span>
            </A>
          )}
        </Show>
      </th>
    </Show>
  );
}

function cellText(value: QueryValue, column: QueryColumn, currency: string | null): string {
  if (column.field === "language" && typeof value === "string") return languageName(value);
  return valueText(value, column.type, currency);
}

/** All rows as a table for a spreadsheet: money with two decimals, days as ISO 8601. */
export function tableCsv(table: TableAnswer): Blob {
  const cell = (value: QueryValue, { type }: QueryColumn): string => {
    if (value === null) return "";
    if (typeof value === "string") return value;
    if (type === "money") return (value / 100).toFixed(2);
    return type === "day" ? isoDay(value) : String(value);
  };
  const rows = table.rows.map((row) =>
    csvRow(table.columns.map((column, i) => cell(row.values[i] ?? null, column))),
  );
  return new Blob([csvRow(table.columns.map(({ label }) => label)), ...rows], {
    type: "text/csv;charset=utf-8",
  });
}
