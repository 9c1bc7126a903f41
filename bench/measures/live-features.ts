import { seededRandom } from "../../src/core/random.ts";
import { LiveFeatures } from "../../src/features/store/live.ts";
import type { SaleHistory } from "../../src/features/store/sale-history.ts";
import { SHOP_FEATURES } from "../../src/features/store/shop-features.ts";

const TITLES = 30_000;
/** Selling days of each title that lie behind when the first sale comes. */
const DAYS = 200;
const SALES = 20_000;
const FIRST_DAY = 19_000;
const SEED = 20261126;

/** Milliseconds from a sale to all features of its title, as they are when the next day begins. */
export function measureLive(): {
  readonly titles: number;
  readonly features: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
} {
  const random = seededRandom(SEED, "live-features");
  const live = new LiveFeatures(SHOP_FEATURES, drawHistory(random));
  const today = FIRST_DAY + 5 * DAYS;
  const times = new Float64Array(SALES);
  let seen = 0;
  for (let s = 0; s < SALES; s++) {
    const title = `title ${Math.floor(random.next() * TITLES)}`;
    // Now and then yesterday's till comes late, or a line is taken back.
    const day = today - (random.next() < 0.05 ? 1 : 0);
    const copies = random.next() < 0.03 ? -1 : 1;
    const start = performance.now();
    live.add(title, day, copies, 999);
    seen += live.at(title, today + 1).length;
    times[s] = performance.now() - start;
  }
  times.sort();
  return {
    titles: TITLES,
    features: seen / SALES,
    p50: times[SALES / 2]!,
    p99: times[SALES * 0.99]!,
    longest: times[SALES - 1]!,
  };
}

function drawHistory(random: { next(): number }): SaleHistory {
  const day = new Int32Array(TITLES * DAYS);
  for (let i = 0; i < day.length; i++) {
    day[i] = FIRST_DAY + 5 * (i % DAYS) + Math.floor(random.next() * 5);
  }
  return {
    titles: Array.from({ length: TITLES }, (_, t) => `title ${t}`),
    start: Uint32Array.from({ length: TITLES + 1 }, (_, t) => t * DAYS),
    day,
    units: Int32Array.from(day, () => 1 + Math.floor(random.next() * 5)),
    priceCents: Float64Array.from(day, () => 500 + Math.floor(random.next() * 2500)),
  };
}
