import { A, useNavigate, useSearchParams } from "@solidjs/router";
import {
  createEffect,
  createSignal,
  For,
  lazy,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Suspense,
  Switch,
  type JSX,
} from "solid-js";
import type { TitleTable } from "../../domain/forecast-view.ts";
import { copies, count, counted } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Icon } from "../parts/icon.tsx";
import { createRowWindow } from "../parts/row-window.ts";
import { ProvenanceLine, ProvenanceNotes } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { Traced } from "../parts/traced.tsx";
import { useKeys } from "../shell/keys.ts";
import { titlePath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { authorsAt, itemIdAt, titleAt, type TitleOrder } from "../state/titles.ts";
import "./titles.css";

const ScanDialog = lazy(() => import("./scan-dialog.tsx").then((m) => ({ default: m.ScanDialog })));

/** Every title of the shop, found by typing or by its barcode. */
export function TitlesScreen(): JSX.Element {
  const app = useApp();
  const { titles } = app;
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [scanning, setScanning] = createSignal(false);
  let search!: HTMLInputElement;
  app.wantTitles();
  const focusSearch = (): void => {
    search.focus();
    search.select();
  };
  useKeys({ "/": focusSearch });
  onMount(() => {
    if (params["find"] !== undefined) queueMicrotask(focusSearch);
  });

  return (
    <div class="screen titles">
      <ScreenHead title="Titles">
        <Show when={app.provenance.value()}>
          {(provenance) => <ProvenanceLine provenance={provenance()} />}
        </Show>
      </ScreenHead>
      <Show when={app.provenance.value()}>
        {(provenance) => <ProvenanceNotes provenance={provenance()} />}
      </Show>
      <div class="toolbar" role="search">
        <label class="search-field">
          <Icon name="search" />
          <span class="visually-hidden">Search title, author, ISBN or SKU</span>
          <input
            ref={search}
            type="search"
            placeholder="Title, author, ISBN or SKU"
            autocomplete="off"
            spellcheck={false}
            value={titles.query()}
            onInput={(event) => titles.search(event.currentTarget.value)}
          />
        </label>
        <button type="button" class="button" onClick={() => setScanning(true)}>
          <Icon name="scan" /> Scan
        </button>
        <label class="select-field">
          <span>Sorted by</span>
          <select
            value={titles.order()}
            disabled={titles.query().trim() !== ""}
            onChange={(event) => titles.sortBy(event.currentTarget.value as TitleOrder)}
          >
            <option value="expected">most expected</option>
            <option value="recent">most sold lately</option>
            <option value="short">most wanting</option>
          </select>
        </label>
        <Show when={titles.serviceCount() > 0}>
          <label class="check-field">
            <input
              type="checkbox"
              checked={titles.showService()}
              onChange={(event) => titles.setShowService(event.currentTarget.checked)}
            />
            <span>{counted(titles.serviceCount(), "service line", "service lines")} too</span>
          </label>
        </Show>
      </div>
      <p class="visually-hidden" role="status">
        {titles.table.value() === undefined ? "" : counted(titles.rows().length, "title", "titles")}
      </p>
      <Show when={titles.searchError()}>{(error) => <ErrorNote error={error()} />}</Show>
      <Switch fallback={<ListSkeleton />}>
        <Match when={titles.table.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void titles.table.reload()} />}
        </Match>
        <Match when={app.datasets.load.value() !== undefined && app.datasets.current() === undefined}>
          <NoTitles />
        </Match>
        <Match when={titles.table.value()?.count === 0}>
          <NoTitles />
        </Match>
        <Match when={titles.table.value()}>
          {(table) => (
            <Show
              when={titles.rows().length > 0}
              fallback={
                <div class="empty">
                  <p class="lead">Nothing is called “{titles.query()}”.</p>
                  <p>Try fewer letters, the author, or the number on the back cover.</p>
                </div>
              }
            >
              <TitleList table={table()} rows={titles.rows()} />
            </Show>
          )}
        </Match>
      </Switch>
      <Show when={scanning()}>
        <Suspense>
          <ScanDialog onClose={() => setScanning(false)} onFound={(itemId) => navigate(titlePath(itemId))} />
        </Suspense>
      </Show>
    </div>
  );
}

const ROW_HEIGHT = 68;
// Where the reader was in the list when a title was opened.
let lastOffset = 0;

function TitleList(props: { readonly table: TitleTable; readonly rows: Uint32Array }): JSX.Element {
  const app = useApp();
  let scroller!: HTMLDivElement;
  const { indices, totalHeight } = createRowWindow({
    scroller: () => scroller,
    count: () => props.rows.length,
    rowHeight: ROW_HEIGHT,
  });
  onMount(() => {
    scroller.scrollTop = lastOffset;
    createEffect(
      on(
        () => props.rows,
        () => {
          scroller.scrollTop = 0;
        },
        { defer: true },
      ),
    );
    onCleanup(() => {
      lastOffset = scroller.scrollTop;
    });
  });
  const openList = (): void => {
    const { table, rows } = props;
    app.readingList.open({
      name: app.titles.query().trim() === "" ? "Titles" : `“${app.titles.query().trim()}”`,
      path: "/titles",
      length: () => rows.length,
      idAt: (index) => itemIdAt(table, rows[index] ?? 0),
      indexOf: (id) => rows.indexOf(app.titles.rowOf(id)),
    });
  };

  return (
    <div class="title-table">
      <div
        ref={scroller}
        role="table"
        aria-label="Titles"
        aria-rowcount={props.rows.length + 1}
        class="title-scroller"
        tabindex={0}
      >
        <div role="rowgroup" class="title-head">
          <div role="row" aria-rowindex={1} class="title-row">
            <span role="columnheader">Title</span>
            <span role="columnheader">
              <Traced
                trace={{
                  title: "Next 4 weeks",
                  rows: [["Interval", "80 %"]],
                  words:
                    "Copies we expect to sell in the 28 days after the last sale, and the range that holds the true number in 8 of 10 cases. Open a title to see how.",
                }}
              >
                next 4 weeks
              </Traced>
            </span>
            <span role="columnheader">
              <Traced
                trace={{
                  title: "On hand",
                  rows: [["A dash", "unknown"]],
                  words: "Copies in the shop, as last entered or imported. Change it on the title’s page.",
                }}
              >
                on hand
              </Traced>
            </span>
            <span role="columnheader">
              <Traced
                trace={{
                  title: "Last 4 weeks",
                  rows: [["Days", "28"]],
                  words: "Copies sold in the last 28 days of data; returns are left out.",
                }}
              >
                last 4 weeks
              </Traced>
            </span>
          </div>
        </div>
        <div role="rowgroup" style={{ height: `${totalHeight()}px`, position: "relative" }}>
          <For each={indices()}>
            {(index) => {
              const row = () => props.rows[index] ?? 0;
              return (
                <div
                  role="row"
                  aria-rowindex={index + 2}
                  class="title-row title-line"
                  classList={{ service: props.table.service[row()] === 1 }}
                  style={{ transform: `translateY(${index * ROW_HEIGHT}px)`, height: `${ROW_HEIGHT}px` }}
                >
                  <span role="cell" class="title-cell">
                    {/* A plain link: the router takes it too, and a row costs half. */}
                    <a href={titlePath(itemIdAt(props.table, row()))} onClick={openList}>
                      {titleAt(props.table, row()) || itemIdAt(props.table, row())}
                    </a>
                    <span class="authors">
                      {authorsAt(props.table, row()) || itemIdAt(props.table, row())}
                    </span>
                  </span>
                  <span role="cell" class="figures expected">
                    <Show when={!Number.isNaN(props.table.expected[row()]!)} fallback="–">
                      <strong>{copies(props.table.expected[row()]!)}</strong>{" "}
                      <span class="interval">
                        {count(Math.round(props.table.low[row()]!))} to{" "}
                        {count(Math.round(props.table.high[row()]!))}
                      </span>
                    </Show>
                  </span>
                  <span role="cell" class="figures">
                    {copies(props.table.onHand[row()]!)}
                  </span>
                  <span role="cell" class="figures">
                    {copies(props.table.recent[row()]!)}
                  </span>
                </div>
              );
            }}
          </For>
        </div>
      </div>
    </div>
  );
}

function NoTitles(): JSX.Element {
  return (
    <div class="empty">
      <p class="lead">No titles yet.</p>
      <p>They come with the first file of sales, or with a catalogue.</p>
      <A class="button primary" href="/data">
        Import a file
      </A>
    </div>
  );
}

function ListSkeleton(): JSX.Element {
  return (
    <div class="title-table" aria-busy="true">
      <For each={[1, 2, 3, 4, 5, 6, 7, 8]}>{() => <div class="skeleton skeleton-title" />}</For>
    </div>
  );
}
