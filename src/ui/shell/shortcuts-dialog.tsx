import { For, type JSX } from "solid-js";
import { Modal } from "../parts/modal.tsx";

const SHORTCUTS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["j", "↓"], "next line (Today, Recommend)"],
  [["k", "↑"], "line before (Today, Recommend)"],
  [["+", "−"], "one copy more, one fewer (Today)"],
  [["s"], "put the line off (Today)"],
  [["Enter"], "open the title"],
  [["x"], "not for this reader (Recommend)"],
  [["/"], "search the titles; on Recommend, a title the reader likes; on Ask, the question"],
  [["↑"], "in the empty box of Ask: the last question again"],
  [["←", "→"], "title before, next title (title’s page)"],
  [["Esc"], "hold for three seconds: leave the kiosk (for staff)"],
  [["?"], "this list"],
];

/** What the keyboard can do. */
export function ShortcutsDialog(props: { readonly onClose: () => void }): JSX.Element {
  return (
    <Modal title="Keyboard" onClose={() => props.onClose()}>
      <dl class="shortcuts">
        <For each={SHORTCUTS}>
          {([keys, what]) => (
            <div>
              <dt>
                <For each={keys}>{(key) => <kbd>{key}</kbd>}</For>
              </dt>
              <dd>{what}</dd>
            </div>
          )}
        </For>
      </dl>
    </Modal>
  );
}
