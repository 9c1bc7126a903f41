import { createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { SourceKind } from "../../domain/document.ts";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import { useApp } from "../state/app.tsx";
import type { Conversation } from "../state/ask.ts";
import { SOURCE_KINDS, sourceKindLabel } from "../format/source-kinds.ts";
import { deviceSpeech, type DeviceSpeech, type Listening } from "./speech.ts";

/** The one box: type and Enter, or speak where that stays on the device; below it, where to look. */
export function AskBox(props: {
  readonly conversation: Conversation;
  readonly boxRef: (box: HTMLTextAreaElement) => void;
}): JSX.Element {
  let box!: HTMLTextAreaElement;
  let form!: HTMLFormElement;
  const submit = (): void => {
    const text = box.value;
    if (text.trim() === "") return;
    box.value = "";
    props.conversation.ask(text);
    // A keyboard on the glass would cover the answer.
    if (matchMedia("(pointer: coarse)").matches) box.blur();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const last = props.conversation.exchanges().at(-1);
    if (event.key === "Enter" && !event.shiftKey) submit();
    else if (event.key === "Escape" && props.conversation.asking()) props.conversation.stop();
    else if (event.key === "ArrowUp" && box.value === "" && last !== undefined) box.value = last.text;
    else return;
    event.preventDefault();
  };
  onMount(() => {
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() =>
      style.setProperty("--question-box", `${form.getBoundingClientRect().height}px`),
    );
    observer.observe(form);
    onCleanup(() => {
      observer.disconnect();
      style.removeProperty("--question-box");
    });
  });
  return (
    <form
      ref={form}
      class="ask-form"
      role="search"
      aria-label="Ask the catalogue"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="ask-box">
        <label class="visually-hidden" for="ask-question">
          Your question
        </label>
        <textarea
          id="ask-question"
          ref={(element) => {
            box = element;
            props.boxRef(element);
          }}
          rows="1"
          maxlength="500"
          enterkeyhint="send"
          autocomplete="off"
          placeholder={
            props.conversation.exchanges().length === 0
              ? "Ask the catalogue"
              : "Ask on: “and the cheapest of them?”"
          }
          onKeyDown={onKeyDown}
        />
        <Microphone
          onText={(text, final) => {
            box.value = text;
            if (final) submit();
          }}
        />
        <Show
          when={props.conversation.asking()}
          fallback={
            <button type="submit" class="button primary">
              Ask
            </button>
          }
        >
          <button type="button" class="button" onClick={() => props.conversation.stop()}>
            <Icon name="stop" /> Stop
          </button>
        </Show>
      </div>
      <Where conversation={props.conversation} />
    </form>
  );
}

/** Only there where speech is recognised on the device itself. */
function Microphone(props: { readonly onText: (text: string, final: boolean) => void }): JSX.Element {
  const app = useApp();
  const [speech, setSpeech] = createSignal<DeviceSpeech | null>(null);
  const [listening, setListening] = createSignal<Listening | null>(null);
  onMount(() => void deviceSpeech(navigator.language).then((found) => setSpeech(() => found)));
  onCleanup(() => listening()?.stop());
  const toggle = (): void => {
    const running = listening();
    if (running !== null) {
      running.stop();
      return;
    }
    setListening(
      speech()!.listen(
        (text, final) => props.onText(text, final),
        (failure) => {
          setListening(null);
          if (failure !== null) app.toasts.show(failure);
        },
      ),
    );
  };
  return (
    <Show when={speech()}>
      <button
        type="button"
        class="icon-button microphone"
        classList={{ listening: listening() !== null }}
        aria-label="Speak the question; it is recognised on this device"
        aria-pressed={listening() !== null}
        onClick={toggle}
      >
        <Icon name="microphone" />
      </button>
    </Show>
  );
}

/** Which sources may answer. */
function Where(props: { readonly conversation: Conversation }): JSX.Element {
  const filters = () => props.conversation.filters();
  const said = () => {
    const { kinds } = filters();
    if (kinds.length === 0) return "all sources";
    return kinds.length === 1
      ? sourceKindLabel(kinds[0]!)
      : `${sourceKindLabel(kinds[0]!)} and ${kinds.length - 1} more`;
  };
  const toggle = (kind: SourceKind, on: boolean): void => {
    const { kinds } = filters();
    props.conversation.filter({ kinds: on ? [...kinds, kind] : kinds.filter((other) => other !== kind) });
  };
  return (
    <div class="ask-where" role="group" aria-label="Where to look">
      <Popover
        class={`button small words-button ${filters().kinds.length > 0 ? "mapped" : ""}`}
        name="Sources"
        label={`Sources: ${said()}`}
        button={
          <>
            {said()} <Icon name="down" />
          </>
        }
      >
        {() => (
          <div class="menu">
            <For each={SOURCE_KINDS}>
              {(kind) => (
                <label class="check-field menu-check">
                  <input
                    type="checkbox"
                    checked={filters().kinds.includes(kind)}
                    onChange={(event) => toggle(kind, event.currentTarget.checked)}
                  />
                  <span>{sourceKindLabel(kind)}</span>
                </label>
              )}
            </For>
          </div>
        )}
      </Popover>
      <label class="check-field">
        <input
          type="checkbox"
          checked={filters().inStock}
          onChange={(event) => props.conversation.filter({ inStock: event.currentTarget.checked })}
        />
        <span>In stock</span>
      </label>
      <Show when={props.conversation.subject()}>
        {(subject) => (
          <button
            type="button"
            class="button small chip mapped"
            aria-label={`About ${subject().title}: ask about all books again`}
            onClick={() => props.conversation.askAbout(null)}
          >
            <span class="chip-text">
              about <cite>{subject().title}</cite>
            </span>
            <Icon name="close" />
          </button>
        )}
      </Show>
    </div>
  );
}
