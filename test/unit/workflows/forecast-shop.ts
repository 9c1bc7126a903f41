import type { Database, Threads, WorkflowContext } from "../../../src/core/ports.ts";
import { silentProgress } from "../../../src/core/progress.ts";
import {
  bareTitle,
  type DatasetRecord,
  type DemandTable,
  type StockRecord,
  type TitleRecord,
} from "../../../src/domain/dataset.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import { forecastDataCache, type ScreenContext } from "../../../src/workflows/forecast-data.ts";
import { poolTasks } from "../../../src/workflows/pool-tasks.ts";

export type ShopContext = WorkflowContext & ScreenContext;

/** A workflow context over a memory database, with a clock that counts its readings. */
export function shopContext(
  threads: Threads = inlineThreads(poolTasks),
  database: Database = memoryDatabase(),
): ShopContext {
  let ticks = 0;
  return {
    database,
    clock: { isoNow: () => "2026-10-01T08:00:00.000Z", monotonicMs: () => ticks++ },
    locks: memoryLocks(),
    threads,
    progress: silentProgress,
    cache: forecastDataCache(),
  };
}

/** Store a dataset as the imports do. */
export async function putShop(
  context: Pick<ShopContext, "database">,
  demand: DemandTable,
  more: {
    readonly id?: string;
    readonly revision?: number;
    readonly catalogue?: readonly TitleRecord[];
    readonly stock?: readonly StockRecord[];
    readonly titles?: readonly string[];
  } = {},
): Promise<string> {
  const id = more.id ?? "shop";
  const dataset: DatasetRecord = {
    id,
    name: "Small shop",
    simulated: true,
    createdAt: "2026-10-01T08:00:00.000Z",
    revision: more.revision ?? 1,
    currency: "EUR",
    firstDay: demand.firstDay,
    lastDay: demand.lastDay,
    itemCount: demand.itemId.length,
    lineCount: demand.day.length,
    imports: [],
  };
  const title = more.titles ?? demand.itemId.map((item) => `Title ${item}`);
  await context.database.write([
    { store: "datasets", key: id, value: dataset },
    { store: "sales", key: `${id}/items`, value: { id: demand.itemId, title } },
    { store: "sales", key: `${id}/demand`, value: demand },
    { store: "catalogue", key: id, value: more.catalogue ?? [] },
    { store: "stock", key: id, value: more.stock ?? [] },
  ]);
  return id;
}

export function titleRecord(itemId: string, more: Partial<TitleRecord> = {}): TitleRecord {
  return {
    ...bareTitle(itemId, itemId),
    ...more,
  };
}

export function stockRecord(itemId: string, onHand: number, more: Partial<StockRecord> = {}): StockRecord {
  return { itemId, onHand, onOrder: 0, reserved: 0, leadTimeDays: null, packSize: 1, ...more };
}
