import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../../src/core/random.ts";
import { measureLive } from "../measures/live-features.ts";
import { runPeer } from "../peers/environment.ts";
import { runProcess } from "../process.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const TITLES = 5000;
const DAYS = 1000;
const SEED = 20261125;
const FIRST_DAY = 19_000;
/** Ours and the peers take turns, so that a busy machine is busy for all. */
const ROUNDS = 3;

const STATISTICS = ["count", "sum", "mean", "std", "min", "max", "q90"];
const NAMES = [
  "year",
  "quarter",
  "month",
  "day",
  "weekday",
  ...[1, 7, 30].map((days) => `units_lag_${days}`),
  ...[7, 28].flatMap((days) => STATISTICS.map((what) => `units_${what}_${days}`)),
];

interface Computed {
  readonly seconds: number;
  readonly memory: number;
  /** Of each column, missing values left out. */
  readonly sums: readonly number[];
}

/** Calendars, lags and rolling windows of 5 million rows beside pandas and polars; then a shop's sales as they come. */
export const features: BenchSuite = {
  name: "features",
  about:
    "22 features of 5 million drawn rows beside pandas and polars; one sale of 30,000 titles, features fresh",
  needsData: false,
  run: async (context) => {
    drawSales(context.scratch);
    const all = availableParallelism();
    const runs = {
      one: [] as Computed[],
      all: [] as Computed[],
      pandas: [] as Computed[],
      polarsOne: [] as Computed[],
      polarsAll: [] as Computed[],
    };
    for (let round = 0; round < ROUNDS; round++) {
      runs.one.push(await ours(context, 1));
      runs.polarsOne.push(await peer(context, "polars", 1));
      runs.all.push(await ours(context, all));
      runs.polarsAll.push(await peer(context, "polars", all));
      runs.pandas.push(await peer(context, "pandas", 1));
      context.log(
        Object.entries(runs)
          .map(([name, of]) => `${name} ${of[round]!.seconds.toFixed(2)} s`)
          .join(", "),
      );
    }
    return [
      ...besides("pandas", runs.one, runs.pandas, 1),
      ...besides("polars, 1 thread", runs.one, runs.polarsOne, 1),
      ...besides(`polars, ${all} threads`, runs.all, runs.polarsAll, all),
      ...liveRows(context),
    ];
  },
};

function besides(
  name: string,
  own: readonly Computed[],
  others: readonly Computed[],
  threads: number,
): BenchRow[] {
  const what = `${NAMES.length} features of 5 million rows`;
  const place = { threads, where: "node" as const };
  const of = (runs: readonly Computed[], key: "seconds" | "memory"): number =>
    median(runs.map((run) => run[key]));
  const differing = own[0]!.sums.filter((sum, c) => {
    const other = others[0]!.sums[c]!;
    return !(Math.abs(sum - other) <= 1e-9 * Math.abs(other));
  });
  return [
    benchRow("features", what, "seconds", of(own, "seconds"), { name, value: of(others, "seconds") }, place),
    benchRow("features", what, "peak MiB", of(own, "memory"), { name, value: of(others, "memory") }, place),
    benchRow(
      "features",
      what,
      `columns whose sum is not ${name}'s (1e-9)`,
      differing.length,
      undefined,
      place,
    ),
  ];
}

async function ours(context: BenchContext, threads: number): Promise<Computed> {
  const entry = fileURLToPath(new URL("./feature-process.js", import.meta.url));
  const words = [entry, context.scratch, NAMES.join(","), String(threads)];
  return JSON.parse((await runProcess(process.execPath, words, context.root)).stdout) as Computed;
}

async function peer(context: BenchContext, name: "pandas" | "polars", threads: number): Promise<Computed> {
  const words = [context.scratch, NAMES.join(",")];
  return JSON.parse((await runPeer(context, `${name}_features.py`, words, threads)).stdout) as Computed;
}

function liveRows({ log }: BenchContext): BenchRow[] {
  const { titles, features: count, p50, p99, longest } = measureLive();
  log(`live: median ${p50.toFixed(3)} ms, 99 of 100 below ${p99.toFixed(3)} ms`);
  const what = `a sale comes, ${count} features of its title are fresh; ${titles} titles`;
  const place = { threads: 1, where: "node" as const };
  return [
    benchRow("features", what, "milliseconds, median", p50, undefined, place),
    benchRow("features", what, "milliseconds, 99th percentile", p99, undefined, place),
    benchRow("features", what, "milliseconds, longest", longest, undefined, place),
  ];
}

/** Every title sells on `DAYS` days, one to ten days apart, 1 to 20 copies. */
function drawSales(folder: string): void {
  const random = seededRandom(SEED, "features");
  const day = new Int32Array(TITLES * DAYS);
  const units = new Int32Array(TITLES * DAYS);
  for (let i = 0; i < day.length; i++) {
    const gap = random.next() < 0.7 ? 1 : 1 + Math.floor(random.next() * 10);
    day[i] = i % DAYS === 0 ? FIRST_DAY + gap : day[i - 1]! + gap;
    units[i] = 1 + Math.floor(random.next() * 20);
  }
  const write = (name: string, data: Int32Array): void => writeFileSync(join(folder, `${name}.i32`), data);
  write("day", day);
  write("units", units);
  write(
    "title",
    Int32Array.from(day, (_, i) => Math.floor(i / DAYS)),
  );
  write(
    "start",
    Int32Array.from({ length: TITLES + 1 }, (_, t) => t * DAYS),
  );
}
