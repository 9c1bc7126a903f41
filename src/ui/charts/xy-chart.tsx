import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { figure } from "../format/numbers.ts";
import { watchWidth } from "./chart-width.ts";
import { linePath, linearScale, roundTicks } from "./scale.ts";
import "./xy-chart.css";

export type XY = readonly [x: number, y: number];

/** A line of a plot; a quiet one is context for the others. */
export interface XYLine {
  readonly points: readonly XY[];
  readonly tone: "strong" | "quiet" | "guide";
}

/** A point that can be read, by pointer or arrow keys. */
export interface XYMark {
  readonly at: XY;
  /** What it says, as a readout. */
  readonly text: string;
  readonly tone?: "strong" | "quiet" | "none";
}

const LEFT = 52;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 46;
const DIGITS_BEFORE_SHIFT = 6;

/**
 * Lines and points over two axes, each with its name. The points are read by pointer, touch or arrow keys; what is said
 * of them stands above the plot. A table of the page holds the same numbers.
 */
export function XYChart(props: {
  /** What is shown, as a sentence for those who do not see it. */
  readonly summary: string;
  /** Said above the plot while no point is read. */
  readonly caption: string;
  readonly x: string;
  readonly y: string;
  /** Ends of the axes; by default as the points reach. */
  readonly range?: { readonly x: XY; readonly y: XY };
  readonly lines: readonly XYLine[];
  readonly marks: readonly XYMark[];
  /** A point that is drawn large: the one chosen. */
  readonly chosen?: XY | undefined;
  /** Height over width. Default 0.8. */
  readonly ratio?: number;
}): JSX.Element {
  const { width, ref } = watchWidth(260, 520);
  const height = () => Math.round(width() * (props.ratio ?? 0.8));
  const [pointed, setPointed] = createSignal<number | null>(null);
  const all = createMemo(() => [
    ...props.lines.flatMap((line) => line.points),
    ...props.marks.map(({ at }) => at),
  ]);
  const ticks = createMemo(() => ({
    x: axisTicks(props.range?.x ?? extent(all(), 0), width() < 400 ? 3 : 5),
    y: axisTicks(props.range?.y ?? extent(all(), 1), 4),
  }));
  const x = createMemo(() => linearScale([ticks().x[0]!, ticks().x.at(-1)!], [LEFT, width() - RIGHT]));
  const y = createMemo(() => linearScale([ticks().y[0]!, ticks().y.at(-1)!], [height() - BOTTOM, TOP]));
  const placed = (points: readonly XY[]): XY[] => points.map(([px, py]) => [x()(px), y()(py)] as const);
  const read = () => (pointed() === null ? undefined : props.marks[pointed()!]);

  let frame!: HTMLDivElement;
  const point = (event: PointerEvent): void => {
    const box = frame.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let nearest = -1;
    let least = Infinity;
    props.marks.forEach(({ at }, i) => {
      const distance = (x()(at[0]) - px) ** 2 + (y()(at[1]) - py) ** 2;
      if (distance < least) [nearest, least] = [i, distance];
    });
    setPointed(nearest < 0 ? null : nearest);
  };
  const walk = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0 || props.marks.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    setPointed((at) => Math.max(0, Math.min(props.marks.length - 1, at === null ? 0 : at + by)));
  };
  return (
    <div class="xy-chart" ref={ref}>
      <p class="chart-readout figures" aria-live="polite">
        <Show when={read()} fallback={<span class="quiet">{props.caption}</span>}>
          {(mark) => mark().text}
        </Show>
      </p>
      <div ref={frame} class="xy-frame">
        <svg
          role="img"
          aria-label={`${props.summary} The table below holds the same numbers.`}
          tabindex={0}
          data-keys
          width={width()}
          height={height()}
          viewBox={`0 0 ${width()} ${height()}`}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={(event) => event.pointerType === "mouse" && setPointed(null)}
          onKeyDown={walk}
          onBlur={() => setPointed(null)}
        >
          <g class="grid">
            <For each={ticks().y}>
              {(tick) => (
                <>
                  <line x1={LEFT} x2={width() - RIGHT} y1={y()(tick)} y2={y()(tick)} />
                  <text x={LEFT - 8} y={y()(tick) + 4} text-anchor="end">
                    {tickText(tick)}
                  </text>
                </>
              )}
            </For>
            <For each={ticks().x}>
              {(tick) => (
                <text x={x()(tick)} y={height() - BOTTOM + 18} text-anchor="middle">
                  {tickText(tick)}
                </text>
              )}
            </For>
            <text class="axis-name" x={(LEFT + width() - RIGHT) / 2} y={height() - 6} text-anchor="middle">
              {props.x}
            </text>
            <text
              class="axis-name"
              transform={`translate(11 ${(TOP + height() - BOTTOM) / 2}) rotate(-90)`}
              text-anchor="middle"
            >
              {props.y}
            </text>
          </g>
          <For each={props.lines}>
            {(line) => <path class={`line ${line.tone}`} d={linePath(placed(line.points))} />}
          </For>
          <For each={props.marks}>
            {(mark) => (
              <Show when={mark.tone !== "none"}>
                <circle
                  class={`mark ${mark.tone ?? "quiet"}`}
                  cx={x()(mark.at[0])}
                  cy={y()(mark.at[1])}
                  r={mark.tone === "strong" ? 4 : 3}
                />
              </Show>
            )}
          </For>
          <Show when={props.chosen}>
            {(at) => <circle class="mark chosen" cx={x()(at()[0])} cy={y()(at()[1])} r={7} />}
          </Show>
          <Show when={read()}>
            {(mark) => <circle class="mark pointed" cx={x()(mark().at[0])} cy={y()(mark().at[1])} r={6} />}
          </Show>
        </svg>
      </div>
    </div>
  );
}

function extent(points: readonly XY[], axis: 0 | 1): XY {
  let low = Infinity;
  let high = -Infinity;
  for (const at of points) {
    if (!Number.isFinite(at[axis])) continue;
    low = Math.min(low, at[axis]);
    high = Math.max(high, at[axis]);
  }
  return low > high ? [0, 1] : [low, high];
}

const axisTicks = ([low, high]: XY, wanted: number): number[] => roundTicks(low, high, wanted);

/** Short enough for an axis: 0.2, 1,500, 2e6. */
function tickText(value: number): string {
  const text = figure(value);
  return text.length > DIGITS_BEFORE_SHIFT ? value.toExponential(1).replace("e+", "e") : text;
}
