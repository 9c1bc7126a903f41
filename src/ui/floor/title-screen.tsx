import { A, useNavigate, useParams } from "@solidjs/router";
import { createMemo, createSignal, For, lazy, Match, Show, Suspense, Switch, type JSX } from "solid-js";
import { ForecastChart } from "../charts/forecast-chart.tsx";
import type { TitleDetail } from "../../domain/forecast-view.ts";
import { weekdayDay } from "../format/days.ts";
import { money } from "../format/money.ts";
import { copies, count, counted, exact, percent, score } from "../format/numbers.ts";
import { yearText } from "../format/years.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Icon } from "../parts/icon.tsx";
import { ProvenanceLine, ProvenanceNotes } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { Traced } from "../parts/traced.tsx";
import { useKeys } from "../shell/keys.ts";
import { titlePath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import { ordered } from "../state/today.ts";
import { ForecastTable } from "./forecast-table.tsx";
import { adviceTrace, riskTrace, stockOutTrace, runsOutText } from "./order-traces.ts";
import { StockEditor } from "./stock-editor.tsx";
import "./title-screen.css";

// Below the fold: fetched when the page stands.
const RelatedTitlesRows = lazy(() =>
  import("./related-titles.tsx").then((m) => ({ default: m.RelatedTitlesRows })),
);

/** One title: what we expect and why, its stock, and how the forecast has done before. */
export function TitleScreen(): JSX.Element {
  const app = useApp();
  const params = useParams<{ itemId: string }>();
  const itemId = () => decodeURIComponent(params.itemId);
  app.wantTitles();
  const key = createMemo(() => {
    const datasetId = app.datasets.currentId();
    return datasetId === null ? null : ([datasetId, itemId()] as const);
  });
  const detail = createLoad(key, ([datasetId, id]) => app.services.predict.title(datasetId, id));
  app.onStores(["datasets", "catalogue", "stock", "artifacts", "shop"], () => void detail.reload());

  return (
    <div class="screen title-page">
      <Neighbours itemId={itemId()} />
      <Switch
        fallback={
          <div aria-busy="true">
            <div class="skeleton skeleton-lead" />
            <div class="skeleton skeleton-line" />
            <div class="skeleton skeleton-chart" />
          </div>
        }
      >
        <Match when={detail.error()}>
          {(error) => (
            <>
              <ScreenHead title="Title" />
              <ErrorNote error={error()} onRetry={() => void detail.reload()} />
            </>
          )}
        </Match>
        <Match when={app.datasets.load.value() !== undefined && app.datasets.current() === undefined}>
          <ScreenHead title="Title" />
          <p class="lead">
            There is no shop on this device yet. <A href="/">Start here.</A>
          </p>
        </Match>
        <Match when={detail.value()}>
          {(value) => <TitlePage detail={value()} reload={() => detail.reload()} />}
        </Match>
      </Switch>
    </div>
  );
}

/** Previous and next in the list the title was opened from. */
function Neighbours(props: { readonly itemId: string }): JSX.Element {
  const app = useApp();
  const navigate = useNavigate();
  const place = createMemo(() => {
    const list = app.readingList.current();
    const index = list?.indexOf(props.itemId) ?? -1;
    if (list === null || index < 0) return null;
    return {
      name: list.name,
      path: list.path,
      index,
      length: list.length(),
      before: index > 0 ? titlePath(list.idAt(index - 1)) : null,
      after: pathOf(index + 1 < list.length() ? list.idAt(index + 1) : ""),
    };
  });
  const go = (path: string | null | undefined): void => {
    if (path != null) navigate(path);
  };
  useKeys({
    ArrowLeft: () => go(place()?.before),
    ArrowRight: () => go(place()?.after),
    "/": () => navigate("/titles?find"),
  });
  return (
    <nav class="neighbours" aria-label="In the list">
      <A class="button quiet-button" href={place()?.path ?? "/titles"}>
        <Icon name="back" /> {place()?.name ?? "Titles"}
      </A>
      <Show when={place()}>
        {(at) => (
          <span class="neighbour-links">
            <span class="figures quiet">
              {count(at().index + 1)} of {count(at().length)}
            </span>
            <Step path={at().before} label="Title before" icon="back" />
            <Step path={at().after} label="Next title" icon="forward" />
          </span>
        )}
      </Show>
    </nav>
  );
}

/** Null for a line that is not fetched yet. */
const pathOf = (itemId: string): string | null => (itemId === "" ? null : titlePath(itemId));

function Step(props: {
  readonly path: string | null;
  readonly label: string;
  readonly icon: "back" | "forward";
}): JSX.Element {
  return (
    <Show
      when={props.path}
      fallback={
        <span class="icon-button disabled" aria-hidden="true">
          <Icon name={props.icon} />
        </span>
      }
    >
      {(path) => (
        <A class="icon-button" href={path()} aria-label={props.label} replace>
          <Icon name={props.icon} />
        </A>
      )}
    </Show>
  );
}

function TitlePage(props: {
  readonly detail: TitleDetail;
  readonly reload: () => Promise<void>;
}): JSX.Element {
  const title = () => props.detail.title;
  const currency = () => props.detail.provenance.dataset.currency;
  const facts = () =>
    [
      title().year === null ? null : yearText(title().year!),
      title().genre,
      title().pages === null ? null : `${count(title().pages!)} pages`,
      title().priceCents === null ? null : money(title().priceCents, currency()),
      title().isbn === null ? null : `ISBN ${title().isbn}`,
    ].filter((fact) => fact !== null);
  return (
    <>
      <ScreenHead title={title().title || title().itemId} class="book-head">
        <p class="book-authors">{title().authors.join(", ")}</p>
        <p class="book-facts">
          <For each={facts()}>{(fact) => <span>{fact}</span>}</For>
          <Show when={title().isbn !== title().itemId}>
            <span>SKU {title().itemId}</span>
          </Show>
          <Show when={props.detail.service}>
            <span class="badge">service line, not ordered</span>
          </Show>
        </p>
      </ScreenHead>
      <ProvenanceLine provenance={props.detail.provenance} />
      <ProvenanceNotes provenance={props.detail.provenance} />
      <div class="book-grid">
        <section class="book-main" aria-label="Forecast">
          <Forecast detail={props.detail} />
        </section>
        <aside class="book-side" aria-label="Order and stock">
          <OrderCard detail={props.detail} />
          <StockEditor detail={props.detail} reload={props.reload} />
          <Show when={title().description}>
            <section class="card">
              <h2>About the book</h2>
              <p class="description">{title().description}</p>
            </section>
          </Show>
          <A class="button" href={`/ask?about=${encodeURIComponent(title().itemId)}`}>
            Ask about this book
          </A>
        </aside>
        <Show when={props.detail.model}>{(model) => <HowGood model={model()} />}</Show>
      </div>
      <Suspense>
        <RelatedTitlesRows datasetId={props.detail.provenance.dataset.id} itemId={title().itemId} />
      </Suspense>
    </>
  );
}

const RANGES = [
  { value: 26, label: "6 months" },
  { value: 52, label: "1 year" },
  { value: 1000, label: "all" },
];

function Forecast(props: { readonly detail: TitleDetail }): JSX.Element {
  const app = useApp();
  const [range, setRange] = createSignal(52);
  const history = () => props.detail.history.slice(-range());
  // The range of a sum is not the sum of the weeks' ranges: it comes with the table of titles.
  const total = createMemo(() => {
    const table = app.titles.table.value();
    const row = app.titles.rowOf(props.detail.title.itemId);
    if (table === undefined || row < 0 || Number.isNaN(table.expected[row]!)) return null;
    return { expected: table.expected[row]!, low: table.low[row]!, high: table.high[row]! };
  });
  const weeks = () => props.detail.weeks.slice(0, 4);
  const sum = () => weeks().reduce((all, week) => all + week.mean, 0);
  const expected = () => total()?.expected ?? sum();
  return (
    <>
      <Show
        when={props.detail.weeks.length > 0}
        fallback={
          <p class="lead">
            There is no forecast for this title yet. <A href="/train">Make one.</A>
          </p>
        }
      >
        <p class="lead expectation">
          We expect{" "}
          <Traced
            label={counted(Math.round(expected()), "copy", "copies")}
            trace={{
              title: "The next four weeks",
              rows: [
                ...weeks().map((week) => [`Week of ${weekdayDay(week.firstDay)}`, exact(week.mean)] as const),
                ["Together", exact(sum())],
                ["Sold in the four weeks before", count(lastFour(props.detail))],
              ],
              words: `The means of ${counted(weeks().length, "week", "weeks")}, added up, by ${props.detail.model?.label ?? "the forecast"}.`,
            }}
          >
            {`${copies(expected())} ${Math.round(expected()) === 1 ? "copy" : "copies"}`}
          </Traced>{" "}
          in the next four weeks
          <Show when={total()} fallback=".">
            {(range80) => (
              <>
                , between{" "}
                <Traced
                  trace={{
                    title: "The range",
                    rows: [
                      ["10 % quantile", exact(range80().low)],
                      ["90 % quantile", exact(range80().high)],
                      [
                        "Held in backtests",
                        props.detail.model === null ? "–" : percent(props.detail.model.coverage80),
                      ],
                    ],
                    words:
                      "In 8 of 10 cases the true number lies in this range. It is set by how wrong forecasts of similar titles were in weeks of the past.",
                  }}
                >
                  {`${count(Math.round(range80().low))} and ${count(Math.round(range80().high))}`}
                </Traced>
                .
              </>
            )}
          </Show>
          <Show when={props.detail.model?.lowConfidence}>
            {" "}
            <span class="badge">low confidence</span>
          </Show>
        </p>
      </Show>
      <Show
        when={props.detail.history.length > 0}
        fallback={<p class="quiet">This title has not been sold yet.</p>}
      >
        <ForecastChart
          title={props.detail.title.title}
          history={history()}
          weeks={props.detail.weeks}
          levels={props.detail.levels}
        />
        <Show when={props.detail.history.length > 26}>
          <Segmented legend="Weeks shown" legendHidden options={RANGES} value={range()} onChange={setRange} />
        </Show>
        <ForecastTable detail={props.detail} />
      </Show>
    </>
  );
}

function lastFour(detail: TitleDetail): number {
  return detail.history.slice(-4).reduce((sum, week) => sum + week.units, 0);
}

function OrderCard(props: { readonly detail: TitleDetail }): JSX.Element {
  const app = useApp();
  const settings = () => app.today.page.value()?.settings;
  // The list of Today knows of an edit before the page is read again.
  const line = () =>
    app.today.lines.find((other) => other.itemId === props.detail.title.itemId) ?? props.detail.order;
  return (
    <Show when={line()}>
      {(order) => (
        <section class="card">
          <h2>Order</h2>
          <p class="why">{order().why}</p>
          <div class="order-card-row">
            <Stepper
              label={`copies of ${order().title}`}
              value={ordered(order())}
              marked={order().edited !== null && order().edited !== order().advised}
              onChange={(amount) => void app.today.edit(order(), amount)}
            />
            <Show when={settings()}>
              {(known) => (
                <Traced trace={adviceTrace(order(), known())}>{`we advise ${count(order().advised)}`}</Traced>
              )}
            </Show>
          </div>
          <dl class="facts">
            <div>
              <dt>Runs out</dt>
              <dd>
                <Traced trace={stockOutTrace(order())}>{runsOutText(order())}</Traced>
              </dd>
            </div>
            <div>
              <dt>At risk</dt>
              <dd>
                <Traced trace={riskTrace(order(), props.detail.provenance.dataset.currency)}>
                  {money(order().atRiskCents, props.detail.provenance.dataset.currency)}
                </Traced>
              </dd>
            </div>
          </dl>
        </section>
      )}
    </Show>
  );
}

function HowGood(props: { readonly model: NonNullable<TitleDetail["model"]> }): JSX.Element {
  const ranked = () => [...props.model.candidates].sort((a, b) => a.rmsse - b.rmsse);
  const worst = () => Math.max(1e-9, ...props.model.candidates.map((c) => c.rmsse).filter(Number.isFinite));
  return (
    <section class="how-good">
      <h2>How good is this forecast?</h2>
      <p>
        <Show
          when={props.model.candidates.length > 0}
          fallback="Too few sales for a backtest: the method is that of similar titles, and we call it low confidence."
        >
          {props.model.id === "median" ? "The median of the best methods" : props.model.label} came nearest
          over this title and similar ones together when we forecast{" "}
          {counted(props.model.origins, "stretch", "stretches")} of the past from the days before; on one
          title alone another may do as well by chance. The error is RMSSE: 1 is as wrong as a naive forecast,
          less is better. Of what really sold, {percent(props.model.coverage80)} lay inside the 80 % ranges of
          similar titles.
        </Show>
      </p>
      <Show when={ranked().length > 0}>
        <table class="candidates">
          <caption class="visually-hidden">Backtest error of each method on this title</caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col" class="figures">
                RMSSE
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            <For each={ranked()}>
              {(candidate) => (
                <tr classList={{ chosen: candidate.chosen }}>
                  <th scope="row">
                    {candidate.label}
                    <Show when={candidate.chosen}>
                      <span class="badge">chosen</span>
                    </Show>
                  </th>
                  <td class="figures">{score(candidate.rmsse)}</td>
                  <td class="bar-cell" aria-hidden="true">
                    <span style={{ width: `${(100 * candidate.rmsse) / worst()}%` }} />
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </section>
  );
}
