import { seededRandom } from "../../../src/core/random.ts";
import type { DemandTable } from "../../../src/domain/dataset.ts";

/** What a title of the small shop sells: copies on a day, 0 for none. */
export type Rate = (day: number, random: () => number) => number;

/** A demand table from one function a title, closed on the day with day number mod 7 = 3 (Sunday). */
export function demandOf(
  titles: Readonly<Record<string, Rate>>,
  days: number,
  options: { readonly seed?: number; readonly firstDay?: number } = {},
): DemandTable {
  const { seed = 7, firstDay = 14_000 } = options;
  const rowStart = [0];
  const day: number[] = [];
  const units: number[] = [];
  for (const [id, rate] of Object.entries(titles)) {
    const random = seededRandom(seed, id);
    for (let t = 0; t < days; t++) {
      const sold = (firstDay + t) % 7 === 3 ? 0 : Math.round(rate(t, () => random.next()));
      if (sold <= 0) continue;
      day.push(firstDay + t);
      units.push(sold);
    }
    rowStart.push(day.length);
  }
  const count = Object.keys(titles).length;
  return {
    revision: 1,
    firstDay,
    lastDay: firstDay + days - 1,
    itemId: Object.keys(titles),
    rowStart: Uint32Array.from(rowStart),
    day: Int32Array.from(day),
    units: Float64Array.from(units),
    stockOutStart: new Uint32Array(count + 1),
    stockOutDay: new Int32Array(0),
    lastPriceCents: new Float64Array(count).fill(999),
  };
}

/** Twenty-four titles: steady, slow, growing, stopped and new ones, and a service line. */
export function smallShop(days = 240, seed = 7): DemandTable {
  const titles: Record<string, Rate> = {};
  for (let i = 0; i < 10; i++) {
    titles[`steady-${i}`] = (_, random) => (random() < 0.8 ? 1 + Math.floor(random() * (3 + i)) : 0);
  }
  for (let i = 0; i < 8; i++) titles[`slow-${i}`] = (_, random) => (random() < 0.06 ? 1 : 0);
  for (let i = 0; i < 3; i++) titles[`growing-${i}`] = (t, random) => random() * (1 + t / 30);
  titles["stopped-1"] = (t, random) => (t < 40 && random() < 0.7 ? 2 : 0);
  titles["new-1"] = (t) => (t >= days - 3 ? 4 : 0);
  titles["POST"] = () => 1;
  return demandOf(titles, days, { seed });
}
