import type { DayNumber } from "./dataset.ts";
import type { Provenance } from "./provenance.ts";

/** Shop-wide settings of the order advice. */
export interface ShopSettings {
  /** Chance that a title does not run out before the next delivery after this one, in (0, 1). Default .9 */
  readonly serviceLevel: number;
  /** Days from order to delivery where the title says nothing. Default 7 */
  readonly leadTimeDays: number;
  /** Days between two orders. Default 7 */
  readonly reviewDays: number;
}

/** One line of Today. */
export interface OrderLine {
  readonly itemId: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly priceCents: number | null;
  /** What we advise, after stock and packs. */
  readonly advised: number;
  /** What a person changed it to, or null. */
  readonly edited: number | null;
  readonly onHand: number | null;
  readonly onOrder: number;
  readonly reserved: number;
  /** Demand until the next delivery after this one: mean and the quantile of the service level. */
  readonly expected: number;
  readonly target: number;
  /** 80 % interval of that demand. */
  readonly low: number;
  readonly high: number;
  /** First day on which expected demand has used up the stock, or null when not within the horizon. */
  readonly stockOutDay: DayNumber | null;
  /** Expected lost sales without this order × price, in hundredths; null where the price is unknown. */
  readonly atRiskCents: number | null;
  /** Why, as a sentence in the shop's words. */
  readonly why: string;
  readonly lowConfidence: boolean;
}

export interface TodayPage {
  readonly provenance: Provenance;
  readonly settings: ShopSettings;
  /** Lines to order in all, snoozed ones not counted. */
  readonly total: number;
  readonly totalCopies: number;
  readonly totalCents: number;
  readonly atRiskCents: number;
  readonly snoozed: number;
  readonly lines: readonly OrderLine[];
}
