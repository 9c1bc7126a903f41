/**
 * A process that computes the features of a folder's sales and prints, as JSON, its time, its own memory and sums.
 *
 *     feature-process FOLDER COLUMNS THREADS
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SaleHistory } from "../../src/features/store/sale-history.ts";
import { inlineThreads } from "../../src/platform/memory/threads.ts";
import { nodeThreads } from "../../src/platform/node/threads.ts";
import { featureColumns } from "../../src/workflows/feature-columns.ts";
import { featuresNamed } from "../../src/features/store/feature-set.ts";
import { poolTasks } from "../../src/workflows/pool-tasks.ts";

const [folder, names, count] = process.argv.slice(2) as [string, string, string];
const read = (name: string): Int32Array => {
  const bytes = readFileSync(join(folder, `${name}.i32`));
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};
const day = read("day");
const history: SaleHistory = {
  titles: [],
  start: Uint32Array.from(read("start")),
  day,
  units: read("units"),
  priceCents: new Float64Array(day.length).fill(NaN),
};
const definitions = featuresNamed(names.split(","));
const threads =
  Number(count) === 1 ? inlineThreads(poolTasks) : nodeThreads(poolTasks, { count: Number(count) });
const start = performance.now();
const columns = await featureColumns(definitions, history, history, threads);
const seconds = (performance.now() - start) / 1000;
const peak = process.resourceUsage().maxRSS / 1024;
const sums = columns.map((column) => {
  let sum = 0;
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(column[i])) sum += column[i]!;
  return sum;
});
process.stdout.write(JSON.stringify({ seconds, memory: peak, sums }));
process.exit();
