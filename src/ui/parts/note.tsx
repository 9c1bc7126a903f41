import type { JSX } from "solid-js";

/** An honest mark: something to know about what is shown, and perhaps one thing to do. */
export function Note(props: { readonly children: JSX.Element; readonly action?: JSX.Element }): JSX.Element {
  return (
    <div class="note">
      <p>{props.children}</p>
      <div class="note-actions">{props.action}</div>
    </div>
  );
}
