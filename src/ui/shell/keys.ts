import { onCleanup, onMount } from "solid-js";

/**
 * Single-key shortcuts while the calling screen is shown. They rest while someone types, while a dialog or panel
 * is open, and with Ctrl, Alt or Meta held.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target;
    if (
      target instanceof HTMLElement &&
      target.matches("input, select, textarea, [contenteditable], [data-keys]")
    )
      return;
    if (event.key === "Enter" && target instanceof HTMLElement && target.matches("a, button, summary"))
      return;
    if (document.querySelector("dialog[open], :popover-open") !== null) return;
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  onMount(() => {
    document.addEventListener("keydown", onKey);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });
}
