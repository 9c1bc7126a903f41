import type { DayNumber, StockRecord, TitleRecord } from "./dataset.ts";
import type { OrderLine } from "./order.ts";
import type { Provenance } from "./provenance.ts";

/**
 * All titles as columns, so that 30,000 of them cross in one message without a long task.
 * Texts are joined with "\n" and cut lazily: text of row i is `text.slice(start[i], start[i + 1] - 1)`.
 */
export interface TitleTable {
  readonly count: number;
  readonly titleText: string;
  readonly titleStart: Uint32Array;
  readonly authorText: string;
  readonly authorStart: Uint32Array;
  readonly itemIdText: string;
  readonly itemIdStart: Uint32Array;
  /** Expected copies over the next 28 days, NaN without a forecast. */
  readonly expected: Float32Array;
  /** 80 % interval of the same sum. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Copies on hand, NaN where unknown. */
  readonly onHand: Float32Array;
  /** Copies sold in the last 28 days. */
  readonly recent: Float32Array;
  /** Not a title but a service line of the till (postage, bank charges, …): 1. */
  readonly service: Uint8Array;
}

/** Sum of one week (or one day) of the forecast. */
export interface ForecastStep {
  readonly firstDay: DayNumber;
  readonly mean: number;
  /** Quantiles by level, the levels of `TitleDetail.levels`. */
  readonly quantiles: readonly number[];
}

export interface TitleDetail {
  readonly provenance: Provenance;
  readonly title: TitleRecord;
  readonly service: boolean;
  readonly stock: StockRecord | null;
  readonly order: OrderLine | null;
  /** Copies sold per week, oldest first, the last week ending on the last day of data. */
  readonly history: readonly {
    readonly firstDay: DayNumber;
    readonly units: number;
    readonly stockOutDays: number;
  }[];
  readonly levels: readonly number[];
  readonly weeks: readonly ForecastStep[];
  readonly days: readonly ForecastStep[];
  readonly model: {
    /** "ets", …, or "median". */
    readonly id: string;
    readonly label: string;
    readonly lowConfidence: boolean;
    /** Backtest figures of every candidate on this title: id, label, RMSSE, and whether it was chosen. */
    readonly candidates: readonly {
      readonly id: string;
      readonly label: string;
      readonly rmsse: number;
      readonly chosen: boolean;
    }[];
    readonly origins: number;
    /** Share of backtest actuals inside the 80 % interval, pooled over similar titles. */
    readonly coverage80: number;
  } | null;
}
