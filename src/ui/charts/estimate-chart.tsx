import { createMemo, createSignal, For, onCleanup, onMount, type JSX } from "solid-js";
import { score } from "../format/numbers.ts";
import { linearScale, roundTicks } from "./scale.ts";
import "./estimate-chart.css";

/** One estimate: a point with its interval. */
export interface EstimateRow {
  readonly label: string;
  readonly value: number;
  readonly standardError: number;
  /** The one that the others are compared with. */
  readonly strong: boolean;
}

export interface EstimateGroup {
  readonly name: string;
  readonly rows: readonly EstimateRow[];
}

const ROW = 26;
const GROUP_HEAD = 30;
const LEFT = 210;
const RIGHT = 132;
const BOTTOM = 30;
/** Of a normal distribution, 95 % lie so many standard errors about the mean. */
const SPREAD_95 = 1.96;

/**
 * Points with their 95 % intervals, group under group, each labelled at its line: what is better lies further right.
 * The tables of the page hold the same numbers.
 */
export function EstimateChart(props: {
  readonly name: string;
  readonly groups: readonly EstimateGroup[];
}): JSX.Element {
  const [width, setWidth] = createSignal(800);
  let frame!: HTMLDivElement;
  onMount(() => {
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(420, entry?.contentRect.width ?? 800)),
    );
    observer.observe(frame);
    onCleanup(() => observer.disconnect());
  });
  const highest = createMemo(() =>
    Math.max(
      1e-9,
      ...props.groups.flatMap((group) => group.rows.map((row) => highOf(row)).filter(Number.isFinite)),
    ),
  );
  const ticks = createMemo(() => roundTicks(0, highest(), 5));
  const x = createMemo(() => linearScale([0, ticks().at(-1)!], [LEFT, width() - RIGHT]));
  const placed = createMemo(() => {
    let y = 4;
    return props.groups.map((group) => {
      const head = y + 19;
      y += GROUP_HEAD;
      const rows = group.rows.map((row) => {
        const at = y + ROW / 2;
        y += ROW;
        return { row, at };
      });
      y += 6;
      return { name: group.name, head, rows, end: y };
    });
  });
  const height = () => (placed().at(-1)?.end ?? 0) + BOTTOM;
  return (
    <div class="estimates" ref={frame}>
      <svg
        role="img"
        aria-label={`${props.name} of each method with 95 % intervals; the tables hold the same numbers.`}
        width={width()}
        height={height()}
        viewBox={`0 0 ${width()} ${height()}`}
      >
        <g class="grid">
          <For each={ticks()}>
            {(tick) => (
              <>
                <line x1={x()(tick)} x2={x()(tick)} y1={0} y2={height() - BOTTOM + 4} />
                <text x={x()(tick)} y={height() - 8} text-anchor="middle">
                  {tick === 0 ? "0" : score(tick).replace(/0+$/, "")}
                </text>
              </>
            )}
          </For>
        </g>
        <For each={placed()}>
          {(group) => (
            <>
              <text class="group" x={0} y={group.head}>
                {group.name}
              </text>
              <For each={group.rows}>
                {({ row, at }) => (
                  <g classList={{ strong: row.strong }}>
                    <text x={LEFT - 14} y={at + 4} text-anchor="end">
                      {row.label}
                    </text>
                    <line
                      class="interval-line"
                      x1={x()(Math.max(0, row.value - SPREAD_95 * row.standardError))}
                      x2={x()(highOf(row))}
                      y1={at}
                      y2={at}
                    />
                    <circle cx={x()(row.value)} cy={at} r={5} />
                    <text class="value" x={x()(highOf(row)) + 12} y={at + 4}>
                      {`${score(row.value)} ± ${score(row.standardError)}`}
                    </text>
                  </g>
                )}
              </For>
            </>
          )}
        </For>
      </svg>
    </div>
  );
}

function highOf(row: EstimateRow): number {
  return row.value + SPREAD_95 * (Number.isFinite(row.standardError) ? row.standardError : 0);
}
