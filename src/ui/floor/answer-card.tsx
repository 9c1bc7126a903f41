import { A, useNavigate } from "@solidjs/router";
import { createSignal, For, lazy, Match, Show, Suspense, Switch, type JSX } from "solid-js";
import type { AnswerSource, AskAnswer } from "../../domain/ask.ts";
import type { TableQuery } from "../../domain/table-query.ts";
import { certaintyWords } from "../format/certainty.ts";
import { count, elapsed, percent } from "../format/numbers.ts";
import { Traced } from "../parts/traced.tsx";
import { useApp } from "../state/app.tsx";
import type { Conversation, Exchange } from "../state/ask.ts";
import { AnswerFeedbackBar } from "./answer-feedback.tsx";
import { AnswerSources, citedSpans } from "./answer-sources.tsx";
import { AnswerTable } from "./answer-table.tsx";
import { AnswerTitles } from "./answer-titles.tsx";
import { AnswerWording } from "./answer-wording.tsx";
import { QueryEditor } from "./query-editor.tsx";

const SourceDialog = lazy(() => import("./source-dialog.tsx").then((m) => ({ default: m.SourceDialog })));

/** One answer: what is said, where it stands, how sure it is, and the ways to put it right. */
export function AnswerCard(props: {
  readonly conversation: Conversation;
  readonly exchange: Exchange;
  readonly answer: AskAnswer;
  /** Earlier answers keep their sources folded. */
  readonly latest: boolean;
  readonly onAskDifferently: () => void;
}): JSX.Element {
  const app = useApp();
  const [opened, setOpened] = createSignal<AnswerSource | null>(null);
  const answer = () => props.answer;
  const unknown = () => answer().certainty === "unknown";
  const fromFields = () => answer().way === "fields" && answer().table !== null;
  app.wantTitles();
  const titleOf = (itemId: string): string =>
    answer().titles.find((title) => title.itemId === itemId)?.title ??
    app.titles.titleOf(itemId)?.title ??
    itemId;
  const open = (passageId: string): void => {
    setOpened(answer().sources.find((source) => source.passageId === passageId) ?? null);
  };
  return (
    <div class="answer" classList={{ perhaps: answer().certainty === "perhaps" }}>
      <div class="answer-main">
        <Show when={answer().certainty === "perhaps" && answer().choices.length === 0}>
          <p class="perhaps-mark">
            {fromFields() ? "Perhaps: if this is what was meant" : "Perhaps: the sources do not settle it"}
          </p>
        </Show>
        <Switch>
          <Match when={answer().choices.length > 0}>
            <Choices
              answer={answer()}
              onChoose={(query) => props.conversation.rerun(props.exchange, query)}
            />
          </Match>
          <Match when={unknown()}>
            <Unknown answer={answer()} onAskDifferently={() => props.onAskDifferently()} />
          </Match>
          <Match when={fromFields()}>
            <p class="lead said">{answer().table!.sentence}</p>
          </Match>
          <Match when={true}>
            <p class="lead said">
              <For each={answer().sentences}>
                {(sentence, i) => (
                  <>
                    {sentence.text}
                    <button
                      type="button"
                      class="citation"
                      aria-label={`Source ${i() + 1}`}
                      onClick={() => open(sentence.citation.passageId)}
                    >
                      {i() + 1}
                    </button>{" "}
                  </>
                )}
              </For>
            </p>
          </Match>
        </Switch>
        <Show when={answer().way === "text" && answer().sentences.length > 0}>
          <AnswerWording answer={answer()} onOpen={open} />
        </Show>
        <Notes answer={answer()} />
        <Show when={answer().table}>
          {(table) => (
            <Show when={!unknown() || fromFields()}>
              <QueryEditor
                table={table()}
                currency={answer().provenance.dataset.currency}
                asOfDay={answer().provenance.asOfDay}
                titleOf={titleOf}
                edited={props.exchange.edited()}
                onRun={(query) => props.conversation.rerun(props.exchange, query)}
                onUndo={() => props.conversation.undo(props.exchange)}
              />
              <AnswerTable
                question={answer().question}
                table={table()}
                titles={answer().titles}
                currency={answer().provenance.dataset.currency}
                folded={!props.latest}
              />
            </Show>
          )}
        </Show>
        <Show when={!fromFields() || unknown()}>
          <AnswerTitles
            name={unknown() ? "Nearest titles" : "Titles"}
            titles={answer().titles}
            currency={answer().provenance.dataset.currency}
          />
        </Show>
        <div class="answer-foot">
          <Certainty answer={answer()} />
          <AnswerFeedbackBar
            conversation={props.conversation}
            exchange={props.exchange}
            sources={answer().sources}
          />
          <button type="button" class="link-button" onClick={() => void copyAnswer(app, answer())}>
            Copy
          </button>
        </div>
      </div>
      <Show when={answer().sources.length > 0}>
        <AnswerSources answer={answer()} folded={!props.latest} onOpen={(source) => open(source.passageId)} />
      </Show>
      <Show when={opened()}>
        {(source) => (
          <Suspense>
            <SourceDialog
              datasetId={answer().provenance.dataset.id}
              passage={source()}
              spans={citedSpans(answer(), source().passageId)}
              onClose={() => setOpened(null)}
            />
          </Suspense>
        )}
      </Show>
    </div>
  );
}

/** A name that fits several: asked back instead of guessed. */
function Choices(props: {
  readonly answer: AskAnswer;
  readonly onChoose: (query: TableQuery) => void;
}): JSX.Element {
  return (
    <>
      <p class="lead said">Which one do you mean?</p>
      <div class="choices" role="group" aria-label="Which one do you mean?">
        <For each={props.answer.choices}>
          {(choice) => (
            <button type="button" class="button" onClick={() => props.onChoose(choice.query)}>
              {choice.label}
            </button>
          )}
        </For>
      </div>
    </>
  );
}

function Unknown(props: { readonly answer: AskAnswer; readonly onAskDifferently: () => void }): JSX.Element {
  const app = useApp();
  const navigate = useNavigate();
  return (
    <>
      <p class="lead said">The catalogue does not say.</p>
      <p>
        {props.answer.table !== null && props.answer.way === "fields"
          ? props.answer.table.sentence
          : props.answer.sources.length > 0
            ? "The nearest passages stand beside; none of them answers with enough certainty."
            : "Nothing in it comes near the question."}
      </p>
      <div class="actions unknown-actions">
        <button type="button" class="button" onClick={() => props.onAskDifferently()}>
          Ask differently
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            app.titles.search(props.answer.question);
            navigate("/titles");
          }}
        >
          Search the titles
        </button>
        <A class="button" href="/train/questions">
          Add a document
        </A>
      </div>
    </>
  );
}

function Notes(props: { readonly answer: AskAnswer }): JSX.Element {
  const notes = () => [...new Set([...props.answer.notes, ...(props.answer.table?.notes ?? [])])];
  return (
    <Show when={notes().length > 0}>
      <ul class="answer-notes">
        <For each={notes()}>{(note) => <li>{note}</li>}</For>
      </ul>
    </Show>
  );
}

const MEANING = {
  answer: "Said, because answers with this figure are right often enough.",
  perhaps: "Below the mark at which answers are said outright, above the one at which they are withheld.",
  unknown: "Below the mark at which an answer may be shown at all: better none than a wrong one.",
} as const;

function Certainty(props: { readonly answer: AskAnswer }): JSX.Element {
  return (
    <span class="certainty">
      <Traced
        label={certaintyWords(props.answer)}
        trace={{
          title: "How sure is this?",
          rows: [
            ["Probability that it is right", percent(props.answer.confidence)],
            ["Answered from", props.answer.way === "fields" ? "fields of the catalogue" : "texts"],
            [
              props.answer.way === "fields" ? "Rows it was computed from" : "Passages compared",
              count(
                props.answer.way === "fields"
                  ? (props.answer.table?.total ?? 0)
                  : props.answer.sources.length,
              ),
            ],
            ["Took", elapsed(props.answer.tookMs)],
          ],
          words: `Calibrated on questions whose answers are known: of answers with this figure, so many were right. ${MEANING[props.answer.certainty]}`,
        }}
      >
        {certaintyWords(props.answer)}
      </Traced>
    </span>
  );
}

async function copyAnswer(app: ReturnType<typeof useApp>, answer: AskAnswer): Promise<void> {
  try {
    await navigator.clipboard.writeText(answerText(answer));
    app.toasts.show("The answer is copied, with its sources.");
  } catch {
    app.toasts.show("The browser does not allow copying here.");
  }
}

/** An answer as plain text: what is said, then where it stands or the rows, tab-separated. */
export function answerText(answer: AskAnswer): string {
  const lines = [answer.question];
  if (answer.certainty === "unknown") lines.push("The catalogue does not say.");
  else if (answer.way === "fields" && answer.table !== null) {
    lines.push(answer.table.sentence, answer.table.words);
  } else {
    lines.push(answer.sentences.map((sentence, i) => `${sentence.text} [${i + 1}]`).join(" "));
    answer.sentences.forEach(({ citation }, i) => {
      const source = answer.sources.find(({ passageId }) => passageId === citation.passageId);
      if (source !== undefined) lines.push(`[${i + 1}] ${[source.title, ...source.headings].join(", ")}`);
    });
  }
  return lines.join("\n");
}
