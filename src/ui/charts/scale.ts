/** Map [domainLow, domainHigh] onto [rangeLow, rangeHigh], linearly. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const span = domain[1] - domain[0];
  const factor = span === 0 ? 0 : (range[1] - range[0]) / span;
  return (value) => range[0] + (value - domain[0]) * factor;
}

/**
 * Round ticks from 0 to at least `high`, about `wanted` of them, in steps of 1, 2 or 5 times a power of ten;
 * never finer than whole copies.
 */
export function niceTicks(high: number, wanted: number): number[] {
  const rough = Math.max(high, 1) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    (([1, 2, 5, 10] as const).find((factor) => factor * power >= rough) ?? 10) * power,
  );
  const ticks: number[] = [];
  for (let tick = 0; ; tick += step) {
    ticks.push(tick);
    if (tick >= high) return ticks;
  }
}

/**
 * Round ticks that reach from at most `low` to at least `high`, about `wanted` steps of 1, 2 or 5 times a power of ten.
 */
export function roundTicks(low: number, high: number, wanted: number): number[] {
  const span = high > low ? high - low : Math.abs(low) || 1;
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = (([1, 2, 5, 10] as const).find((factor) => factor * power * wanted >= span) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  // Of whole multiples, so that .3 is not .30000000000000004.
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(digits)));
}

/** An SVG path through points, gaps where a point is not finite. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  let path = "";
  let pen = "M";
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = "M";
      continue;
    }
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  }
  return path;
}

/** A closed SVG path between an upper and a lower line of the same x. */
export function bandPath(x: readonly number[], low: readonly number[], high: readonly number[]): string {
  if (x.length === 0) return "";
  const over = x.map((at, i) => [at, high[i]!] as const);
  const under = x.map((at, i) => [at, low[i]!] as const).reverse();
  return `${linePath([...over, ...under])}Z`;
}

/**
 * Move labels apart: positions of the same order, at least `gap` from each other, as near to the wanted ones as a
 * single pass from the top gives.
 */
export function spread(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = [...wanted];
  let above = -Infinity;
  for (const i of order) {
    placed[i] = Math.max(wanted[i]!, above + gap);
    above = placed[i]!;
  }
  return placed;
}
