import { createMemo, createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { ForecastStep, TitleDetail } from "../../domain/forecast-view.ts";
import { monthName, monthOf, shortDay } from "../format/days.ts";
import { copies, count, counted, exact } from "../format/numbers.ts";
import { bounds, centralIntervals } from "./intervals.ts";
import { bandPath, linePath, linearScale, niceTicks, spread } from "./scale.ts";
import "./forecast-chart.css";

export type HistoryWeek = TitleDetail["history"][number];

const HEIGHT = 320;
const TOP = 16;
const BOTTOM = 34;
/** Room for the numbers of the scale: a margin, then so much a character. */
const LEFT = 14;
const DIGIT = 8;
const RIGHT = 108;

/**
 * Copies sold a week, then the fan of what we expect: bands that hold the true number in 50, 80 and 95 of 100
 * cases, labelled at their ends. Weeks can be read by pointer, touch and arrow keys; the same numbers stand in the
 * table of the title's page.
 */
export function ForecastChart(props: {
  readonly title: string;
  readonly history: readonly HistoryWeek[];
  readonly weeks: readonly ForecastStep[];
  readonly levels: readonly number[];
}): JSX.Element {
  const [width, setWidth] = createSignal(800);
  const [pointed, setPointed] = createSignal<number | null>(null);
  let frame!: HTMLDivElement;
  onMount(() => {
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(320, entry?.contentRect.width ?? 800)),
    );
    observer.observe(frame);
    onCleanup(() => observer.disconnect());
  });

  const steps = () => props.history.length + props.weeks.length;
  const intervals = createMemo(() => centralIntervals(props.levels));
  const highest = createMemo(() =>
    Math.max(
      1,
      ...props.history.map((week) => week.units),
      ...props.weeks.flatMap((week) => [
        week.mean,
        ...intervals().map((interval) => bounds(week, interval)[1]),
      ]),
    ),
  );
  const ticks = createMemo(() => niceTicks(highest(), 4));
  const left = createMemo(() => Math.max(36, LEFT + DIGIT * count(ticks().at(-1)!).length));
  const x = createMemo(() => linearScale([0, Math.max(1, steps() - 1)], [left() + 6, width() - RIGHT]));
  const y = createMemo(() => linearScale([0, ticks().at(-1)!], [HEIGHT - BOTTOM, TOP]));
  const last = () => props.history.at(-1);

  // The fan opens at the last week sold: there every band has the width of what is known.
  const fanX = createMemo(() =>
    [props.history.length - 1, ...props.weeks.map((_, i) => props.history.length + i)].map(x()),
  );
  const fanOf = (value: (week: ForecastStep) => number): number[] => {
    const from = last()?.units ?? props.weeks[0]?.mean ?? 0;
    return [from, ...props.weeks.map(value)].map(y());
  };
  const labels = createMemo(() => {
    const end = props.weeks.at(-1);
    if (end === undefined) return [];
    const wanted = [
      ...intervals().map((interval) => ({ text: `${interval.percent} %`, at: bounds(end, interval)[1] })),
      { text: `expected ${copies(end.mean)}`, at: end.mean },
    ];
    const placed = spread(
      wanted.map((label) => y()(label.at)),
      16,
    );
    return wanted.map((label, i) => ({ text: label.text, y: placed[i]! }));
  });
  const months = createMemo(() => {
    const first = [
      ...props.history.map((week) => week.firstDay),
      ...props.weeks.map((week) => week.firstDay),
    ];
    const starts: { index: number; text: string; year: number }[] = [];
    first.forEach((day, index) => {
      const { year, month } = monthOf(day);
      const before = index === 0 ? null : monthOf(first[index - 1]!);
      if (before === null || before.month === month) return;
      starts.push({ index, text: monthName(day), year });
    });
    const every = Math.ceil(starts.length / Math.max(3, Math.floor(width() / 80)));
    const shown = starts.filter((_, i) => i % every === 0);
    return shown.map((start, i) => ({
      index: start.index,
      text: start.year === (shown[i - 1]?.year ?? start.year) ? start.text : `${start.text} ${start.year}`,
    }));
  });

  const summary = () => {
    const total = props.weeks.reduce((sum, week) => sum + week.mean, 0);
    return (
      `${props.title}: ${counted(props.history.length, "week", "weeks")} of sales, ` +
      `then ${counted(props.weeks.length, "week", "weeks")} in which we expect ${exact(total)} copies. ` +
      `The table below holds the same numbers.`
    );
  };
  const readout = createMemo(() => {
    const index = pointed();
    if (index === null) return null;
    const week = props.history[index];
    if (week !== undefined) {
      return {
        index,
        head: `Week of ${shortDay(week.firstDay)}`,
        text: `sold ${count(week.units)}${week.stockOutDays > 0 ? `, out of stock on ${counted(week.stockOutDays, "day", "days")}` : ""}`,
      };
    }
    const step = props.weeks[index - props.history.length];
    if (step === undefined) return null;
    const interval = intervals().find((candidate) => candidate.percent === 80);
    const range =
      interval === undefined ? "" : `, between ${bounds(step, interval).map(copies).join(" and ")}`;
    return {
      index,
      head: `Week of ${shortDay(step.firstDay)}`,
      text: `we expect ${exact(step.mean)}${range}`,
    };
  });

  const point = (event: PointerEvent): void => {
    const box = frame.getBoundingClientRect();
    const share = (event.clientX - box.left - left() - 6) / (width() - RIGHT - left() - 6);
    setPointed(Math.max(0, Math.min(steps() - 1, Math.round(share * (steps() - 1)))));
  };
  const walk = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    setPointed((index) => Math.max(0, Math.min(steps() - 1, (index ?? props.history.length - 1) + by)));
  };

  return (
    <div class="chart" ref={frame}>
      <p class="chart-readout figures" aria-live="polite">
        <Show
          when={readout()}
          fallback={<span class="quiet">Copies a week. Touch the chart to read a week.</span>}
        >
          {(read) => (
            <>
              <strong>{read().head}</strong> {read().text}
            </>
          )}
        </Show>
      </p>
      <svg
        role="img"
        aria-label={summary()}
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
        <g class="grid">
          <For each={ticks()}>
            {(tick) => (
              <>
                <line x1={left()} x2={width() - RIGHT} y1={y()(tick)} y2={y()(tick)} />
                <text x={left() - 8} y={y()(tick) + 4} text-anchor="end">
                  {count(tick)}
                </text>
              </>
            )}
          </For>
          <For each={months()}>
            {(month) => (
              <text x={x()(month.index)} y={HEIGHT - 12} text-anchor="middle">
                {month.text}
              </text>
            )}
          </For>
        </g>
        <For each={intervals()}>
          {(interval) => (
            <path
              class={`band band-${interval.percent}`}
              d={bandPath(
                fanX(),
                fanOf((week) => bounds(week, interval)[0]),
                fanOf((week) => bounds(week, interval)[1]),
              )}
            />
          )}
        </For>
        <path
          class="history"
          d={linePath(props.history.map((week, i) => [x()(i), y()(week.units)] as const))}
        />
        <path
          class="mean"
          d={linePath(fanOf((week) => week.mean).map((at, i) => [fanX()[i]!, at] as const))}
        />
        <g class="stock-outs">
          <For each={props.history}>
            {(week, i) => (
              <Show when={week.stockOutDays > 0}>
                <rect x={x()(i()) - 3} y={HEIGHT - BOTTOM + 2} width={6} height={4} />
              </Show>
            )}
          </For>
        </g>
        <g class="ends">
          <For each={labels()}>
            {(label) => (
              <text x={width() - RIGHT + 8} y={label.y + 4}>
                {label.text}
              </text>
            )}
          </For>
        </g>
        <Show when={readout()}>
          {(read) => (
            <line
              class="pointer"
              x1={x()(read().index)}
              x2={x()(read().index)}
              y1={TOP}
              y2={HEIGHT - BOTTOM}
            />
          )}
        </Show>
      </svg>
      <Show when={props.history.some((week) => week.stockOutDays > 0)}>
        <p class="chart-note">
          <span class="stock-out-mark" aria-hidden="true" /> weeks with days out of stock: what would have
          sold then is filled in before forecasting
        </p>
      </Show>
    </div>
  );
}
