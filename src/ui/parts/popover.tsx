import { createSignal, createUniqueId, onCleanup, Show, type JSX } from "solid-js";

/**
 * A button that opens a small panel beside itself, in the browser's top layer: closed by Escape, by a tap
 * elsewhere or by scrolling, and then the button has the focus again.
 */
export function Popover(props: {
  /** Class of the button. */
  readonly class?: string;
  /** Name of the button for screen readers, where its content does not say it. */
  readonly label?: string;
  /** Name of the panel. */
  readonly name: string;
  readonly button: JSX.Element;
  /** Receives the way to close the panel. */
  readonly children: (close: () => void) => JSX.Element;
  /** Its button does not scroll away: scrolling leaves it open. */
  readonly stays?: boolean;
  readonly buttonRef?: (button: HTMLButtonElement) => void;
}): JSX.Element {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let panel!: HTMLDivElement;
  const close = (): void => {
    if (panel.matches(":popover-open")) panel.hidePopover();
  };
  const closeOnScroll = (event: Event): void => {
    if (event.target instanceof Node && !panel.contains(event.target)) close();
  };
  const toggle = (): void => {
    if (open()) {
      close();
      return;
    }
    setOpen(true);
    panel.showPopover();
    place(button, panel);
    (panel.querySelector<HTMLElement>("button, input, select, a") ?? panel).focus({ preventScroll: true });
    if (props.stays !== true)
      document.addEventListener("scroll", closeOnScroll, { capture: true, passive: true });
  };
  const onToggle = (event: ToggleEvent): void => {
    if (event.newState === "open") return;
    document.removeEventListener("scroll", closeOnScroll, { capture: true });
    const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
    setOpen(false);
    if (hadFocus) button.focus({ preventScroll: true });
  };
  onCleanup(() => document.removeEventListener("scroll", closeOnScroll, { capture: true }));

  return (
    <>
      <button
        ref={(element) => {
          button = element;
          props.buttonRef?.(element);
        }}
        type="button"
        class={props.class}
        aria-label={props.label}
        aria-haspopup="dialog"
        aria-expanded={open()}
        aria-controls={id}
        // A press while open would first close the panel by light dismiss, then open it again.
        onPointerDown={(event) => open() && event.preventDefault()}
        onClick={toggle}
      >
        {props.button}
      </button>
      <div
        ref={panel}
        id={id}
        class="popover"
        popover="auto"
        role="dialog"
        aria-label={props.name}
        tabindex={-1}
        on:toggle={onToggle}
      >
        <Show when={open()}>{props.children(close)}</Show>
      </div>
    </>
  );
}

const GAP = 6;
const MARGIN = 8;

/** Below the button where there is room, else above; never outside the window. */
function place(button: HTMLElement, panel: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const below = at.bottom + GAP + size.height <= innerHeight - MARGIN;
  const top = below ? at.bottom + GAP : Math.max(MARGIN, at.top - GAP - size.height);
  const left = Math.max(MARGIN, Math.min(at.left, innerWidth - MARGIN - size.width));
  panel.style.top = `${top}px`;
  panel.style.left = `${left}px`;
}
