import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { figure } from "../format/numbers.ts";
import { watchWidth } from "./chart-width.ts";
import { linePath, linearScale, roundTicks, spread } from "./scale.ts";
import "./step-chart.css";

/** Values of a metric over steps. */
export interface StepLine {
  readonly label: string;
  /** Which of the five line styles: the same for the same run on all charts. */
  readonly style: number;
  /** Ascending by step. */
  readonly points: readonly { readonly step: number; readonly value: number }[];
}

const HEIGHT = 220;
const LEFT = 56;
const TOP = 10;
const BOTTOM = 40;
const LABEL = 118;
const LABEL_GAP = 15;
const LABEL_LETTERS = 17;

/** Curves over steps, each named at its end; the values at a step are read with pointer or arrow keys. */
export function StepChart(props: {
  readonly name: string;
  readonly lines: readonly StepLine[];
}): JSX.Element {
  const { width, ref } = watchWidth(300, 640);
  const right = () => (props.lines.length > 1 ? LABEL : 16);
  const steps = createMemo(() =>
    [...new Set(props.lines.flatMap(({ points }) => points.map(({ step }) => step)))].sort((a, b) => a - b),
  );
  const ticks = createMemo(() => {
    const values = props.lines.flatMap(({ points }) => points.map(({ value }) => value));
    return roundTicks(Math.min(...values), Math.max(...values), 4);
  });
  const last = () => Math.max(steps()[0]! + 1, steps().at(-1)!);
  const stepTicks = createMemo(() =>
    roundTicks(steps()[0]!, last(), 4).filter(
      (tick) => Number.isInteger(tick) && tick >= steps()[0]! && tick <= last(),
    ),
  );
  const x = createMemo(() => linearScale([steps()[0]!, last()], [LEFT, width() - right()]));
  const y = createMemo(() => linearScale([ticks()[0]!, ticks().at(-1)!], [HEIGHT - BOTTOM, TOP]));
  const ends = createMemo(() =>
    spread(
      props.lines.map(({ points }) => y()(points.at(-1)!.value)),
      LABEL_GAP,
    ),
  );
  const [pointed, setPointed] = createSignal<number | null>(null);
  let frame!: HTMLDivElement;
  const point = (event: PointerEvent): void => {
    const at = event.clientX - frame.getBoundingClientRect().left;
    const gaps = steps().map((step) => Math.abs(x()(step) - at));
    setPointed(gaps.indexOf(Math.min(...gaps)));
  };
  const walk = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setPointed((at) => Math.max(0, Math.min(steps().length - 1, at === null ? 0 : at + by)));
  };
  const readout = (): string | null => {
    const step = pointed() === null ? undefined : steps()[pointed()!];
    if (step === undefined) return null;
    const values = props.lines.flatMap(({ label, points }) => {
      const found = points.find((candidate) => candidate.step === step);
      if (found === undefined) return [];
      return [props.lines.length > 1 ? `${label} ${figure(found.value)}` : figure(found.value)];
    });
    return `Step ${step}: ${values.join(", ")}`;
  };
  return (
    <figure class="step-chart" ref={ref}>
      <figcaption>{props.name}</figcaption>
      <p class="chart-readout figures" aria-live="polite">
        {readout() ?? " "}
      </p>
      <div ref={frame}>
        <svg
          role="img"
          aria-label={`${props.name} over ${steps().length} steps${props.lines.length > 1 ? ` of ${props.lines.length} runs` : ""}; read it with the arrow keys.`}
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
                  <line x1={LEFT} x2={width() - right()} y1={y()(tick)} y2={y()(tick)} />
                  <text x={LEFT - 8} y={y()(tick) + 4} text-anchor="end">
                    {figure(tick)}
                  </text>
                </>
              )}
            </For>
            <For each={stepTicks()}>
              {(tick) => (
                <text x={x()(tick)} y={HEIGHT - BOTTOM + 18} text-anchor="middle">
                  {tick}
                </text>
              )}
            </For>
            <text x={(LEFT + width() - right()) / 2} y={HEIGHT - 5} text-anchor="middle">
              step
            </text>
          </g>
          <Show when={pointed() !== null}>
            <line
              class="pointer"
              x1={x()(steps()[pointed()!]!)}
              x2={x()(steps()[pointed()!]!)}
              y1={TOP}
              y2={HEIGHT - BOTTOM}
            />
          </Show>
          <For each={props.lines}>
            {(line, i) => (
              <g class={`line-${line.style % 5}`}>
                <path d={linePath(line.points.map(({ step, value }) => [x()(step), y()(value)] as const))} />
                <Show when={line.points.length <= 40}>
                  <For each={line.points}>
                    {({ step, value }) => <circle cx={x()(step)} cy={y()(value)} r={2.5} />}
                  </For>
                </Show>
                <Show when={props.lines.length > 1}>
                  <text x={width() - right() + 8} y={ends()[i()]! + 4}>
                    {shortened(line.label)}
                  </text>
                </Show>
              </g>
            )}
          </For>
        </svg>
      </div>
    </figure>
  );
}

const shortened = (label: string): string =>
  label.length > LABEL_LETTERS ? `${label.slice(0, LABEL_LETTERS - 1)}…` : label;
