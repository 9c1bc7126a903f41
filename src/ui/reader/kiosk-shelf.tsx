import { createEffect, createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import type { Recommendation } from "../../domain/recommendation.ts";
import { money } from "../format/money.ts";
import { counted } from "../format/numbers.ts";
import { yearText } from "../format/years.ts";
import { Cover } from "../parts/cover.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { Modal } from "../parts/modal.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { WhyLine } from "../parts/why-line.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import type { Recommendations } from "../state/recommend.ts";
import { KioskFoot } from "./kiosk-foot.tsx";

/** The shelf made from what she loved, why under each book. */
export function KioskShelf(props: {
  readonly list: Recommendations;
  readonly onBack: () => void;
  readonly onFinish: () => void;
}): JSX.Element {
  const app = useApp();
  const { answer, items } = props.list;
  const [opened, setOpened] = createSignal<Recommendation | null>(null);
  const here = () => props.list.wishes().filters.inStock ?? false;
  // A shop that counts no stock has nothing "here": its books are shown all the same.
  createEffect(() => {
    const value = answer.value();
    if (value !== undefined && value.items.length === 0 && here() && !answer.loading())
      props.list.wish({ filters: {} });
  });
  const takeOff = (item: Recommendation, reaction: "not-for-me" | "read"): void => {
    props.list.say(item, reaction);
    app.toasts.show(reaction === "read" ? `${item.title}: read already.` : `${item.title} is taken off.`, {
      label: "Undo",
      run: () => props.list.unsay(item.itemId),
    });
  };
  return (
    <div class="kiosk-stage">
      <ScreenHead title="Your shelf" class="kiosk-head">
        <label class="check-field kiosk-here">
          <input
            type="checkbox"
            checked={here()}
            onChange={(event) =>
              props.list.wish({ filters: event.currentTarget.checked ? { inStock: true } : {} })
            }
          />
          <span>Only what is here today</span>
        </label>
      </ScreenHead>
      <div class="kiosk-scroll">
        <Switch fallback={<ShelfSkeleton />}>
          <Match when={answer.error()}>
            {(error) => <ErrorNote error={error()} onRetry={() => void answer.reload()} />}
          </Match>
          <Match when={answer.value() !== undefined && items().length === 0 && !answer.loading()}>
            <p class="lead">You have seen all we have. Go back and tap another book you loved.</p>
          </Match>
          <Match when={answer.value()}>
            <ul class="shelf" aria-label="Your shelf" aria-busy={answer.loading()}>
              <For each={items()}>
                {(item) => (
                  <li>
                    <button type="button" class="shelf-cover" onClick={() => setOpened(item)}>
                      <Cover title={item.title} authors={item.authors} />
                      <span class="visually-hidden">{`${item.title}: more`}</span>
                    </button>
                    <div class="shelf-words">
                      <h2>{item.title}</h2>
                      <p class="authors">{item.authors.join(", ")}</p>
                      <WhyLine item={item} because="Because you loved" />
                      <Show when={item.note}>
                        <p class="rec-note">{item.note}</p>
                      </Show>
                    </div>
                    <div class="shelf-actions">
                      <button
                        type="button"
                        class="button small"
                        aria-label={`Not for me: ${item.title}`}
                        onClick={() => takeOff(item, "not-for-me")}
                      >
                        Not for me
                      </button>
                      <button
                        type="button"
                        class="button small"
                        aria-label={`Already read: ${item.title}`}
                        onClick={() => takeOff(item, "read")}
                      >
                        Already read
                      </button>
                    </div>
                  </li>
                )}
              </For>
            </ul>
          </Match>
        </Switch>
      </div>
      <KioskFoot answer={answer.value()}>
        <button type="button" class="button" onClick={() => props.onBack()}>
          More books I loved
        </button>
        <button type="button" class="button primary kiosk-next" onClick={() => props.onFinish()}>
          Finish
        </button>
      </KioskFoot>
      <Show when={opened()}>
        {(item) => (
          <BookDialog
            item={item()}
            currency={answer.value()?.provenance.dataset.currency ?? null}
            onClose={() => setOpened(null)}
          />
        )}
      </Show>
    </div>
  );
}

/** A book taken from the shelf: what it is about, what it costs, whether it is here. */
function BookDialog(props: {
  readonly item: Recommendation;
  readonly currency: string | null;
  readonly onClose: () => void;
}): JSX.Element {
  const app = useApp();
  const detail = createLoad(app.datasets.currentId, (datasetId: string) =>
    app.services.predict.title(datasetId, props.item.itemId),
  );
  const facts = () =>
    [
      props.item.genre,
      props.item.year === null ? null : yearText(props.item.year),
      props.item.pages === null ? null : counted(props.item.pages, "page", "pages"),
      props.item.priceCents === null ? null : money(props.item.priceCents, props.currency),
    ].filter((fact) => fact !== null);
  return (
    <Modal title={props.item.title} onClose={() => props.onClose()} wide>
      <div class="book-dialog">
        <div class="book-dialog-cover">
          <Cover title={props.item.title} authors={props.item.authors} />
        </div>
        <div>
          <p class="book-authors">{props.item.authors.join(", ")}</p>
          <p class="quiet">{facts().join(" · ")}</p>
          <p class="description">{detail.value()?.title.description}</p>
          <WhyLine item={props.item} because="Because you loved" />
          <p>
            <strong>{placeText(props.item.onHand)}</strong>
          </p>
        </div>
      </div>
    </Modal>
  );
}

function placeText(onHand: number | null): string {
  if (onHand === null) return "Ask at the counter whether it is here.";
  return onHand > 0 ? "It is here, on the shelf." : "Not here today; we can order it for you.";
}

function ShelfSkeleton(): JSX.Element {
  return (
    <ul class="shelf" aria-busy="true" aria-label="Your shelf">
      <For each={[1, 2, 3, 4, 5]}>
        {() => (
          <li>
            <div class="skeleton skeleton-cover" />
          </li>
        )}
      </For>
    </ul>
  );
}
