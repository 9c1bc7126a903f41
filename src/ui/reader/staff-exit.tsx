import { createSignal, onCleanup, onMount, type JSX } from "solid-js";

const HOLD_MS = 3000;

/**
 * The way out of the kiosk for those who know it: hold the shop's mark, or Escape, for three seconds. No lock: it
 * keeps readers from wandering into the shop's screens by chance; a tablet's own single-app mode keeps them in.
 */
export function StaffExit(props: { readonly onLeave: () => void; readonly onTap: () => void }): JSX.Element {
  const [held, setHeld] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since = 0;
  const start = (): void => {
    if (held()) return;
    since = Date.now();
    setHeld(true);
    timer = setTimeout(() => props.onLeave(), HOLD_MS);
  };
  const stop = (): void => {
    if (!held()) return;
    clearTimeout(timer);
    setHeld(false);
    if (Date.now() - since < 500) props.onTap();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && document.querySelector("dialog[open], :popover-open") === null) start();
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === "Escape") stop();
  };
  onMount(() => {
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("keyup", onKeyUp);
    onCleanup(() => {
      clearTimeout(timer);
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("keyup", onKeyUp);
    });
  });
  return (
    <button
      type="button"
      class="staff-exit"
      classList={{ held: held() }}
      aria-label="Soma. For staff: hold for three seconds to leave the kiosk"
      onPointerDown={start}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        start();
      }}
      onKeyUp={stop}
      onBlur={stop}
    >
      Soma
    </button>
  );
}
