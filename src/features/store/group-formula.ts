import type { FeatureFormula } from "./definition.ts";

/** Formulas that read the past of all titles that share an attribute. */
export type GroupFormula = Extract<FeatureFormula, { kind: "group-mean" | "relative-price" }>;

export function isGroupFormula(formula: FeatureFormula): formula is GroupFormula {
  return formula.kind === "group-mean" || formula.kind === "relative-price";
}

/** What is known of a group of titles when a day begins, in whole numbers. */
export interface GroupPast {
  /** Copies sold. */
  readonly units: number;
  /** Selling days of its titles, one title's day counted once. */
  readonly sellingDays: number;
  /** Sum of the titles' last prices, in cents. */
  readonly priceSum: number;
  /** Titles with a known price. */
  readonly priced: number;
}

/** What is known of titles that the catalogue does not tell about. */
export const NO_PAST: GroupPast = { units: 0, sellingDays: 0, priceSum: 0, priced: 0 };

/** The feature, from integers by the same operations in the same order as the SQL; NaN where nothing is known. */
export function groupFeature(
  formula: GroupFormula,
  group: GroupPast,
  shop: GroupPast,
  lastPriceCents: number,
): number {
  if (formula.kind === "relative-price") {
    return group.priceSum > 0 ? (lastPriceCents * group.priced) / group.priceSum : NaN;
  }
  if (shop.sellingDays === 0) return NaN;
  const usual = shop.units / shop.sellingDays;
  return (group.units + formula.prior * usual) / (group.sellingDays + formula.prior);
}
