import type { CatalogueAttribute } from "./definition.ts";

/**
 * Copies sold per title and selling day, days ascending within a title.
 *
 * ```text
 * start     0           3        5      shape [nTitles + 1]
 * day       d0 d1 d2 | d3 d4            shape [nRows], each day of a title once
 * units      1  4  1 |  2  2            whole copies
 * priceCents  highest price of the day, NaN where none is known
 * ```
 */
export interface SaleHistory {
  readonly titles: readonly string[];
  readonly start: Uint32Array;
  readonly day: Int32Array;
  readonly units: Int32Array;
  readonly priceCents: Float64Array;
  /** What the catalogue says of each title; absent where there is none. */
  readonly catalogue?: CatalogueColumns;
}

/** Attributes by title, null where unknown; an attribute that is absent is unknown of all. */
export interface CatalogueColumns {
  readonly attributes: Readonly<Partial<Record<CatalogueAttribute, readonly (string | null)[]>>>;
  /** Vectors of title and description of the model named, shape [nTitles, dimension]; NaN for a title without. */
  readonly vectors?: { readonly model: string; readonly dimension: number; readonly values: Float32Array };
}

/** Days on which features are wanted, ascending within a title; laid out like the history. */
export type FeatureDays = Pick<SaleHistory, "start" | "day">;

/** The first row of title t on that day or later; its end where there is none. */
export function firstRowFrom({ start, day }: FeatureDays, t: number, from: number): number {
  let low = start[t]!;
  let high = start[t + 1]!;
  if (low < high && day[low]! >= from) return low;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (day[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
