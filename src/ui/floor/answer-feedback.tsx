import { For, Show, type JSX } from "solid-js";
import type { AnswerFeedback, AnswerSource } from "../../domain/ask.ts";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import { useApp } from "../state/app.tsx";
import type { Conversation, Exchange } from "../state/ask.ts";
import { placeOf } from "./answer-sources.tsx";

const SAID: Readonly<Record<AnswerFeedback["verdict"], string>> = {
  right: "Kept as right. It stays on this device.",
  wrong: "Kept as wrong. It stays on this device.",
  "better-source": "Kept with the better source. It stays on this device.",
};

/** Right, wrong, or another source answers better: kept on the device, taken back with one tap. */
export function AnswerFeedbackBar(props: {
  readonly conversation: Conversation;
  readonly exchange: Exchange;
  readonly sources: readonly AnswerSource[];
}): JSX.Element {
  const app = useApp();
  const verdict = () => props.exchange.feedback()?.verdict ?? null;
  const judge = async (chosen: AnswerFeedback["verdict"], better: string | null): Promise<void> => {
    if (verdict() === chosen && props.exchange.feedback()?.better === better) {
      await props.conversation.withdraw(props.exchange);
      return;
    }
    if (!(await props.conversation.judge(props.exchange, chosen, better))) return;
    app.toasts.show(SAID[chosen], {
      label: "Undo",
      run: () => void props.conversation.withdraw(props.exchange),
    });
  };
  return (
    <div class="answer-feedback" role="group" aria-label="Is this answer right?">
      <button
        type="button"
        class="button small"
        aria-pressed={verdict() === "right"}
        onClick={() => void judge("right", null)}
      >
        <Icon name="check" /> Right
      </button>
      <button
        type="button"
        class="button small"
        aria-pressed={verdict() === "wrong"}
        onClick={() => void judge("wrong", null)}
      >
        <Icon name="close" /> Wrong
      </button>
      <Show when={props.sources.length > 0}>
        <Popover
          class={`button small ${verdict() === "better-source" ? "pressed" : ""}`}
          name="Which source answers it?"
          button="Better source"
        >
          {(close) => (
            <div class="menu better-source">
              <p class="menu-head">Which of these answers it?</p>
              <For each={props.sources}>
                {(source) => (
                  <button
                    type="button"
                    onClick={() => {
                      close();
                      void judge("better-source", source.passageId);
                    }}
                  >
                    <cite>{source.title}</cite>
                    <small>{placeOf(source)}</small>
                    <small class="passage-start">{source.text}</small>
                  </button>
                )}
              </For>
            </div>
          )}
        </Popover>
      </Show>
    </div>
  );
}
