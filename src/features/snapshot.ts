import type { DemandTable } from "../domain/dataset.ts";

/** One column that the forecast is made from, as `features.json` lists it. */
export interface FeatureColumn {
  readonly name: string;
  readonly type: "float64" | "int32" | "bool";
  readonly unit: string;
  /** Table it comes from. */
  readonly source: string;
  /** Span of time one value covers, before the day it is known on. */
  readonly window: string;
}

/** What the demand forecast is made from. */
export const DEMAND_FEATURES: readonly FeatureColumn[] = [
  {
    name: "units",
    type: "float64",
    unit: "copies/day",
    source: "demand table: sale lines without returns and cancelled lines",
    window: "1 day",
  },
  {
    name: "stock_out",
    type: "bool",
    unit: "out of stock",
    source: "sale lines marked as stock-out",
    window: "1 day",
  },
  {
    name: "first_sale_day",
    type: "int32",
    unit: "days since 1970-01-01",
    source: "demand table",
    window: "all",
  },
  {
    name: "shop_weekday_profile",
    type: "float64",
    unit: "share of the average day",
    source: "demand table, all titles",
    window: "84 days",
  },
  {
    name: "demand_size",
    type: "float64",
    unit: "copies per selling day",
    source: "demand table",
    window: "all",
  },
];

/** Data and configuration of a training, frozen under the hash of their content. */
export interface DemandSnapshot {
  /** SHA-256 in hexadecimal over everything below; equal content, equal hash, whatever the revision. */
  readonly hash: string;
  readonly demand: DemandTable;
  readonly config: Readonly<Record<string, string | number>>;
  readonly columns: readonly FeatureColumn[];
}

/** Freeze the demand table and the configuration for a training. The arrays are kept, not copied. */
export async function freezeSnapshot(
  demand: DemandTable,
  config: Readonly<Record<string, string | number>>,
): Promise<DemandSnapshot> {
  const columns = DEMAND_FEATURES;
  const names = Object.keys(config).sort();
  const text = [
    ...names.map((name) => `${name}=${config[name]}`),
    JSON.stringify(columns),
    `${demand.firstDay}..${demand.lastDay}`,
    ...demand.itemId,
  ].join("\n");
  const parts = await Promise.all(
    [
      new TextEncoder().encode(text),
      bytesOf(demand.rowStart),
      bytesOf(demand.day),
      bytesOf(demand.units),
      bytesOf(demand.stockOutStart),
      bytesOf(demand.stockOutDay),
    ].map((part) => crypto.subtle.digest("SHA-256", part)),
  );
  const joined = new Uint8Array(32 * parts.length);
  parts.forEach((digest, i) => joined.set(new Uint8Array(digest), 32 * i));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
  return {
    hash: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    demand,
    config,
    columns,
  };
}

function bytesOf(array: Uint32Array | Int32Array | Float64Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}
