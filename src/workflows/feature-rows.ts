import type { DayNumber } from "../domain/dataset.ts";
import type { FeatureDays, SaleHistory } from "../features/store/sale-history.ts";

/** Rows of a feature table: one a title and selling day, one a title and day since its first sale, or one a title. */
export type FeatureRows = "selling-days" | "every-day" | { readonly asOf: DayNumber };

/** The days whose features are wanted. Titles that never sold have no row. */
export function wantedDays(history: SaleHistory, rows: FeatureRows): FeatureDays {
  if (rows === "selling-days") return history;
  const { start, day } = history;
  let last = -Infinity;
  for (const own of day) if (own > last) last = own;
  const of = (t: number): readonly [first: DayNumber, count: number] => {
    if (start[t] === start[t + 1]) return [0, 0];
    if (rows !== "every-day") return [rows.asOf, 1];
    const first = day[start[t]!]!;
    return [first, last - first + 1];
  };
  const wantedStart = new Uint32Array(start.length);
  for (let t = 0; t + 1 < start.length; t++) wantedStart[t + 1] = wantedStart[t]! + of(t)[1];
  const wanted = new Int32Array(wantedStart[start.length - 1]!);
  for (let t = 0; t + 1 < start.length; t++) {
    const [first, count] = of(t);
    for (let d = 0; d < count; d++) wanted[wantedStart[t]! + d] = first + d;
  }
  return { start: wantedStart, day: wanted };
}
