import { A } from "@solidjs/router";
import { batch, createEffect, createMemo, createSignal, Match, on, Show, Switch, type JSX } from "solid-js";
import type { AnswerSource } from "../../domain/ask.ts";
import type { CitedSpan } from "../format/cited-parts.ts";
import { count } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Icon } from "../parts/icon.tsx";
import { Modal } from "../parts/modal.tsx";
import { titlePath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import { CitedText, placeOf } from "./answer-sources.tsx";

/** Characters of a section drawn at a time: a document may be one line of many megabytes. */
const WINDOW = 12_000;

type OpenSource = Awaited<ReturnType<ReturnType<typeof useApp>["services"]["ask"]["source"]>>;

/** The whole source of a passage, opened where the answer stands, with the cited words marked. */
export function SourceDialog(props: {
  readonly datasetId: string;
  readonly passage: AnswerSource;
  /** Citations in the passage's own text. */
  readonly spans: readonly CitedSpan[];
  readonly onClose: () => void;
}): JSX.Element {
  const app = useApp();
  const opened = createLoad(
    () => props.passage.passageId,
    (passageId) => app.services.ask.source(props.datasetId, passageId),
  );
  return (
    <Modal title={props.passage.title} wide onClose={() => props.onClose()}>
      <Switch
        fallback={
          <div aria-busy="true" class="source-text">
            <div class="skeleton skeleton-line" />
            <div class="skeleton skeleton-chart" />
          </div>
        }
      >
        <Match when={opened.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void opened.reload()} />}
        </Match>
        <Match when={opened.value()}>
          {(value) => <SourceText opened={value()} passage={props.passage} spans={props.spans} />}
        </Match>
      </Switch>
    </Modal>
  );
}

function SourceText(props: {
  readonly opened: OpenSource;
  readonly passage: AnswerSource;
  readonly spans: readonly CitedSpan[];
}): JSX.Element {
  const sections = () => props.opened.source.sections;
  const [at, setAt] = createSignal(props.opened.section);
  const section = () => sections()[at()]!;
  const here = () => at() === props.opened.section;
  const [from, setFrom] = createSignal(Math.max(0, props.opened.start - WINDOW / 2));
  const [to, setTo] = createSignal(from() + WINDOW);
  const go = (by: number): void => {
    const next = Math.max(0, Math.min(sections().length - 1, at() + by));
    if (next === at()) return;
    const start = next === props.opened.section ? Math.max(0, props.opened.start - WINDOW / 2) : 0;
    batch(() => {
      setAt(next);
      setFrom(start);
      setTo(start + WINDOW);
    });
  };
  /** The passage itself where nothing of it is cited. */
  const spans = createMemo((): CitedSpan[] => {
    if (!here()) return [];
    const { start, end } = props.opened;
    const cited = props.spans.length > 0 ? props.spans : [{ start: 0, end: end - start, mark: 0 }];
    return cited.map((span) => ({
      ...span,
      start: span.start + start - from(),
      end: span.end + start - from(),
    }));
  });
  let text!: HTMLDivElement;
  createEffect(
    on(at, () => {
      const mark = text.querySelector<HTMLElement>("mark");
      if (mark === null) {
        text.closest("dialog")?.scrollTo({ top: 0 });
        return;
      }
      mark.tabIndex = -1;
      mark.focus({ preventScroll: true });
      mark.scrollIntoView({ block: "center" });
    }),
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "ArrowRight") go(1);
    else return;
    event.preventDefault();
  };
  return (
    <div class="source-view" onKeyDown={onKeyDown}>
      <p class="source-place">
        {placeOf({ kind: props.opened.source.kind, headings: section().headings, page: section().page })}
        <Show when={props.opened.source.itemId}>
          {(itemId) => (
            <>
              {" · "}
              <A href={titlePath(itemId())}>to the title</A>
            </>
          )}
        </Show>
      </p>
      <Show when={from() > 0}>
        <button type="button" class="link-button" onClick={() => setFrom((old) => Math.max(0, old - WINDOW))}>
          Earlier text
        </button>
      </Show>
      <div class="source-text" ref={text}>
        <CitedText text={section().text.slice(from(), to())} spans={spans()} />
      </div>
      <Show when={to() < section().text.length}>
        <button type="button" class="link-button" onClick={() => setTo((old) => old + WINDOW)}>
          Later text
        </button>
      </Show>
      <Show when={sections().length > 1}>
        <nav class="section-steps" aria-label="Sections">
          <button type="button" class="button" disabled={at() === 0} onClick={() => go(-1)}>
            <Icon name="back" /> Section before
          </button>
          <span class="figures quiet">
            {count(at() + 1)} of {count(sections().length)}
          </span>
          <button
            type="button"
            class="button"
            disabled={at() === sections().length - 1}
            onClick={() => go(1)}
          >
            Next section <Icon name="forward" />
          </button>
        </nav>
      </Show>
    </div>
  );
}
