import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { AskAnswer } from "../../domain/ask.ts";
import type { Rewrite } from "../../domain/generator.ts";
import { counted } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { useApp } from "../state/app.tsx";
import { deviceGenerator } from "../state/generator.ts";

/**
 * An answer put into words by a language model, where a person has chosen one. It is written when asked for; each
 * sentence that is shown was checked, and the sentences of the sources stay above it.
 */
export function AnswerWording(props: {
  readonly answer: AskAnswer;
  readonly onOpen: (passageId: string) => void;
}): JSX.Element {
  const app = useApp();
  const generator = app.keep(deviceGenerator);
  const choice = () => generator.value()?.choice ?? "extractive";
  const [running, setRunning] = createSignal<AbortController | null>(null);
  const [rewrite, setRewrite] = createSignal<Rewrite | null>(null);
  const [ended, setEnded] = createSignal<"done" | "stopped" | null>(null);
  const [error, setError] = createSignal<AppError | null>(null);
  onCleanup(() => running()?.abort());
  const numberOf = (wanted: string): number =>
    props.answer.sources.findIndex(({ passageId }) => passageId === wanted) + 1;

  const write = async (): Promise<void> => {
    const chosen = choice();
    if (chosen === "extractive") return;
    const mine = new AbortController();
    const { answer } = props;
    const request = {
      datasetId: answer.provenance.dataset.id,
      question: answer.question,
      passageIds: passagesOf(answer),
    };
    setRunning(mine);
    setRewrite(null);
    setEnded(null);
    setError(null);
    try {
      setRewrite(await app.services.rewriting.rewrite(chosen, request, setRewrite, mine.signal));
      setEnded("done");
    } catch (thrown) {
      const failed = asAppError(thrown);
      if (failed.kind === "aborted") setEnded("stopped");
      else setError(failed);
    } finally {
      setRunning(null);
    }
  };

  return (
    <Show when={choice() !== "extractive"}>
      <section class="answer-wording" aria-label="In other words">
        <Show
          when={running() !== null || rewrite() !== null || ended() !== null || error() !== null}
          fallback={
            <button type="button" class="button small" onClick={() => void write()}>
              Put into words (experimental)
            </button>
          }
        >
          <p class="quiet">Put into words by a small language model on this device (experimental)</p>
          <p aria-live="polite" aria-busy={running() !== null}>
            <For each={rewrite()?.sentences}>
              {(sentence) => (
                <>
                  {sentence.text}
                  <button
                    type="button"
                    class="citation"
                    aria-label={`Source ${numberOf(sentence.citation.passageId)}, of other words`}
                    title={sentence.citation.text}
                    onClick={() => props.onOpen(sentence.citation.passageId)}
                  >
                    {numberOf(sentence.citation.passageId)}
                  </button>{" "}
                </>
              )}
            </For>
            <Show when={running() !== null && (rewrite()?.sentences.length ?? 0) === 0}>
              Writing, and checking what it writes.
            </Show>
          </p>
          <Show when={running()}>
            {(mine) => (
              <button type="button" class="button small" onClick={() => mine().abort()}>
                Stop
              </button>
            )}
          </Show>
          <p class="quiet" role="status">
            {outcome(rewrite(), ended())}
          </p>
          <Show when={error()}>
            {(failed) => <ErrorNote error={failed()} onRetry={() => void write()} />}
          </Show>
          <Show when={ended() === "stopped"}>
            <button type="button" class="link-button" onClick={() => void write()}>
              Write again
            </button>
          </Show>
        </Show>
      </section>
    </Show>
  );
}

/** Those that the answer cites, then the others in their order. */
function passagesOf(answer: AskAnswer): string[] {
  const cited = answer.sentences.map(({ citation }) => citation.passageId);
  return [...new Set([...cited, ...answer.sources.map(({ passageId }) => passageId)])];
}

function outcome(rewrite: Rewrite | null, ended: "done" | "stopped" | null): string {
  const parts: string[] = [];
  if (ended === "stopped") parts.push("Stopped.");
  if (ended === "done" && rewrite?.sentences.length === 0) {
    parts.push("Nothing it wrote is in the sources: the answer above stands alone.");
  }
  if (rewrite !== null && rewrite.dropped > 0) {
    parts.push(
      `${counted(rewrite.dropped, "statement without a source was", "statements without a source were")} left out.`,
    );
  }
  return parts.join(" ");
}
