import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { figure } from "../format/numbers.ts";
import { watchWidth } from "./chart-width.ts";
import { linePath, linearScale, spread } from "./scale.ts";
import "./parallel-chart.css";

/** One upright axis. */
export interface ParallelAxis {
  readonly name: string;
  readonly kind: "linear" | "log" | "words";
  /** In their order from below, of words. */
  readonly values?: readonly string[];
}

/** A value on each axis; undefined where it has none there. The last is the loss. */
export type ParallelLine = readonly (string | number | boolean | null | undefined)[];

const HEIGHT = 320;
const TOP = 38;
const BOTTOM = 28;
const SIDE = 64;
/** So many of the best are drawn strongly. */
const STRONG = 0.1;

/**
 * Parallel coordinates: a line a trial through its values, the better its loss the stronger. The last axis is the loss,
 * best at the top. Trials are read with pointer or arrow keys, the best first.
 */
export function ParallelChart(props: {
  readonly summary: string;
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
}): JSX.Element {
  const { width, ref } = watchWidth(420, 1100);
  const [pointed, setPointed] = createSignal<number | null>(null);
  const x = (axis: number): number =>
    SIDE + (axis * (width() - 2 * SIDE)) / Math.max(1, props.axes.length - 1);
  const lossAxis = () => props.axes.length - 1;
  const scales = createMemo(() =>
    props.axes.map((axis, a) =>
      axisScale(
        axis,
        props.lines.map((line) => line[a]),
        a === lossAxis(),
      ),
    ),
  );
  /** The best first. */
  const ranked = createMemo(() =>
    props.lines.toSorted((a, b) => Number(a[lossAxis()]) - Number(b[lossAxis()])),
  );
  const pathOf = (line: ParallelLine): string =>
    linePath(line.map((value, a) => [x(a), scales()[a]!.place(value)] as const));
  const read = () => (pointed() === null ? undefined : ranked()[pointed()!]);
  let frame!: HTMLDivElement;
  const point = (event: PointerEvent): void => {
    const box = frame.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left + frame.scrollLeft, event.clientY - box.top];
    const axis = Math.round(((px - SIDE) / (width() - 2 * SIDE)) * lossAxis());
    const at = Math.max(0, Math.min(lossAxis(), axis));
    const gaps = ranked().map((line) => Math.abs(scales()[at]!.place(line[at]) - py));
    const nearest = gaps.reduce((best, gap, i) => (gap < (gaps[best] ?? Infinity) ? i : best), 0);
    setPointed(ranked().length === 0 ? null : nearest);
  };
  const walk = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0 || ranked().length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    setPointed((rank) => Math.max(0, Math.min(ranked().length - 1, rank === null ? 0 : rank + by)));
  };
  return (
    <div class="parallel-chart" ref={ref}>
      <p class="chart-readout figures" aria-live="polite">
        <Show
          when={read()}
          fallback={<span class="quiet">A line a trial; strong: the best tenth. Touch one to read it.</span>}
        >
          {(line) => props.axes.map((axis, a) => `${axis.name} ${valueText(line()[a])}`).join(", ")}
        </Show>
      </p>
      <div class="parallel-frame" ref={frame}>
        <svg
          role="img"
          aria-label={`${props.summary} The table below holds the same numbers.`}
          tabindex={0}
          data-keys
          width={width()}
          height={HEIGHT}
          viewBox={`0 0 ${width()} ${HEIGHT}`}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={(event) => event.pointerType === "mouse" && setPointed(null)}
          onKeyDown={walk}
          onBlur={() => setPointed(null)}
        >
          <For each={ranked().toReversed()}>
            {(line) => (
              <path
                class="trial"
                classList={{ strong: ranked().indexOf(line) < Math.max(1, STRONG * ranked().length) }}
                d={pathOf(line)}
              />
            )}
          </For>
          <Show when={read()}>{(line) => <path class="trial pointed" d={pathOf(line())} />}</Show>
          <For each={props.axes}>
            {(axis, a) => (
              <g class="axis">
                <line x1={x(a())} x2={x(a())} y1={TOP} y2={HEIGHT - BOTTOM} />
                <text class="axis-name" x={x(a())} y={16} text-anchor="middle">
                  {axis.name}
                </text>
                <For each={scales()[a()]!.labels}>
                  {(label) => (
                    <text
                      class="value"
                      x={x(a()) + (a() === lossAxis() ? 7 : -7)}
                      y={label.at + 4}
                      text-anchor={a() === lossAxis() ? "start" : "end"}
                    >
                      {label.text}
                    </text>
                  )}
                </For>
              </g>
            )}
          </For>
        </svg>
      </div>
    </div>
  );
}

interface AxisScale {
  /** NaN for a value that is not on the axis. */
  readonly place: (value: ParallelLine[number]) => number;
  readonly labels: readonly { readonly text: string; readonly at: number }[];
}

const LABEL_GAP = 14;

/** @param reversed smallest at the top */
function axisScale(axis: ParallelAxis, values: ParallelLine, reversed: boolean): AxisScale {
  const ends: [number, number] = reversed ? [TOP, HEIGHT - BOTTOM] : [HEIGHT - BOTTOM, TOP];
  if (axis.kind === "words") {
    const words = axis.values ?? [];
    const scale = linearScale([0, Math.max(1, words.length - 1)], ends);
    const middle = (TOP + HEIGHT - BOTTOM) / 2;
    const place = (value: ParallelLine[number]): number => {
      const index = words.indexOf(valueText(value));
      return index < 0 ? NaN : words.length === 1 ? middle : scale(index);
    };
    const at = spread(
      words.map((word) => place(word)),
      LABEL_GAP,
    );
    return { place, labels: words.map((text, i) => ({ text, at: at[i]! })) };
  }
  const numbers = values.filter((value): value is number => typeof value === "number");
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const bent = axis.kind === "log" ? Math.log : (value: number) => value;
  const scale = linearScale([bent(low), bent(high)], ends);
  const place = (value: ParallelLine[number]): number =>
    typeof value === "number" ? scale(bent(value)) : NaN;
  const middle = axis.kind === "log" ? Math.sqrt(low * high) : (low + high) / 2;
  const shown = numbers.length === 0 ? [] : low === high ? [low] : [low, middle, high];
  return { place, labels: shown.map((value) => ({ text: figure(value), at: place(value) })) };
}

/** A value as an axis and the readout say it. */
export function valueText(value: ParallelLine[number]): string {
  return typeof value === "number" ? figure(value) : value === undefined ? "–" : String(value);
}
