import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../src/core/random.ts";
import { batchFeature } from "../../src/features/store/batch.ts";
import type { SaleHistory } from "../../src/features/store/sale-history.ts";
import { featuresNamed } from "../../src/workflows/feature-table.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

const TITLES = 5000;
const DAYS = 1000;
const SEED = 20261125;
const FIRST_DAY = 19_000;

const NAMES = [
  "year",
  "quarter",
  "month",
  "day",
  "weekday",
  "units_lag_1",
  "units_lag_7",
  "units_lag_30",
  ...[7, 28].flatMap((days) => ["count", "mean", "std", "min", "max"].map((what) => `units_${what}_${days}`)),
];

/** Calendars, lags and rolling windows of 5 million rows, beside pandas; columns are held by both. */
export const features: BenchSuite = {
  name: "features",
  about: "18 features of 5 million drawn rows, beside pandas",
  needsData: false,
  run: async (context) => {
    const history = drawHistory();
    writeFileSync(join(context.scratch, "day.i32"), history.day);
    writeFileSync(join(context.scratch, "units.i32"), history.units);
    const title = new Int32Array(history.day.length);
    for (let t = 0; t < TITLES; t++) title.fill(t, history.start[t], history.start[t + 1]);
    writeFileSync(join(context.scratch, "title.i32"), title);

    const start = performance.now();
    const columns = featuresNamed(NAMES).map((definition) => batchFeature(definition, history, history));
    const seconds = (performance.now() - start) / 1000;
    const memory = process.resourceUsage().maxRSS / 1024;
    context.log(`${NAMES.length} columns in ${seconds.toFixed(1)} s`);
    const peer = JSON.parse(
      (await runPeer(context, "pandas_features.py", [context.scratch, NAMES.join(",")])).stdout,
    ) as { seconds: number; memory: number; sums: number[] };
    return rowsOf(seconds, memory, peer, columns);
  },
};

function rowsOf(
  seconds: number,
  memory: number,
  peer: { seconds: number; memory: number; sums: number[] },
  columns: readonly Float64Array[],
): BenchRow[] {
  const name = `${NAMES.length} features of 5 million rows`;
  const place = { threads: 1, where: "node" as const };
  const differing = columns.filter((column, c) => {
    const sum = column.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0);
    return !(Math.abs(sum - peer.sums[c]!) <= 1e-9 * Math.abs(sum));
  });
  return [
    benchRow("features", name, "seconds", seconds, { name: "pandas", value: peer.seconds }, place),
    benchRow("features", name, "peak MiB", memory, { name: "pandas", value: peer.memory }, place),
    benchRow("features", name, "columns whose sum differs by 1e-9", differing.length, undefined, place),
  ];
}

/** Every title sells on `DAYS` days, one to ten days apart, 1 to 20 copies. */
function drawHistory(): SaleHistory {
  const random = seededRandom(SEED, "features");
  const day = new Int32Array(TITLES * DAYS);
  const units = new Int32Array(TITLES * DAYS);
  for (let i = 0; i < day.length; i++) {
    const gap = random.next() < 0.7 ? 1 : 1 + Math.floor(random.next() * 10);
    day[i] = i % DAYS === 0 ? FIRST_DAY + gap : day[i - 1]! + gap;
    units[i] = 1 + Math.floor(random.next() * 20);
  }
  return {
    titles: Array.from({ length: TITLES }, (_, t) => String(t)),
    start: Uint32Array.from({ length: TITLES + 1 }, (_, t) => t * DAYS),
    day,
    units,
    priceCents: new Float64Array(day.length).fill(NaN),
  };
}
