import type { JSX } from "solid-js";
import { Modal } from "./modal.tsx";

/** Ask before something that cannot be taken back. */
export function Confirm(props: {
  readonly title: string;
  readonly children: JSX.Element;
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Modal title={props.title} onClose={() => props.onClose()}>
      <div class="prose">{props.children}</div>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onClose()}>
          Keep it
        </button>
        <button type="button" class="button danger" onClick={() => props.onConfirm()}>
          {props.action}
        </button>
      </div>
    </Modal>
  );
}
