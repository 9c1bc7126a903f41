import { createEffect, createSignal, For, on, Show, type JSX } from "solid-js";
import type { Reaction } from "../../domain/recommendation.ts";
import { fullDay } from "../format/days.ts";
import { counted } from "../format/numbers.ts";
import { Cover } from "../parts/cover.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { Icon } from "../parts/icon.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { TitlePicker } from "../parts/title-picker.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import type { Recommendations, SpokenTitle } from "../state/recommend.ts";

const WAYS = [
  { value: "titles", label: "By titles" },
  { value: "card", label: "By card" },
] as const;

const REACTIONS: readonly { readonly value: Reaction; readonly label: string }[] = [
  { value: "loved", label: "loved it" },
  { value: "liked", label: "liked it" },
  { value: "bought", label: "bought it" },
  { value: "disliked", label: "disliked it" },
];

/** Who the list is for: titles she names, or her loyalty card. */
export function ReaderPanel(props: {
  readonly list: Recommendations;
  readonly onScan: () => void;
}): JSX.Element {
  const [way, setWay] = createSignal<"titles" | "card">(props.list.customer() === null ? "titles" : "card");
  const known = () => props.list.spoken().length > 0 || props.list.customer() !== null;
  const choose = (next: "titles" | "card"): void => {
    setWay(next);
    props.list.forget();
  };
  return (
    <aside class="reader-panel" aria-label="The reader">
      <Segmented legend="The reader" legendHidden options={WAYS} value={way()} onChange={choose} />
      <Show when={way() === "titles"} fallback={<CardSearch list={props.list} />}>
        <div class="reader-find">
          <TitlePicker
            label="A title the reader likes"
            placeholder="Title or author"
            onPick={(title) => props.list.say(title, "liked")}
          />
          <button type="button" class="button" onClick={() => props.onScan()}>
            <Icon name="scan" /> Scan
          </button>
        </div>
        <Show
          when={props.list.spoken().length > 0}
          fallback={
            <p class="quiet reader-hint">
              Ask what was read last with pleasure. One title is enough to begin, five make a good list.
            </p>
          }
        >
          <ul class="spoken" aria-label="Titles of the reader">
            <For each={props.list.spoken()}>{(title) => <Spoken list={props.list} title={title} />}</For>
          </ul>
        </Show>
      </Show>
      <Show when={props.list.takenOff().length > 0}>
        <h2 class="panel-head">Taken off</h2>
        <ul class="taken-off">
          <For each={props.list.takenOff()}>
            {(title) => (
              <li>
                <span>
                  <cite>{title.title}</cite>
                  <Show when={title.reaction === "read"}>
                    {" "}
                    <span class="quiet">read already</span>
                  </Show>
                </span>
                <button
                  type="button"
                  class="link-button"
                  aria-label={`Put back ${title.title}`}
                  onClick={() => props.list.unsay(title.itemId)}
                >
                  Put back
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={known() || props.list.takenOff().length > 0}>
        <button type="button" class="button next-reader" onClick={() => props.list.forget()}>
          Next reader
        </button>
        <p class="quiet reader-hint">Nothing of this is kept: the next reader starts from nothing.</p>
      </Show>
    </aside>
  );
}

function Spoken(props: { readonly list: Recommendations; readonly title: SpokenTitle }): JSX.Element {
  return (
    <li>
      <div class="spoken-cover">
        <Cover title={props.title.title} authors={props.title.authors} />
      </div>
      <div class="spoken-what">
        <cite>{props.title.title}</cite>
        <select
          aria-label={`${props.title.title}: what the reader says`}
          onChange={(event) => props.list.say(props.title, event.currentTarget.value as Reaction)}
        >
          <For each={REACTIONS}>
            {(reaction) => (
              <option value={reaction.value} selected={reaction.value === props.title.reaction}>
                {reaction.label}
              </option>
            )}
          </For>
        </select>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={`Remove ${props.title.title}`}
        onClick={() => props.list.unsay(props.title.itemId)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** Find a customer by the number on her card. */
function CardSearch(props: { readonly list: Recommendations }): JSX.Element {
  const app = useApp();
  const [number, setNumber] = createSignal("");
  const found = createLoad(app.datasets.currentId, (datasetId: string) =>
    app.services.answer.customers(datasetId, number().trim()),
  );
  createEffect(on(number, () => void found.reload(), { defer: true }));
  return (
    <>
      <Show when={props.list.customer()}>
        {(customer) => (
          <div class="chosen-card">
            <strong class="figures">{customer().customer}</strong>
            <span>
              {counted(customer().titles, "title", "titles")}
              <Show when={customer().lastDay !== null}>, last on {fullDay(customer().lastDay!)}</Show>
            </span>
            <button type="button" class="link-button" onClick={() => props.list.chooseCustomer(null)}>
              Another card
            </button>
          </div>
        )}
      </Show>
      <Show when={props.list.customer() === null}>
        <label class="field">
          <span>Number on the card</span>
          <input
            type="search"
            autocomplete="off"
            spellcheck={false}
            value={number()}
            onInput={(event) => setNumber(event.currentTarget.value)}
          />
        </label>
        <Show when={found.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void found.reload()} />}
        </Show>
        <ul class="cards" aria-label="Loyalty cards" aria-busy={found.loading()}>
          <For
            each={found.value()}
            fallback={
              <li class="quiet reader-hint">
                <Show when={found.value() !== undefined}>
                  {number().trim() === ""
                    ? "The sales of this shop name no customers. Recommend by titles instead."
                    : `No card has the number ${number().trim()}.`}
                </Show>
              </li>
            }
          >
            {(customer) => (
              <li>
                <button type="button" onClick={() => props.list.chooseCustomer(customer)}>
                  <strong class="figures">{customer.customer}</strong>
                  <span class="quiet figures">{counted(customer.titles, "title", "titles")}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  );
}
