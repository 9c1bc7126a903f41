import type { DatasetRecord, DayNumber } from "./dataset.ts";

/** Where the numbers on a screen come from. */
export interface Provenance {
  readonly dataset: DatasetRecord;
  /** null before the first training. */
  readonly model: {
    readonly version: string;
    readonly trainedAt: string;
    /** Sales changed since the model was trained. */
    readonly stale: boolean;
    readonly metrics: Readonly<Record<string, number>>;
    /** Method (or "median") -> titles that it won in the backtest. */
    readonly winners: Readonly<Record<string, number>>;
  } | null;
  /** A sentence when something is wrong but work goes on: a damaged artifact was set aside, … */
  readonly warnings: readonly string[];
  /** The day after the last sale: the "today" of this data. */
  readonly asOfDay: DayNumber | null;
}
