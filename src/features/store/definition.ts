/** What a window of past selling days is reduced to; `quantile` interpolates linearly between neighbours. */
export type RollingStatistic =
  "count" | "sum" | "mean" | "std" | "min" | "max" | { readonly quantile: number };

/** How a feature is computed, as data: the three evaluators read it, none holds a rule of its own. */
export type FeatureFormula =
  | { readonly kind: "calendar"; readonly part: "year" | "quarter" | "month" | "day" | "weekday" }
  | { readonly kind: "holiday"; readonly country: HolidayCountry }
  | { readonly kind: "days-to-payday"; readonly dayOfMonth: number }
  | {
      /** 1 within the ranges: school holidays, a fair, days the shop adds. */
      readonly kind: "marked-days";
      /** First and last day, ISO 8601. */
      readonly ranges: readonly DayRange[];
      /** Days of which it is known; missing outside. null: always. */
      readonly known: DayRange | null;
    }
  | { readonly kind: "lag"; readonly days: number }
  | { readonly kind: "rolling"; readonly days: number; readonly statistic: RollingStatistic }
  | { readonly kind: "decayed-sum"; readonly halfLifeDays: number }
  | { readonly kind: "days-since-sale" }
  | { readonly kind: "last-price" }
  | { readonly kind: "price-category"; readonly boundsCents: readonly number[] }
  | { readonly kind: "discount"; readonly days: number }
  | { readonly kind: "one-hot"; readonly attribute: CatalogueAttribute; readonly value: string }
  /** Place in a list of values; missing where it is none of them. */
  | { readonly kind: "label"; readonly attribute: CatalogueAttribute; readonly values: readonly string[] }
  /** One of `buckets` numbers, by `attributeHash`. */
  | { readonly kind: "hashed"; readonly attribute: CatalogueAttribute; readonly buckets: number }
  /**
   * Target encoding: copies a selling day so far of all titles that share the attribute, drawn towards the shop's by
   * `prior` selling days; the shop's own where a title has none.
   */
  | { readonly kind: "group-mean"; readonly attribute: CatalogueAttribute; readonly prior: number }
  /** Last price by the mean of the last prices of all titles that share the attribute. */
  | { readonly kind: "relative-price"; readonly attribute: CatalogueAttribute }
  /** A component of the vector of title and description, projected to few dimensions (`text-projection.ts`). */
  | { readonly kind: "text-projection"; readonly model: string; readonly component: number };

/** First and last day, "2026-03-14". */
export type DayRange = readonly [first: string, last: string];

/** Countries whose public holidays are known. */
export type HolidayCountry = "DE" | "FR" | "GB" | "US";

/** What a catalogue says of a title in one word; of several authors the first. */
export const CATALOGUE_ATTRIBUTES = ["genre", "author", "series", "format", "language", "publisher"] as const;
export type CatalogueAttribute = (typeof CATALOGUE_ATTRIBUTES)[number];

/** Columns that a feature may come from: of the sales, and of the catalogue. */
export type SourceColumn =
  | "title"
  | "sale_date"
  | "units"
  | "price_cents"
  | `catalogue.${CatalogueAttribute | "title" | "description"}`;

/** A feature, declared once. What it says holds for batch, live and SQL alike. */
export interface FeatureDefinition {
  /** Column name: lower case, digits and underscores. */
  readonly name: string;
  readonly type: "int32" | "float64" | "bool";
  readonly unit: string;
  readonly description: string;
  readonly owner: string;
  /** Lineage: what it is computed from. */
  readonly sources: readonly SourceColumn[];
  /** Largest relative difference between evaluators; 0 where they agree to the bit. */
  readonly tolerance: number;
  readonly formula: FeatureFormula;
}

/** Raised when what a formula means changes, so that every hash does. */
const FORMULA_MEANING = 1;

/** SHA-256 in hexadecimal over all that a definition says; another formula, unit or wording is another version. */
export async function definitionHash(definition: FeatureDefinition): Promise<string> {
  const text = JSON.stringify(sortedKeys({ meaning: FORMULA_MEANING, ...definition }));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same content with the keys of every record in order, so that the order of writing does not count. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortedKeys(inner)]),
  );
}
