import { For, type JSX } from "solid-js";
import { Modal } from "../parts/modal.tsx";

const SHORTCUTS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["j", "↓"], "next line (Today)"],
  [["k", "↑"], "line before (Today)"],
  [["+", "−"], "one copy more, one fewer (Today)"],
  [["s"], "put the line off (Today)"],
  [["Enter"], "open the title"],
  [["/"], "search the titles"],
  [["←", "→"], "title before, next title (title’s page)"],
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
