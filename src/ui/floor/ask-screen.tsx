import { A, useNavigate, useSearchParams } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  For,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
  type JSX,
} from "solid-js";
import { percent } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { shareDone } from "../parts/progress-panel.tsx";
import { ProvenanceLine } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useKeys } from "../shell/keys.ts";
import { useApp } from "../state/app.tsx";
import { shopAskIndex } from "../state/ask-index.ts";
import { deskConversation, type Conversation, type Exchange } from "../state/ask.ts";
import { createLoad } from "../state/load.ts";
import { AnswerCard } from "./answer-card.tsx";
import { AskBox } from "./ask-box.tsx";
import "./ask.css";

/** A question in words, an answer with its sources, or an honest "the catalogue does not say". */
export function AskScreen(): JSX.Element {
  const app = useApp();
  const conversation = app.keep(deskConversation);
  const index = app.keep(shopAskIndex);
  const noShop = () => app.datasets.load.value() !== undefined && app.datasets.current() === undefined;
  const begun = () => conversation.exchanges().length > 0;
  let box: HTMLTextAreaElement | undefined;
  const focusBox = (): void => box?.focus();
  useSubject(conversation);
  useQuestion((text) => {
    if (box === undefined) return;
    box.value = text;
    box.focus();
  });
  // Whoever comes back asks about all books again.
  onCleanup(() => conversation.askAbout(null));
  useKeys({ "/": focusBox });
  return (
    <div class="screen ask" classList={{ begun: begun() }}>
      <ScreenHead title="Ask">
        <Show when={app.provenance.value()}>
          {(provenance) => <ProvenanceLine provenance={provenance()} version={<IndexLine />} />}
        </Show>
        <Show when={begun()}>
          <button
            type="button"
            class="button quiet-button new-conversation"
            onClick={() => {
              conversation.clear();
              focusBox();
            }}
          >
            New conversation
          </button>
        </Show>
      </ScreenHead>
      <Switch>
        <Match when={noShop()}>
          <p class="lead">
            There is no shop on this device yet. <A href="/">Start here.</A>
          </p>
        </Match>
        <Match when={true}>
          <Show when={!begun()}>
            <p class="lead ask-lead">
              Ask about books, prices, stock and sales, or what a text says. Every answer shows where it
              stands.
            </p>
          </Show>
          <Show when={index.failure() ?? index.status.error()}>
            {(error) => <ErrorNote error={error()} onRetry={() => void index.update()} />}
          </Show>
          <div class="ask-thread">
            <For each={conversation.exchanges()}>
              {(exchange) => (
                <ExchangeView
                  conversation={conversation}
                  exchange={exchange}
                  latest={exchange === conversation.exchanges().at(-1)}
                  onAskDifferently={() => {
                    if (box === undefined) return;
                    box.value = exchange.text;
                    box.focus();
                    box.select();
                  }}
                />
              )}
            </For>
          </div>
          <AskBox conversation={conversation} boxRef={(element) => (box = element)} />
          <Show when={!begun()}>
            <Examples onAsk={(text) => conversation.ask(text)} />
          </Show>
        </Match>
      </Switch>
    </div>
  );
}

/** "Ask about this book" leads here with the book in the address; the filter is taken and the address cleared. */
function useSubject(conversation: Conversation): void {
  const app = useApp();
  const navigate = useNavigate();
  const [search] = useSearchParams<{ about?: string }>();
  createEffect(() => {
    const itemId = search.about;
    if (typeof itemId !== "string" || app.datasets.currentId() === null) return;
    app.wantTitles();
    if (app.titles.table.value() === undefined && app.titles.table.error() === undefined) return;
    conversation.clear();
    conversation.askAbout({ itemId, title: app.titles.titleOf(itemId)?.title || itemId });
    navigate("/ask", { replace: true });
  });
}

/** "Why?" elsewhere leads here with a question in the address; it is put into the box and the address cleared. */
function useQuestion(fill: (text: string) => void): void {
  const navigate = useNavigate();
  const [search] = useSearchParams<{ question?: string }>();
  onMount(() =>
    createEffect(() => {
      const text = search.question;
      if (typeof text !== "string") return;
      fill(text);
      navigate("/ask", { replace: true });
    }),
  );
}

/** How answers are found: by words and meaning, or by words only while vectors are being made. */
function IndexLine(): JSX.Element {
  const app = useApp();
  const index = app.keep(shopAskIndex);
  const words = createMemo(() => {
    const status = index.status.value();
    const job = app.jobs.indexing.job();
    if (status === undefined) return "";
    const share = job?.status === "running" ? shareDone(job.progress) : null;
    if (status.passages === 0)
      return share === null
        ? "the catalogue is being read"
        : `the catalogue is being read (${percent(share)})`;
    if (status.modelId === null) return "searching by words only: there is no model of meaning";
    if (!index.incomplete() && status.stale) return "what has changed is not yet read";
    if (!index.incomplete()) return "searching by words and meaning";
    const done = percent(
      status.embedded === 0 && share !== null ? share : (share ?? status.embedded / status.passages),
    );
    if (status.meanwhile !== null)
      return `searching by words and meaning with ${status.meanwhile}: vectors of another model are made (${done})`;
    return app.jobs.indexing.running()
      ? `searching by words only: vectors are being made (${done})`
      : `searching by words only: vectors are made for ${done}`;
  });
  return (
    <Show when={words() !== ""}>
      <A class="version-link" href="/train/questions">
        {words()}
      </A>
    </Show>
  );
}

function Examples(props: { readonly onAsk: (text: string) => void }): JSX.Element {
  const app = useApp();
  const examples = createLoad(app.datasets.currentId, (id: string) => app.services.ask.examples(id));
  app.onStores(["datasets", "catalogue", "documents"], () => void examples.reload());
  return (
    <section class="ask-examples" aria-labelledby="examples-heading">
      <h2 id="examples-heading">For example</h2>
      <Show when={examples.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void examples.reload()} />}
      </Show>
      <ul aria-busy={examples.loading()}>
        <For
          each={examples.value()}
          fallback={<For each={[1, 2, 3, 4, 5, 6]}>{() => <li class="skeleton example-skeleton" />}</For>}
        >
          {(example) => (
            <li>
              <button type="button" class="button example" onClick={() => props.onAsk(example)}>
                {example}
              </button>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}

function ExchangeView(props: {
  readonly conversation: Conversation;
  readonly exchange: Exchange;
  readonly latest: boolean;
  readonly onAskDifferently: () => void;
}): JSX.Element {
  let article!: HTMLElement;
  const status = () => props.exchange.status();
  const answer = () => props.exchange.answer();
  // The newest question stands at the top, also when its answer has come.
  createEffect(
    on(status, () => {
      if (props.latest) article.scrollIntoView({ block: "start" });
    }),
  );
  return (
    <article class="exchange" ref={article} aria-busy={status() === "asking" || status() === "slow"}>
      <h2 class="question">{props.exchange.text}</h2>
      <p class="visually-hidden" role="status">
        <Show when={props.latest}>{spoken(props.exchange)}</Show>
      </p>
      <Switch>
        <Match when={props.exchange.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => props.conversation.again(props.exchange)} />}
        </Match>
        <Match when={answer()}>
          {(value) => (
            <AnswerCard
              conversation={props.conversation}
              exchange={props.exchange}
              answer={value()}
              latest={props.latest}
              onAskDifferently={() => props.onAskDifferently()}
            />
          )}
        </Match>
        <Match when={status() === "stopped"}>
          <p class="quiet">
            Stopped.{" "}
            <button
              type="button"
              class="link-button"
              onClick={() => props.conversation.again(props.exchange)}
            >
              Ask again
            </button>
          </p>
        </Match>
        <Match when={true}>
          <AnswerSkeleton />
        </Match>
      </Switch>
      <Show when={status() === "slow"}>
        <p class="still-looking">
          Still looking.{" "}
          <button type="button" class="button small" onClick={() => props.conversation.stop()}>
            Stop
          </button>
        </p>
      </Show>
    </article>
  );
}

/** What a screen reader hears of an answer. */
function spoken(exchange: Exchange): string {
  const answer = exchange.answer();
  if (exchange.status() !== "answered" || answer === null) return "Looking";
  if (answer.choices.length > 0) return "Which one do you mean?";
  if (answer.certainty === "unknown") return "The catalogue does not say.";
  const said =
    answer.way === "fields" && answer.table !== null
      ? answer.table.sentence
      : answer.sentences.map((sentence) => sentence.text).join(" ");
  return answer.certainty === "perhaps" ? `Perhaps: ${said}` : said;
}

function AnswerSkeleton(): JSX.Element {
  return (
    <div class="answer" aria-hidden="true">
      <div class="skeleton skeleton-lead" />
      <div class="skeleton skeleton-line" />
      <div class="skeleton answer-skeleton" />
    </div>
  );
}
