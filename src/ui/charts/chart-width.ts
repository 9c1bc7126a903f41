import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";

/** The width that a chart has, followed as the page changes; between `least` and `most`, in pixels. */
export function watchWidth(
  least: number,
  most: number,
): { readonly width: Accessor<number>; readonly ref: (element: HTMLElement) => void } {
  const [width, setWidth] = createSignal(most);
  let watched: HTMLElement | undefined;
  onMount(() => {
    if (watched === undefined) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.min(most, Math.max(least, Math.floor(entry?.contentRect.width ?? most)))),
    );
    observer.observe(watched);
    onCleanup(() => observer.disconnect());
  });
  return { width, ref: (element) => (watched = element) };
}
