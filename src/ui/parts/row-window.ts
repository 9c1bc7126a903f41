import { createMemo, createSignal, onCleanup, onMount, type Accessor } from "solid-js";

/** The rows of a long list that are near the window of its scroller. */
export interface RowWindow {
  /** Indices to draw, ascending; a row that stays keeps its place in the document. */
  readonly indices: Accessor<readonly number[]>;
  /** Height of the whole list in pixels. */
  readonly totalHeight: Accessor<number>;
}

/** Rows drawn beyond either edge, so that a fast finger does not outrun them. */
const OVERSCAN = 8;

/**
 * Which rows of one height to draw. Only arithmetic: nothing is kept for a row out of sight, so 30,000 rows cost
 * what 30 do.
 *
 * @param scroller the element that scrolls; called once it is in the document
 */
export function createRowWindow(options: {
  readonly scroller: () => HTMLElement;
  readonly count: Accessor<number>;
  readonly rowHeight: number;
}): RowWindow {
  const { rowHeight } = options;
  const [offset, setOffset] = createSignal(0);
  const [height, setHeight] = createSignal(0);
  onMount(() => {
    const scroller = options.scroller();
    const read = (): void => {
      setOffset(scroller.scrollTop);
    };
    const observer = new ResizeObserver(() => setHeight(scroller.clientHeight));
    setHeight(scroller.clientHeight);
    read();
    observer.observe(scroller);
    scroller.addEventListener("scroll", read, { passive: true });
    onCleanup(() => {
      observer.disconnect();
      scroller.removeEventListener("scroll", read);
    });
  });

  const first = createMemo(() => Math.max(0, Math.floor(offset() / rowHeight) - OVERSCAN));
  const drawn = createMemo(() => Math.ceil(height() / rowHeight) + 2 * OVERSCAN);
  const indices = createMemo(() => {
    const from = Math.min(first(), Math.max(0, options.count() - drawn()));
    const length = Math.max(0, Math.min(drawn(), options.count() - from));
    return Array.from({ length }, (_, i) => from + i);
  });
  return { indices, totalHeight: () => options.count() * rowHeight };
}
