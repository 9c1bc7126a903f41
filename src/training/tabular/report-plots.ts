export type Point = readonly [x: number, y: number];

/** One line of a plot, named at its end where there are several. */
export interface PlotLine {
  readonly name?: string;
  readonly points: readonly Point[];
  readonly dashed?: boolean;
}

interface Axis {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  /** What stands at places, instead of numbers. */
  readonly words?: readonly (readonly [place: number, text: string])[];
}

const WIDTH = 340;
const HEIGHT = 290;
const LEFT = 48;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 40;

/** Lines over numbers; `square`: both axes from 0 to 1, with their diagonal where it means something. */
export function linePlot(
  title: string,
  x: string,
  y: string,
  lines: readonly PlotLine[],
  options: { readonly square?: boolean; readonly diagonal?: boolean; readonly dots?: boolean } = {},
): string {
  const points = lines.flatMap((line) => line.points);
  const axisOf = (label: string, values: readonly number[]): Axis =>
    options.square === true ? { label, low: 0, high: 1 } : { label, ...padded(values) };
  const across = axisOf(
    x,
    points.map((point) => point[0]),
  );
  const up = axisOf(
    y,
    points.map((point) => point[1]),
  );
  const at = placer(across, up);
  const drawn = lines.map(({ name, points: own, dashed }, i) => {
    const path = own.map((point, p) => `${p === 0 ? "M" : "L"}${at(point)}`).join("");
    const dots = options.dots === true ? own.map((point) => dot(at(point), `mark-${i % 2}`, 3)).join("") : "";
    const last = own.at(-1);
    // Below its end where the line before ends close above.
    const above = i > 0 ? lines[i - 1]!.points.at(-1) : undefined;
    const height = (point: Point): number => Number(at(point).split(" ")[1]);
    const isClose = last !== undefined && above !== undefined && Math.abs(height(above) - height(last)) < 16;
    const label =
      name === undefined || last === undefined ? "" : endLabel(at(last), name, i, isClose ? 16 : -7);
    return `<path class="line line-${i % 2}${dashed === true ? " dashed" : ""}" d="${path}"/>${dots}${label}`;
  });
  const diagonal =
    options.diagonal === true
      ? `<path class="axis" d="M${at([across.low, up.low])}L${at([across.high, up.high])}"/>`
      : "";
  return plot(title, across, up, diagonal + drawn.join(""));
}

/** Points; `diagonal`: one scale for both axes, and where they are equal. */
export function scatterPlot(
  title: string,
  x: string,
  y: string,
  points: readonly Point[],
  options: { readonly diagonal?: boolean } = {},
): string {
  const own = (axis: 0 | 1): { low: number; high: number } =>
    padded(options.diagonal === true ? points.flat() : points.map((point) => point[axis]));
  const across = { label: x, ...own(0) };
  const up = { label: y, ...own(1) };
  const at = placer(across, up);
  const line =
    options.diagonal === true
      ? `<path class="axis" d="M${at([across.low, up.low])}L${at([across.high, up.high])}"/>`
      : up.low < 0 && up.high > 0
        ? `<path class="axis" d="M${at([across.low, 0])}L${at([across.high, 0])}"/>`
        : "";
  return plot(title, across, up, line + points.map((point) => dot(at(point), "mark-0 soft", 2.5)).join(""));
}

/** A line over stretches of time, named at some of them. */
export function timePlot(
  title: string,
  y: string,
  stretches: readonly { from: string; value: number }[],
): string {
  const values = stretches.map(({ value }) => value);
  const last = Math.max(1, stretches.length - 1);
  const named = [...new Set([0, Math.floor(last / 2), last])].filter((place) => place < stretches.length);
  const across = {
    label: "",
    low: 0,
    high: last,
    words: named.map((place) => [place, stretches[place]!.from] as const),
  };
  const up = { label: y, ...padded(values) };
  const at = placer(across, up);
  const path = values.map((value, i) => `${i === 0 ? "M" : "L"}${at([i, value])}`).join("");
  const zero = up.low < 0 && up.high > 0 ? `<path class="axis" d="M${at([0, 0])}L${at([last, 0])}"/>` : "";
  const dots =
    values.length <= 30 ? values.map((value, i) => dot(at([i, value]), "mark-0", 2.5)).join("") : "";
  return plot(title, across, up, `${zero}<path class="line line-0" d="${path}"/>${dots}`);
}

/** Bars with the deviation of each, one below the other. */
export function barPlot(
  title: string,
  bars: readonly { readonly name: string; readonly value: number; readonly deviation: number }[],
): string {
  const most = Math.max(...bars.map(({ value, deviation }) => value + deviation), 1e-12);
  const width = (value: number): number => (300 * Math.max(0, value)) / most;
  const rows = bars.map(({ name, value, deviation }, i) => {
    const y = 22 * i;
    const [from, to] = [width(value - deviation), width(value + deviation)];
    return `${rowName(name, y + 14)}<rect class="mark-0" x="${NAMES}" y="${y + 3}" width="${pixels(width(value))}" height="14"/><path class="spread" d="M${pixels(NAMES + from)} ${y + 10}H${pixels(NAMES + to)}"/><text x="${pixels(NAMES + 6 + Math.max(to, width(value)))}" y="${y + 14}">${figure(value)}</text>`;
  });
  return `<div class="scroll"><svg viewBox="0 0 620 ${22 * bars.length}" class="wide" role="img" aria-label="${escaped(title)}">${rows.join("")}</svg></div>`;
}

/** Where the names of rows end, pixels. */
const NAMES = 220;
const SWARM_WIDTH = 320;
const SWARM_ROW = 30;
const SWARM_STEP = 3;

/**
 * Each row of dots a feature, each dot a row of the table: across, what it adds to the score; its colour, whether the
 * feature is low or high there. Dots at one place are stacked about their line.
 */
export function swarmPlot(
  title: string,
  unit: string,
  features: readonly {
    readonly feature: string;
    /** Mean size of the contributions, shown at the row's end. */
    readonly mean: number;
    readonly points: readonly (readonly [value: number | string | null, contribution: number])[];
  }[],
): string {
  const all = features.flatMap(({ points }) => points.map((point) => point[1]));
  const { low, high } = padded([0, ...all]);
  const across = (value: number): number => NAMES + 10 + (SWARM_WIDTH * (value - low)) / (high - low);
  const height = SWARM_ROW * features.length;
  const rows = features.map(({ feature, mean, points }, i) => {
    const middle = SWARM_ROW * (i + 0.5);
    const numbers = points
      .flatMap(([value]) => (typeof value === "number" ? [value] : []))
      .sort((a, b) => a - b);
    const stacked = new Map<number, number>();
    const dots = points.map(([value, contribution]) => {
      const place = Math.round(across(contribution) / SWARM_STEP) * SWARM_STEP;
      const before = stacked.get(place) ?? 0;
      stacked.set(place, before + 1);
      // 0, then above and below in turn, within the row.
      const away = Math.min(SWARM_ROW / 2 - 3, Math.ceil(before / 2) * 2) * (before % 2 === 0 ? 1 : -1);
      const y = middle + away;
      if (typeof value !== "number") return `<circle class="plain" r="2" cx="${place}" cy="${pixels(y)}"/>`;
      const share =
        numbers.length < 2 ? 50 : Math.round((100 * rankOf(numbers, value)) / (numbers.length - 1));
      return `<circle style="--share:${share}%" class="shade" r="2" cx="${place}" cy="${pixels(y)}"/>`;
    });
    return `${rowName(feature, middle + 4)}<path class="axis" d="M${NAMES + 10} ${middle}h${SWARM_WIDTH}"/>${dots.join("")}<text x="612" y="${middle + 4}" text-anchor="end">${figure(mean)}</text>`;
  });
  const axis = ticks(low, high).map(
    (tick) =>
      `<path class="axis" d="M${pixels(across(tick))} 0v${height}"/><text x="${pixels(across(tick))}" y="${height + 16}" text-anchor="middle">${figure(tick)}</text>`,
  );
  return `<div class="scroll"><svg viewBox="0 0 620 ${height + 36}" class="wide" role="img" aria-label="${escaped(title)}">${axis.join("")}${rows.join("")}<text x="${NAMES + 10 + SWARM_WIDTH / 2}" y="${height + 32}" text-anchor="middle">${escaped(unit)}</text></svg></div>`;
}

/** Mean place of a value among sorted ones, so that equals share it. */
function rankOf(sorted: readonly number[], value: number): number {
  return (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2;
}

function rowName(name: string, y: number): string {
  const shown = name.length > 32 ? `${name.slice(0, 31)}…` : name;
  return `<text x="${NAMES - 8}" y="${y}" text-anchor="end">${escaped(shown)}</text>`;
}

function plot(title: string, across: Axis, up: Axis, inside: string): string {
  const at = placer(across, up);
  const marks = (axis: Axis): readonly (readonly [number, string])[] =>
    axis.words ?? ticks(axis.low, axis.high).map((tick) => [tick, figure(tick)] as const);
  const below = marks(across).map(([tick, text], i, { length }) => {
    const anchor = axisAnchor(across, i, length);
    return `<text x="${pixels(Number(at([tick, up.low]).split(" ")[0]))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="${anchor}">${escaped(text)}</text>`;
  });
  const beside = marks(up).map(([tick, text]) => {
    const y = Number(at([across.low, tick]).split(" ")[1]);
    return `<path class="grid" d="M${LEFT} ${pixels(y)}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${pixels(y + 4)}" text-anchor="end">${escaped(text)}</text>`;
  });
  const middle = (HEIGHT - BOTTOM + TOP) / 2;
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">${beside.join("")}<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>${inside}${below.join("")}<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escaped(across.label)}</text><text x="10" y="${middle}" text-anchor="middle" transform="rotate(-90 10 ${middle})">${escaped(up.label)}</text></svg></figure>`;
}

/** Words at the ends stay inside the picture. */
function axisAnchor({ words }: Axis, i: number, length: number): string {
  if (words === undefined) return "middle";
  return i === 0 ? "start" : i === length - 1 ? "end" : "middle";
}

function placer(across: Axis, up: Axis): (point: Point) => string {
  const share = ({ low, high }: Axis, value: number): number => (value - low) / (high - low);
  return ([x, y]) =>
    `${pixels(LEFT + (WIDTH - LEFT - RIGHT) * share(across, x))} ${pixels(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share(up, y))}`;
}

function dot(at: string, kind: string, radius: number): string {
  const [x, y] = at.split(" ");
  return `<circle class="${kind}" r="${radius}" cx="${x}" cy="${y}"/>`;
}

function endLabel(at: string, name: string, i: number, below: number): string {
  const [x, y] = at.split(" ").map(Number);
  return `<text class="name-${i % 2}" x="${pixels(x! - 4)}" y="${pixels(y! + below)}" text-anchor="end">${escaped(name)}</text>`;
}

/** The range of values, a twentieth wider, never without width. */
function padded(values: readonly number[]): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { low: 0, high: 1 };
  const pad = high > low ? (high - low) / 20 : Math.abs(low) / 20 || 1;
  return { low: low - pad, high: high + pad };
}

/** Three to six round numbers within a range. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  let power = 1;
  while (power * 10 <= rough) power *= 10;
  while (power > rough) power /= 10;
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Four digits; "–" where there is none. */
export const figure = (value: number): string => {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const isFar = size >= 1e7 || (size > 0 && size < 1e-4);
  return isFar ? value.toExponential(2) : String(Number(value.toPrecision(4)));
};
const pixels = (value: number): string => String(Math.round(value * 10) / 10);
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
