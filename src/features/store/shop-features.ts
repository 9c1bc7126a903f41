import type { FeatureDefinition, FeatureFormula, HolidayCountry, RollingStatistic } from "./definition.ts";
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
    ...common(["sale_date"], { kind: "days-to-payday", dayOfMonth: 25 }),
    name: "days_to_payday_25",
    type: "int32",
    unit: "days",
    description: "days until the next 25th of a month, 0 on it",
  },
  ...[1, 7, 30].map(lag),
  ...WINDOWS.flatMap((days) => [
    rolling(days, "count", "int32", "selling days", "days with a sale"),
    rolling(days, "sum", "int32", "copies", "copies sold"),
    rolling(days, "mean", "float64", "copies per selling day", "mean of the selling days"),
    rolling(
      days,
      "std",
      "float64",
      "copies per selling day",
      "sample standard deviation of the selling days",
    ),
    rolling(days, "min", "int32", "copies", "fewest copies of a selling day"),
    rolling(days, "max", "int32", "copies", "most copies of a selling day"),
    rolling(days, { quantile: 0.9 }, "float64", "copies", "90 % quantile of the selling days, interpolated"),
  ]),
  {
    ...common(["title", "sale_date", "units"], { kind: "decayed-sum", halfLifeDays: 28 }, 1e-9),
    name: "units_decayed_28",
    type: "float64",
    unit: "copies",
    description: "copies sold so far, each halved in weight every 28 days",
  },
  {
    ...common(["title", "sale_date", "units"], { kind: "days-since-sale" }),
    name: "days_since_sale",
    type: "int32",
    unit: "days",
    description: "days since the last day with a sale",
  },
  {
    ...common(["title", "sale_date", "price_cents"], { kind: "last-price" }),
    name: "price_cents",
    type: "int32",
    unit: "cents",
    description: "price of the last sale before the day",
  },
  {
    ...common(["title", "sale_date", "price_cents"], {
      kind: "price-category",
      boundsCents: [500, 1000, 2000, 4000],
    }),
    name: "price_category",
    type: "int32",
    unit: "0 below 5.00, 1 below 10.00, 2 below 20.00, 3 below 40.00, else 4",
    description: "class of the last price",
  },
  {
    ...common(["title", "sale_date", "price_cents"], { kind: "discount", days: 365 }),
    name: "discount_365",
    type: "float64",
    unit: "share",
    description: "how far the last price lies below the highest of the last 365 days",
  },
  {
    ...common(["title", "sale_date", "price_cents", "catalogue.genre"], {
      kind: "relative-price",
      attribute: "genre",
    }),
    name: "relative_price_genre",
    type: "float64",
    unit: "1 is the genre's mean",
    description: "last price by the mean of the last prices of its genre's titles",
  },
  ...(["genre", "author", "series"] as const).map(groupEffect),
  ...["hardback", "paperback", "ebook", "audiobook"].map(oneHotFormat),
  {
    ...common(["catalogue.language"], {
      kind: "label",
      attribute: "language",
      values: ["en", "de", "fr", "es", "it"],
    }),
    name: "language_label",
    type: "int32",
    unit: "0 English, 1 German, 2 French, 3 Spanish, 4 Italian; missing for others",
    description: "language of the title",
  },
  hashed("genre", 64),
  hashed("author", 1024),
  ...Array.from({ length: TEXT_COMPONENTS }, (_, i) => textComponent(i + 1)),
];

function common(
  sources: FeatureDefinition["sources"],
  formula: FeatureFormula,
  tolerance = 0,
): Pick<FeatureDefinition, "sources" | "formula" | "tolerance" | "owner"> {
  return { sources, formula, tolerance, owner: OWNER };
}

function calendar(
  part: "year" | "quarter" | "month" | "day" | "weekday",
  unit: string,
  description: string,
): FeatureDefinition {
  return {
    ...common(["sale_date"], { kind: "calendar", part }),
    name: part,
    type: "int32",
    unit,
    description,
  };
}

function holiday(country: HolidayCountry, where: string): FeatureDefinition {
  return {
    ...common(["sale_date"], { kind: "holiday", country }),
    name: `holiday_${country.toLowerCase()}`,
    type: "bool",
    unit: "1 on a holiday",
    description: `public holiday in all of ${where}`,
  };
}

function schoolHoliday(zone: keyof typeof FRENCH_SCHOOL_HOLIDAYS): FeatureDefinition {
  return {
    ...common(["sale_date"], {
      kind: "marked-days",
      ranges: FRENCH_SCHOOL_HOLIDAYS[zone],
      known: FRENCH_SCHOOL_YEARS,
    }),
    name: `school_holiday_fr_${zone}`,
    type: "bool",
    unit: "1 on a day without school",
    description: `school holidays of France, zone ${zone.toUpperCase()}; missing before ${FRENCH_SCHOOL_YEARS[0]} and after ${FRENCH_SCHOOL_YEARS[1]}`,
  };
}

function groupEffect(attribute: "genre" | "author" | "series"): FeatureDefinition {
  const sources = ["title", "sale_date", "units", `catalogue.${attribute}`] as const;
  return {
    ...common(sources, { kind: "group-mean", attribute, prior: PRIOR }),
    name: `${attribute}_effect`,
    type: "float64",
    unit: "copies per selling day",
    description: `what titles of the same ${attribute} sold a selling day so far, drawn towards the shop's mean by ${PRIOR} days`,
  };
}

function oneHotFormat(value: string): FeatureDefinition {
  return {
    ...common(["catalogue.format"], { kind: "one-hot", attribute: "format", value }),
    name: `format_${value}`,
    type: "bool",
    unit: `1 for ${value}`,
    description: `whether the title is a ${value}`.replace(/ a (?=[aeiou])/, " an "),
  };
}

function hashed(attribute: "genre" | "author", buckets: number): FeatureDefinition {
  return {
    ...common([`catalogue.${attribute}`], { kind: "hashed", attribute, buckets }),
    name: `${attribute}_hashed_${buckets}`,
    type: "int32",
    unit: `0 to ${buckets - 1}`,
    description: `the ${attribute} hashed to one of ${buckets} numbers`,
  };
}

function textComponent(component: number): FeatureDefinition {
  // Vectors are float32 steps, whose last bits may differ between devices.
  return {
    ...common(
      ["catalogue.title", "catalogue.description"],
      { kind: "text-projection", model: TEXT_MODEL, component },
      1e-5,
    ),
    name: `text_projection_${component}`,
    type: "float64",
    unit: "none",
    description: `component ${component} of the vector of title and description, projected to ${TEXT_COMPONENTS} numbers`,
  };
}

function lag(days: number): FeatureDefinition {
  return {
    ...common(["title", "sale_date", "units"], { kind: "lag", days }),
    name: `units_lag_${days}`,
    type: "int32",
    unit: "copies",
    description: `copies sold ${days} ${days === 1 ? "day" : "days"} before; missing before the first sale`,
  };
}

function rolling(
  days: number,
  statistic: RollingStatistic,
  type: "int32" | "float64",
  unit: string,
  what: string,
): FeatureDefinition {
  const name = typeof statistic === "string" ? statistic : `q${Math.round(statistic.quantile * 100)}`;
  // Interpolating between neighbours rounds; all else is integers, one division, one square root.
  const tolerance = typeof statistic === "string" ? 0 : 1e-12;
  return {
    ...common(["title", "sale_date", "units"], { kind: "rolling", days, statistic }, tolerance),
    name: `units_${name}_${days}`,
    type,
    unit,
    description: `${what}, over the ${days} days before`,
  };
}
