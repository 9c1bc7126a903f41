import { onCleanup, onMount, type JSX } from "solid-js";
import { Icon } from "./icon.tsx";

/** A modal dialog over the browser's own: focus stays inside, Escape closes, focus returns where it was. */
export function Modal(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: JSX.Element;
  readonly wide?: boolean;
}): JSX.Element {
  let dialog!: HTMLDialogElement;
  onMount(() => {
    const before = document.activeElement;
    dialog.showModal();
    onCleanup(() => {
      // While it is open, nothing outside of it takes the focus.
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    });
  });
  return (
    <dialog
      ref={dialog}
      class="modal"
      classList={{ "modal-wide": props.wide ?? false }}
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => event.target === dialog && props.onClose()}
    >
      <div class="modal-body">
        <header class="modal-head">
          <h2>{props.title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={() => props.onClose()}>
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
