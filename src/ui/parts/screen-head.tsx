import { createEffect, on, type JSX } from "solid-js";

let first = true;

/**
 * The heading of a screen. When it appears, and whenever its subject changes, it names the document and takes the
 * focus, so that a screen reader says where one is; not on the first screen after loading.
 */
export function ScreenHead(props: {
  readonly title: string;
  /** Drawn instead of the plain title. */
  readonly heading?: JSX.Element;
  readonly class?: string;
  readonly children?: JSX.Element;
}): JSX.Element {
  let heading!: HTMLHeadingElement;
  createEffect(
    on(
      () => props.title,
      (title) => {
        document.title = `${title} · SOMA`;
        if (!first) heading.focus({ preventScroll: true });
        first = false;
      },
    ),
  );
  return (
    <header class={`screen-head ${props.class ?? ""}`}>
      <h1 ref={heading} tabindex={-1}>
        {props.heading ?? props.title}
      </h1>
      {props.children}
    </header>
  );
}
