import { A, useNavigate } from "@solidjs/router";
import {
  createEffect,
  createSignal,
  For,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
  type JSX,
} from "solid-js";
import type { TodayPage } from "../../domain/order.ts";
import { isoDay, longDay } from "../format/days.ts";
import { roughMoney } from "../format/money.ts";
import { count, counted, percent } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { Popover } from "../parts/popover.tsx";
import { ProvenanceLine, ProvenanceNotes } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { Traced } from "../parts/traced.tsx";
import { useApp } from "../state/app.tsx";
import { ordered } from "../state/today.ts";
import { downloadBlob } from "../parts/download.ts";
import { useKeys } from "../shell/keys.ts";
import { ForecastPrompt } from "./forecast-prompt.tsx";
import { OrderLineRow } from "./order-line-row.tsx";
import { riskTotalTrace, totalTrace } from "./order-traces.ts";
import { Welcome } from "./welcome.tsx";
import "./today.css";

/** What to order now: the shop's first screen. */
export function TodayScreen(): JSX.Element {
  const app = useApp();
  const { datasets, today } = app;
  return (
    <div class="screen today">
      <Switch fallback={<TodaySkeleton />}>
        <Match when={datasets.load.error()}>
          {(error) => (
            <>
              <ScreenHead title="Today" />
              <ErrorNote error={error()} onRetry={() => void datasets.load.reload()} />
            </>
          )}
        </Match>
        <Match when={datasets.load.value() !== undefined && datasets.current() === undefined}>
          <Welcome />
        </Match>
        <Match when={today.page.value()}>
          {(page) => (
            <Show
              when={page().provenance.model !== null}
              fallback={<ForecastPrompt provenance={page().provenance} />}
            >
              <Order page={page()} />
            </Show>
          )}
        </Match>
        <Match when={today.page.error()}>
          {(error) => (
            <>
              <ScreenHead title="Today" />
              <ErrorNote error={error()} onRetry={() => void today.page.reload()} />
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}

const SERVICE_LEVELS = [0.8, 0.9, 0.95, 0.98];

function Order(props: { readonly page: TodayPage }): JSX.Element {
  const app = useApp();
  const { today } = app;
  const navigate = useNavigate();
  const currency = () => props.page.provenance.dataset.currency;
  const [active, setActive] = createSignal(-1);
  let list!: HTMLUListElement;

  const rowAt = (index: number): HTMLElement | undefined =>
    list?.querySelectorAll<HTMLElement>(":scope > .order-line")[index];
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(today.lines.length - 1, active() + by));
    setActive(next);
    rowAt(next)?.focus();
    rowAt(next)?.scrollIntoView({ block: "nearest" });
  };
  const onActive = (act: (index: number) => void) => () => {
    if (active() >= 0 && active() < today.lines.length) act(active());
  };
  const changeBy = (by: number) =>
    onActive((index) => {
      const line = today.lines[index]!;
      void today.edit(line, Math.max(0, ordered(line) + by));
    });
  useKeys({
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    "+": changeBy(1),
    "=": changeBy(1),
    "-": changeBy(-1),
    s: onActive((index) => rowAt(index)?.querySelector<HTMLElement>("[data-snooze]")?.click()),
    Enter: onActive((index) => {
      if (document.activeElement === rowAt(index)) rowAt(index)?.querySelector("a")?.click();
    }),
    "/": () => navigate("/titles?find"),
  });

  const openList = (): void => {
    app.readingList.open({
      name: "Today",
      path: "/",
      length: () => today.totals().titles,
      idAt: (index) => {
        if (index + 2 > today.lines.length) void today.loadMore();
        return today.lines[index]?.itemId ?? "";
      },
      indexOf: (id) => today.lines.findIndex((line) => line.itemId === id),
    });
  };

  return (
    <>
      <ScreenHead title="Today">
        <Show when={props.page.provenance.asOfDay !== null}>
          <p class="head-aside">{longDay(props.page.provenance.asOfDay!)}</p>
        </Show>
        <ProvenanceLine provenance={props.page.provenance} />
      </ScreenHead>
      <ProvenanceNotes provenance={props.page.provenance} />
      <Show when={2 * today.lines.filter((line) => line.onHand === null).length > today.lines.length}>
        <Note
          action={
            <A class="button" href="/data">
              Import stock
            </A>
          }
        >
          For most of these titles no stock is known, so the order covers all the sales we expect of them. A
          stock list, or the count on a title’s page, brings it down to what is missing.
        </Note>
      </Show>
      <div class="today-sum">
        <Show
          when={today.lines.length > 0}
          fallback={
            <div class="empty">
              <p class="lead">Nothing to order today.</p>
              <p>
                What is on hand and on order covers the demand we expect, at the chance you chose.
                <Show when={props.page.snoozed > 0}>
                  {" "}
                  {counted(props.page.snoozed, "title is", "titles are")} put off.
                </Show>
              </p>
            </div>
          }
        >
          <p class="lead">
            Order{" "}
            <Traced trace={totalTrace(props.page, today.totals())}>
              {counted(today.totals().copies, "copy", "copies")} of{" "}
              {counted(today.totals().titles, "title", "titles")}
            </Traced>
            <Show when={props.page.atRiskCents > 0} fallback=".">
              ; without it, sales of{" "}
              <Traced trace={riskTotalTrace(props.page)}>
                {roughMoney(props.page.atRiskCents, currency())}
              </Traced>{" "}
              are at risk.
            </Show>
          </p>
        </Show>
        <div class="toolbar">
          <Segmented
            legend="Chance of not running out"
            options={levels(props.page.settings.serviceLevel).map((level) => ({
              value: level,
              label: percent(level),
            }))}
            value={props.page.settings.serviceLevel}
            onChange={(serviceLevel) => void today.saveSettings({ ...props.page.settings, serviceLevel })}
          />
          <Show when={props.page.snoozed > 0}>
            <button type="button" class="button" onClick={() => void today.wakeAll()}>
              Bring back {count(props.page.snoozed)} put off
            </button>
          </Show>
        </div>
      </div>
      <ul class="order-lines" ref={list} aria-label="Titles to order, most money at risk first">
        <For each={today.lines}>
          {(line, index) => (
            <OrderLineRow
              line={line}
              page={props.page}
              onFocus={() => setActive(index())}
              onOpen={openList}
              onSnooze={(untilDay) => {
                void today.snooze(line, untilDay);
                queueMicrotask(() => rowAt(Math.min(index(), today.lines.length - 1))?.focus());
              }}
            />
          )}
        </For>
      </ul>
      <Show when={today.hasMore()}>
        <MoreMark length={today.lines.length} onSeen={() => void today.loadMore()} />
      </Show>
      <Show when={today.lines.length > 0}>
        <OrderBar page={props.page} />
      </Show>
    </>
  );
}

/** The usual levels, and the shop's own where it is none of them. */
function levels(chosen: number): number[] {
  return SERVICE_LEVELS.includes(chosen) ? SERVICE_LEVELS : [...SERVICE_LEVELS, chosen].sort((a, b) => a - b);
}

function OrderBar(props: { readonly page: TodayPage }): JSX.Element {
  const app = useApp();
  const save = async (format: "csv" | "xlsx"): Promise<void> => {
    const { dataset, asOfDay } = props.page.provenance;
    try {
      const blob = await app.services.predict.exportOrder(dataset.id, format);
      downloadBlob(blob, `order-${asOfDay === null ? dataset.id : isoDay(asOfDay)}.${format}`);
      app.toasts.show(`The order is saved as ${format.toUpperCase()}.`);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  return (
    <div class="order-bar">
      <p>
        <strong class="figures">{counted(app.today.totals().copies, "copy", "copies")}</strong>
        <span class="figures">
          {roughMoney(app.today.totals().cents, props.page.provenance.dataset.currency)}
        </span>
      </p>
      <Popover class="button primary" name="Export the order" button="Export the order">
        {(close) => (
          <div class="menu">
            <For each={["xlsx", "csv"] as const}>
              {(format) => (
                <button
                  type="button"
                  onClick={() => {
                    close();
                    void save(format);
                  }}
                >
                  {format === "xlsx" ? "Spreadsheet (XLSX)" : "Text table (CSV)"}
                </button>
              )}
            </For>
          </div>
        )}
      </Popover>
    </div>
  );
}

/** Asks for the next lines when it comes near the window, and again while it stays there. */
function MoreMark(props: { readonly length: number; readonly onSeen: () => void }): JSX.Element {
  let mark!: HTMLDivElement;
  const [near, setNear] = createSignal(false);
  onMount(() => {
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: "800px",
    });
    observer.observe(mark);
    onCleanup(() => observer.disconnect());
  });
  createEffect(
    on([near, () => props.length], () => {
      if (near()) props.onSeen();
    }),
  );
  return (
    <div ref={mark} class="more-mark">
      <button type="button" class="button" onClick={() => props.onSeen()}>
        Show more
      </button>
    </div>
  );
}

function TodaySkeleton(): JSX.Element {
  return (
    <div aria-busy="true">
      <ScreenHead title="Today" />
      <p class="visually-hidden" role="status">
        Reading the order
      </p>
      <div class="skeleton skeleton-line" />
      <div class="skeleton skeleton-lead" />
      <ul class="order-lines" aria-hidden="true">
        <For each={[1, 2, 3, 4, 5, 6]}>{() => <li class="skeleton skeleton-row" />}</For>
      </ul>
    </div>
  );
}
