import type { Database, Locks } from "../core/ports.ts";
import {
  bareTitle,
  storedTitle,
  type DatasetRecord,
  type DayNumber,
  type DemandTable,
  type ItemDictionary,
  type StockRecord,
  type StoredTitle,
  type TitleRecord,
} from "../domain/dataset.ts";
import type { Provenance } from "../domain/provenance.ts";
import { serviceLines } from "../domain/service-line.ts";
import { decodeArtifact } from "../registry/artifact.ts";
import { readIndex } from "../registry/index-file.ts";
import { fileOf, loadChampion } from "../registry/load.ts";
import {
  DEMAND_FORECAST_FORMAT,
  DEMAND_FORECASTING,
  demandForecastFromParts,
  type DemandForecast,
} from "../training/forecast-state.ts";
import { readDataset } from "./datasets.ts";

/** One dataset as the screens see it: titles in rows, joined with stock and forecast. Read-only. */
export interface ForecastData {
  readonly dataset: DatasetRecord;
  readonly provenance: Provenance;
  readonly demand: DemandTable;
  /** Sold items in the order of the demand table, then titles of the catalogue that never sold. */
  readonly itemId: readonly string[];
  readonly rowOf: ReadonlyMap<string, number>;
  /** What is known of each row; a name from the till where the catalogue has none. */
  readonly titleOf: (row: number) => TitleRecord;
  readonly stock: ReadonlyMap<string, StockRecord>;
  readonly service: Uint8Array;
  readonly forecast: DemandForecast | null;
  /** Row of the forecast for each row, -1 where there is none. */
  readonly forecastRow: Int32Array;
  /** Day after the last sale. */
  readonly asOfDay: DayNumber;
  /** Things derived from this data, made when first asked for. */
  readonly derived: Map<string, unknown>;
}

/** Keeps the data of the dataset last asked for, as long as neither it nor its model changes. One a worker. */
export interface ForecastDataCache {
  current: { readonly key: string; readonly data: ForecastData } | null;
}

export const forecastDataCache = (): ForecastDataCache => ({ current: null });

/** What the workflows of the screens need. */
export interface ScreenContext {
  readonly database: Database;
  readonly locks: Locks;
  readonly cache: ForecastDataCache;
}

/**
 * The dataset with its champion, from the cache when revision and version are still the same.
 *
 * @throws `import.unknown-dataset`
 */
export async function openForecastData(context: ScreenContext, datasetId: string): Promise<ForecastData> {
  const dataset = await readDataset(context.database, datasetId);
  const { index } = await readIndex(context.database, DEMAND_FORECASTING);
  const key = `${datasetId} ${dataset.revision} ${index.champion[datasetId] ?? ""}`;
  if (context.cache.current?.key === key) return context.cache.current.data;
  const data = await readForecastData(context, dataset);
  // A damaged champion makes way for an older one while it is read: the key is that of what was read.
  const version = data.provenance.model?.version ?? "";
  const keyRead = `${datasetId} ${dataset.revision} ${version}`;
  // Screens ask at the same time; only the reading that set a version aside knows of it, and all must say so.
  const { current } = context.cache;
  if (current?.key === keyRead && data.provenance.warnings.length === 0) return current.data;
  context.cache.current = { key: keyRead, data };
  return data;
}

/** Something derived from the data, made once. */
export function derive<T>(data: ForecastData, name: string, make: () => T): T {
  if (!data.derived.has(name)) data.derived.set(name, make());
  return data.derived.get(name) as T;
}

async function readForecastData(context: ScreenContext, dataset: DatasetRecord): Promise<ForecastData> {
  const { database } = context;
  const { id } = dataset;
  const [storedDemand, items, catalogue, stock, champion] = await Promise.all([
    database.read("sales", `${id}/demand`) as Promise<DemandTable | undefined>,
    database.read("sales", `${id}/items`) as Promise<ItemDictionary | undefined>,
    database.read("catalogue", id) as Promise<StoredTitle[] | undefined>,
    database.read("stock", id) as Promise<StockRecord[] | undefined>,
    loadChampion(context, DEMAND_FORECASTING, id, (files) =>
      demandForecastFromParts(
        decodeArtifact(fileOf(files, "model.bin"), DEMAND_FORECAST_FORMAT, "The demand forecast"),
      ),
    ),
  ]);
  const demand = storedDemand ?? emptyDemand();
  const sold = demand.rowStart.length - 1;
  const asOfDay = demand.lastDay + 1;
  const { loaded } = champion;

  const withoutDigits = serviceLines(demand.itemId);
  const rowOf = new Map(demand.itemId.map((itemId, row) => [itemId, row]));
  const itemId = demand.itemId.slice();
  const records = new Map((catalogue ?? []).map((title) => [title.itemId, storedTitle(title)]));
  for (const known of records.keys()) {
    if (rowOf.has(known)) continue;
    rowOf.set(known, itemId.length);
    itemId.push(known);
  }
  const forecastRow = new Int32Array(itemId.length).fill(-1);
  loaded?.model.itemId.forEach((forecastItem, row) => {
    const at = rowOf.get(forecastItem);
    if (at !== undefined) forecastRow[at] = row;
  });
  return {
    dataset,
    provenance: {
      dataset,
      model: loaded && {
        version: loaded.version,
        trainedAt: loaded.metadata.trained_at,
        stale: loaded.metadata.lineage["demand_revision"] !== demand.revision,
        metrics: Object.fromEntries(
          Object.entries(loaded.metadata.metrics).map(([name, value]) => [name, value ?? NaN]),
        ),
        winners: loaded.metadata.hyperparameters["winners"] as Readonly<Record<string, number>>,
      },
      warnings: champion.warnings,
      asOfDay: storedDemand && storedDemand.lastDay >= storedDemand.firstDay ? asOfDay : null,
    },
    demand,
    itemId,
    rowOf,
    titleOf: (row) => {
      const own = itemId[row]!;
      return records.get(own) ?? bareTitle(own, (row < sold && items?.title[row]) || own);
    },
    stock: new Map((stock ?? []).map((record) => [record.itemId, record])),
    service: Uint8Array.from(itemId, (own, row) => (withoutDigits[row] === 1 && !records.has(own) ? 1 : 0)),
    forecast: loaded?.model ?? null,
    forecastRow,
    asOfDay,
    derived: new Map(),
  };
}

function emptyDemand(): DemandTable {
  return {
    revision: 0,
    firstDay: 0,
    lastDay: -1,
    itemId: [],
    rowStart: new Uint32Array(1),
    day: new Int32Array(0),
    units: new Float64Array(0),
    stockOutStart: new Uint32Array(1),
    stockOutDay: new Int32Array(0),
    lastPriceCents: new Float64Array(0),
  };
}

/** Price of one copy in hundredths: the catalogue's, else that of the last sale; null where neither is known. */
export function priceCentsOf(data: ForecastData, row: number): number | null {
  const listed = data.titleOf(row).priceCents;
  if (listed !== null) return listed;
  const last = row < data.demand.lastPriceCents.length ? data.demand.lastPriceCents[row]! : NaN;
  return Number.isNaN(last) ? null : last;
}
