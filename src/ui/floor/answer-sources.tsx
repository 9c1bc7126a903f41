import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { AnswerSource, AskAnswer } from "../../domain/ask.ts";
import { citedParts, type CitedSpan } from "../format/cited-parts.ts";
import { counted } from "../format/numbers.ts";
import { sourceKindName } from "../format/source-kinds.ts";

/** Passages shown before the rest is asked for. */
const FIRST = 4;

/** Where the sentences of an answer stand in one passage, numbered as the answer numbers them. */
export function citedSpans(answer: AskAnswer, passageId: string): CitedSpan[] {
  return answer.sentences.flatMap(({ citation }, i) =>
    citation.passageId === passageId ? [{ start: citation.start, end: citation.end, mark: i + 1 }] : [],
  );
}

/** The passages beside an answer: those it cites first, the cited words marked. */
export function AnswerSources(props: {
  readonly answer: AskAnswer;
  readonly folded: boolean;
  readonly onOpen: (source: AnswerSource) => void;
}): JSX.Element {
  const [all, setAll] = createSignal(false);
  const spansOf = (source: AnswerSource): CitedSpan[] => citedSpans(props.answer, source.passageId);
  const sources = createMemo(() => {
    const cited = props.answer.sources.filter((source) => spansOf(source).length > 0);
    const others = props.answer.sources.filter((source) => spansOf(source).length === 0);
    return [...cited, ...others];
  });
  const shown = () => (all() ? sources() : sources().slice(0, FIRST));
  const list = () => (
    <>
      <ol class="sources">
        <For each={shown()}>
          {(source) => (
            <SourceCard source={source} spans={spansOf(source)} onOpen={() => props.onOpen(source)} />
          )}
        </For>
      </ol>
      <Show when={sources().length > shown().length}>
        <button type="button" class="link-button" onClick={() => setAll(true)}>
          {counted(sources().length - shown().length, "more passage", "more passages")}
        </button>
      </Show>
    </>
  );
  return (
    <div class="answer-sources" role="group" aria-label="Sources">
      <Show
        when={props.folded}
        fallback={
          <>
            <h3>{props.answer.certainty === "unknown" ? "Nearest passages" : "Sources"}</h3>
            {list()}
          </>
        }
      >
        <details>
          <summary>{counted(sources().length, "source", "sources")}</summary>
          {list()}
        </details>
      </Show>
    </div>
  );
}

function SourceCard(props: {
  readonly source: AnswerSource;
  readonly spans: readonly CitedSpan[];
  readonly onOpen: () => void;
}): JSX.Element {
  const cited = () => props.spans.length > 0;
  return (
    <li class="source" classList={{ cited: cited() }}>
      <h4>
        <button type="button" class="source-open" onClick={() => props.onOpen()}>
          <For each={props.spans}>{(span) => <span class="source-mark">{span.mark}</span>}</For>
          <cite>{props.source.title}</cite>
        </button>
      </h4>
      <p class="source-place">{placeOf(props.source)}</p>
      <blockquote class="passage">
        <CitedText text={props.source.text} spans={props.spans} />
      </blockquote>
    </li>
  );
}

/** Kind, headings and page of a passage in one line. */
export function placeOf(source: Pick<AnswerSource, "kind" | "headings" | "page">): string {
  return [
    sourceKindName(source.kind),
    source.headings.join(" › "),
    source.page === null ? "" : `page ${source.page}`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Text with the cited words marked; whatever it holds is shown as text, never run as markup. */
export function CitedText(props: {
  readonly text: string;
  readonly spans: readonly CitedSpan[];
}): JSX.Element {
  return (
    <For each={citedParts(props.text, props.spans)}>
      {(part) => (
        <Show when={part.marks.length > 0} fallback={part.text}>
          <mark data-mark={part.marks.join(" ")}>{part.text}</mark>
        </Show>
      )}
    </For>
  );
}
