import type { FeatureDefinition, FeatureFormula, HolidayCountry, RollingStatistic } from "./definition.ts";
import { formulaFacts } from "./formula-facts.ts";
import { FRENCH_SCHOOL_HOLIDAYS, FRENCH_SCHOOL_YEARS } from "./school-holidays-fr.ts";

const OWNER = "demand forecasting";

/** Windows in days that the usual set holds, besides the lags of 1, 7 and 30. */
const WINDOWS = [7, 28] as const;

/** Sentence model whose vectors are projected, and to how many numbers. */
const TEXT_MODEL = "all-MiniLM-L6-v2";
const TEXT_COMPONENTS = 8;

/** Selling days by which an effect is drawn towards the shop's mean. */
const PRIOR = 20;

/** The usual features of a title on a day, all from what was known when that day began. */
export const SHOP_FEATURES: readonly FeatureDefinition[] = [
  calendar("year", "year", "calendar year"),
  calendar("quarter", "1 to 4", "quarter of the year"),
  calendar("month", "1 to 12", "month of the year"),
  calendar("day", "1 to 31", "day of the month"),
  calendar("weekday", "1 Monday to 7 Sunday (ISO 8601)", "day of the week"),
  holiday("DE", "Germany"),
  holiday("FR", "France"),
  holiday("GB", "England and Wales"),
  holiday("US", "the United States"),
  ...(["a", "b", "c"] as const).map(schoolHoliday),
  {
    ...made({ kind: "days-to-payday", dayOfMonth: 25 }),
    name: "days_to_payday_25",
    unit: "days",
    description: "days until the next 25th of a month, 0 on it",
  },
  ...[1, 7, 30].map(lag),
  ...WINDOWS.flatMap((days) => [
    rolling(days, "count", "selling days", "days with a sale"),
    rolling(days, "sum", "copies", "copies sold"),
    rolling(days, "mean", "copies per selling day", "mean of the selling days"),
    rolling(days, "std", "copies per selling day", "sample standard deviation of the selling days"),
    rolling(days, "min", "copies", "fewest copies of a selling day"),
    rolling(days, "max", "copies", "most copies of a selling day"),
    rolling(days, { quantile: 0.9 }, "copies", "90 % quantile of the selling days, interpolated"),
  ]),
  {
    ...made({ kind: "decayed-sum", halfLifeDays: 28 }),
    name: "units_decayed_28",
    unit: "copies",
    description: "copies sold so far, each halved in weight every 28 days",
  },
  {
    ...made({ kind: "days-since-sale" }),
    name: "days_since_sale",
    unit: "days",
    description: "days since the last day with a sale",
  },
  {
    ...made({ kind: "last-price" }),
    name: "price_cents",
    unit: "cents",
    description: "price of the last sale before the day",
  },
  {
    ...made({
      kind: "price-category",
      boundsCents: [500, 1000, 2000, 4000],
    }),
    name: "price_category",
    unit: "0 below 5.00, 1 below 10.00, 2 below 20.00, 3 below 40.00, else 4",
    description: "class of the last price",
  },
  {
    ...made({ kind: "discount", days: 365 }),
    name: "discount_365",
    unit: "share",
    description: "how far the last price lies below the highest of the last 365 days",
  },
  {
    ...made({
      kind: "relative-price",
      attribute: "genre",
    }),
    name: "relative_price_genre",
    unit: "1 is the genre's mean",
    description: "last price by the mean of the last prices of its genre's titles",
  },
  ...(["genre", "author", "series"] as const).map(groupEffect),
  ...["hardback", "paperback", "ebook", "audiobook"].map(oneHotFormat),
  {
    ...made({
      kind: "label",
      attribute: "language",
      values: ["en", "de", "fr", "es", "it"],
    }),
    name: "language_label",
    unit: "0 English, 1 German, 2 French, 3 Spanish, 4 Italian; missing for others",
    description: "language of the title",
  },
  hashed("genre", 64),
  hashed("author", 1024),
  ...Array.from({ length: TEXT_COMPONENTS }, (_, i) => textComponent(i + 1)),
];

function made(formula: FeatureFormula): Omit<FeatureDefinition, "name" | "unit" | "description"> {
  return { formula, owner: OWNER, ...formulaFacts(formula) };
}

function calendar(
  part: "year" | "quarter" | "month" | "day" | "weekday",
  unit: string,
  description: string,
): FeatureDefinition {
  return {
    ...made({ kind: "calendar", part }),
    name: part,
    unit,
    description,
  };
}

function holiday(country: HolidayCountry, where: string): FeatureDefinition {
  return {
    ...made({ kind: "holiday", country }),
    name: `holiday_${country.toLowerCase()}`,
    unit: "1 on a holiday",
    description: `public holiday in all of ${where}`,
  };
}

function schoolHoliday(zone: keyof typeof FRENCH_SCHOOL_HOLIDAYS): FeatureDefinition {
  return {
    ...made({
      kind: "marked-days",
      ranges: FRENCH_SCHOOL_HOLIDAYS[zone],
      known: FRENCH_SCHOOL_YEARS,
    }),
    name: `school_holiday_fr_${zone}`,
    unit: "1 on a day without school",
    description: `school holidays of France, zone ${zone.toUpperCase()}; missing before ${FRENCH_SCHOOL_YEARS[0]} and after ${FRENCH_SCHOOL_YEARS[1]}`,
  };
}

function groupEffect(attribute: "genre" | "author" | "series"): FeatureDefinition {
  return {
    ...made({ kind: "group-mean", attribute, prior: PRIOR }),
    name: `${attribute}_effect`,
    unit: "copies per selling day",
    description: `what titles of the same ${attribute} sold a selling day so far, drawn towards the shop's mean by ${PRIOR} days`,
  };
}

function oneHotFormat(value: string): FeatureDefinition {
  return {
    ...made({ kind: "one-hot", attribute: "format", value }),
    name: `format_${value}`,
    unit: `1 for ${value}`,
    description: `whether the title is a ${value}`.replace(/ a (?=[aeiou])/, " an "),
  };
}

function hashed(attribute: "genre" | "author", buckets: number): FeatureDefinition {
  return {
    ...made({ kind: "hashed", attribute, buckets }),
    name: `${attribute}_hashed_${buckets}`,
    unit: `0 to ${buckets - 1}`,
    description: `the ${attribute} hashed to one of ${buckets} numbers`,
  };
}

function textComponent(component: number): FeatureDefinition {
  return {
    ...made({ kind: "text-projection", model: TEXT_MODEL, component }),
    name: `text_projection_${component}`,
    unit: "none",
    description: `component ${component} of the vector of title and description, projected to ${TEXT_COMPONENTS} numbers`,
  };
}

function lag(days: number): FeatureDefinition {
  return {
    ...made({ kind: "lag", days }),
    name: `units_lag_${days}`,
    unit: "copies",
    description: `copies sold ${days} ${days === 1 ? "day" : "days"} before; missing before the first sale`,
  };
}

function rolling(days: number, statistic: RollingStatistic, unit: string, what: string): FeatureDefinition {
  const name = typeof statistic === "string" ? statistic : `q${Math.round(statistic.quantile * 100)}`;
  return {
    ...made({ kind: "rolling", days, statistic }),
    name: `units_${name}_${days}`,
    unit,
    description: `${what}, over the ${days} days before`,
  };
}
