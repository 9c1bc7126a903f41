import { A } from "@solidjs/router";
import { createSignal, For, lazy, Match, Show, Suspense, Switch, type JSX } from "solid-js";
import type { Recommendation } from "../../domain/recommendation.ts";
import { counted } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { RecommenderLine, RecommenderNotes } from "../parts/recommender-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useKeys } from "../shell/keys.ts";
import { useApp } from "../state/app.tsx";
import { deskRecommendations, type Recommendations } from "../state/recommend.ts";
import { ListQualityLine } from "./list-quality.tsx";
import { ReaderPanel } from "./reader-panel.tsx";
import { RecommendFilterBar } from "./recommend-filters.tsx";
import { recommendationsCsv } from "./recommendations-csv.ts";
import { RecommendationRow } from "./recommendation-row.tsx";
import "./recommend.css";

const ScanDialog = lazy(() => import("./scan-dialog.tsx").then((m) => ({ default: m.ScanDialog })));

/** What to put into a customer's hand: who she is, what she might like, and why. */
export function RecommendScreen(): JSX.Element {
  const app = useApp();
  const list = app.keep(deskRecommendations);
  const [scanning, setScanning] = createSignal(false);
  const found = (itemId: string): void => {
    setScanning(false);
    const title = app.titles.titleOf(itemId);
    list.say(title ?? { itemId, title: itemId, authors: [] }, "liked");
  };
  return (
    <div class="screen recommend">
      <ScreenHead title="Recommend">
        <Show when={list.answer.value()}>
          {(answer) => <RecommenderLine provenance={answer().provenance} version={answer().version} />}
        </Show>
        <A class="button quiet-button to-kiosk" href="/kiosk">
          Open the kiosk
        </A>
      </ScreenHead>
      <Switch>
        <Match when={app.datasets.load.value() !== undefined && app.datasets.current() === undefined}>
          <p class="lead">
            There is no shop on this device yet. <A href="/">Start here.</A>
          </p>
        </Match>
        <Match when={true}>
          <Show when={list.answer.value()}>
            {(answer) => <RecommenderNotes provenance={answer().provenance} version={answer().version} />}
          </Show>
          <div class="recommend-grid">
            <ReaderPanel list={list} onScan={() => setScanning(true)} />
            <section class="recommend-main" aria-label="Recommendations">
              <TheList list={list} />
            </section>
          </div>
        </Match>
      </Switch>
      <Show when={scanning()}>
        <Suspense>
          <ScanDialog onClose={() => setScanning(false)} onFound={found} />
        </Suspense>
      </Show>
    </div>
  );
}

function TheList(props: { readonly list: Recommendations }): JSX.Element {
  const app = useApp();
  const { answer, items } = props.list;
  const [active, setActive] = createSignal(-1);
  let rows!: HTMLOListElement;
  const rowAt = (index: number): HTMLElement | undefined =>
    rows?.querySelectorAll<HTMLElement>(":scope > .rec")[index];
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(items().length - 1, active() + by));
    setActive(next);
    rowAt(next)?.focus();
    rowAt(next)?.scrollIntoView({ block: "nearest" });
  };
  const takeOff = (item: Recommendation, reaction: "not-for-me" | "read"): void => {
    const index = items().indexOf(item);
    props.list.say(item, reaction);
    app.toasts.show(
      reaction === "read" ? `${item.title} is taken off: read already.` : `${item.title} is taken off.`,
      { label: "Undo", run: () => props.list.unsay(item.itemId) },
    );
    queueMicrotask(() => rowAt(Math.min(index, items().length - 1))?.focus());
  };
  useKeys({
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    x: () => {
      const item = items()[active()];
      if (item !== undefined) takeOff(item, "not-for-me");
    },
    Enter: () => {
      if (document.activeElement === rowAt(active()))
        rowAt(active())?.querySelector<HTMLElement>("h2 a")?.click();
    },
    "/": () => document.querySelector<HTMLInputElement>(".reader-panel input[type=search]")?.focus(),
  });
  const openList = (): void => {
    const ids = items().map((item) => item.itemId);
    app.readingList.open({
      name: "Recommend",
      path: "/recommend",
      length: () => ids.length,
      idAt: (index) => ids[index] ?? "",
      indexOf: (id) => ids.indexOf(id),
    });
  };
  return (
    <>
      <p class="lead recommend-lead">{leadOf(props.list)}</p>
      <RecommendFilterBar list={props.list} />
      <Show when={answer.value()?.unknown.length}>
        <Note>
          The catalogue does not have {answer.value()!.unknown.join(", ")}; the list is made without it.
        </Note>
      </Show>
      <Switch fallback={<ListSkeleton />}>
        <Match when={answer.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void answer.reload()} />}
        </Match>
        <Match when={answer.value()}>
          {(value) => (
            <>
              <ListQualityLine list={props.list} answer={value()} />
              <Show when={items().length > 0} fallback={<NothingLeft list={props.list} />}>
                <ol class="recs" ref={rows} aria-label="Recommended titles" aria-busy={answer.loading()}>
                  <For each={items()}>
                    {(item, index) => (
                      <RecommendationRow
                        item={item}
                        place={index() + 1}
                        currency={value().provenance.dataset.currency}
                        onFocus={() => setActive(index())}
                        onOpen={openList}
                        onTakeOff={(reaction) => takeOff(item, reaction)}
                        onNothingBy={(author) => {
                          const { filters } = props.list.wishes();
                          const excludeAuthors = [...(filters.excludeAuthors ?? []), author];
                          props.list.wish({ filters: { ...filters, excludeAuthors } });
                        }}
                      />
                    )}
                  </For>
                </ol>
                <div class="actions recommend-actions">
                  <button type="button" class="button" onClick={() => print()}>
                    Print
                  </button>
                  <button
                    type="button"
                    class="button"
                    onClick={() => {
                      downloadBlob(recommendationsCsv(items()), "recommendations.csv");
                      app.toasts.show("The list is saved as CSV; nothing of the reader is in it.");
                    }}
                  >
                    Save as CSV
                  </button>
                </div>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </>
  );
}

/** For whom the list is, in a sentence. */
function leadOf(list: Recommendations): JSX.Element {
  const customer = list.customer();
  if (customer !== null) {
    return (
      <>
        For card <span class="figures">{customer.customer}</span>, who has{" "}
        {counted(customer.titles, "title", "titles")} from here.
      </>
    );
  }
  const liked = list.spoken().filter((title) => title.reaction !== "disliked");
  if (liked.length === 0) return "For a reader we know nothing of yet: what is read most here.";
  const [first, second] = liked;
  return (
    <>
      For a reader of <cite>{first!.title}</cite>
      <Show when={second !== undefined}>
        {liked.length > 2 ? ", " : " and "}
        <cite>{second!.title}</cite>
      </Show>
      {liked.length > 2 ? ` and ${counted(liked.length - 2, "more title", "more titles")}.` : "."}
    </>
  );
}

function NothingLeft(props: { readonly list: Recommendations }): JSX.Element {
  return (
    <div class="empty">
      <p class="lead">No title passes.</p>
      <p>The filters, or what was taken off, leave nothing to recommend.</p>
      <button type="button" class="button" onClick={() => props.list.wish({ filters: {} })}>
        Clear the filters
      </button>
    </div>
  );
}

function ListSkeleton(): JSX.Element {
  return (
    <div aria-busy="true">
      <p class="visually-hidden" role="status">
        Choosing titles
      </p>
      <div class="skeleton skeleton-line" />
      <ul class="recs" aria-hidden="true">
        <For each={[1, 2, 3, 4]}>{() => <li class="skeleton skeleton-rec" />}</For>
      </ul>
    </div>
  );
}
