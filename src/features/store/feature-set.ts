import { isCivilDate } from "../../domain/calendar.ts";
import { nearestWord } from "../../domain/nearest-word.ts";
import { CATALOGUE_ATTRIBUTES, type FeatureDefinition, type FeatureFormula } from "./definition.ts";
import { featureSetError } from "./errors.ts";
import { formulaFacts } from "./formula-facts.ts";
import { SHOP_FEATURES } from "./shop-features.ts";

/** Features that belong together, under a name. */
export interface FeatureSet {
  readonly name: string;
  readonly definitions: readonly FeatureDefinition[];
}

/** Definitions by name, in the order named. @throws `feature.unknown-name` */
export function featuresNamed(names: readonly string[]): readonly FeatureDefinition[] {
  return names.map((name) => {
    const found = SHOP_FEATURES.find((definition) => definition.name === name);
    if (found !== undefined) return found;
    const known = SHOP_FEATURES.map((definition) => definition.name);
    throw featureSetError("feature.unknown-name", { found: name, nearest: nearestWord(name, known) ?? "" });
  });
}

/**
 * A feature set as JSON: `name`, `features` (names of known ones), and `own`, definitions of one's own, of which only
 * `name` and `formula` must be given; type, lineage and tolerance follow from the formula.
 *
 * @throws `feature.set-not-json`, `feature.set-value` naming the place, `feature.unknown-name`
 */
export function readFeatureSet(text: string): FeatureSet {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw featureSetError("feature.set-not-json", { reason }, { cause });
  }
  const set = record("The whole", value, ["name", "features", "own"]);
  const name = textOf("name", set["name"], NAME);
  const names = set["features"] === undefined ? [] : list("features", set["features"]);
  const own = set["own"] === undefined ? [] : list("own", set["own"]);
  const definitions = [
    ...featuresNamed(names.map((each, i) => textOf(`features[${i}]`, each, NAME))),
    ...own.map((each, i) => ownDefinition(`own[${i}]`, each)),
  ];
  const seen = new Set<string>();
  for (const { name: each } of definitions) {
    if (seen.has(each)) refuse("features", `twice "${each}"`, "each name once");
    seen.add(each);
  }
  if (definitions.length === 0) refuse("features", "empty", "one name or more");
  return { name, definitions };
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const ANY_TEXT = /\S/;

function ownDefinition(where: string, value: unknown): FeatureDefinition {
  const given = record(where, value, ["name", "unit", "description", "owner", "formula"]);
  const formula = readFormula(`${where}.formula`, given["formula"]);
  const optional = (key: string, otherwise: string): string =>
    given[key] === undefined ? otherwise : textOf(`${where}.${key}`, given[key], ANY_TEXT);
  const name = textOf(`${where}.name`, given["name"], NAME);
  return {
    name,
    unit: optional("unit", "not stated"),
    description: optional("description", name.replaceAll("_", " ")),
    owner: optional("owner", "not stated"),
    formula,
    ...formulaFacts(formula),
  };
}

type Reader = (where: string, value: unknown) => unknown;

const days: Reader = (where, value) => whole(where, value, 1, 3650);
const attribute: Reader = (where, value) => oneOf(where, value, CATALOGUE_ATTRIBUTES);
const text: Reader = (where, value) => textOf(where, value, ANY_TEXT);

/** What each kind of formula holds besides its kind. */
const FORMULAS: Readonly<Record<FeatureFormula["kind"], Readonly<Record<string, Reader>>>> = {
  calendar: { part: (where, value) => oneOf(where, value, ["year", "quarter", "month", "day", "weekday"]) },
  holiday: { country: (where, value) => oneOf(where, value, ["DE", "FR", "GB", "US"]) },
  "days-to-payday": { dayOfMonth: (where, value) => whole(where, value, 1, 28) },
  "marked-days": {
    ranges: (where, value) => list(where, value).map((range, i) => dayRange(`${where}[${i}]`, range)),
    known: (where, value) => (value === null || value === undefined ? null : dayRange(where, value)),
  },
  lag: { days },
  rolling: { days, statistic: rollingStatistic },
  "decayed-sum": { halfLifeDays: days },
  "days-since-sale": {},
  "last-price": {},
  "price-category": { boundsCents: ascendingBounds },
  discount: { days },
  "one-hot": { attribute, value: text },
  label: {
    attribute,
    values: (where, value) => list(where, value).map((each, i) => text(`${where}[${i}]`, each)),
  },
  hashed: { attribute, buckets: (where, value) => whole(where, value, 2, 1_000_000) },
  "group-mean": { attribute, prior: (where, value) => whole(where, value, 1, 100_000) },
  "relative-price": { attribute },
  "text-projection": { model: text, component: (where, value) => whole(where, value, 1, 1000) },
};

function readFormula(where: string, value: unknown): FeatureFormula {
  const kinds = Object.keys(FORMULAS) as FeatureFormula["kind"][];
  const given =
    value !== null && typeof value === "object" ? (value as Readonly<Record<string, unknown>>) : {};
  const kind = oneOf(`${where}.kind`, given["kind"], kinds);
  const parts = FORMULAS[kind];
  record(where, value, ["kind", ...Object.keys(parts)]);
  const read = Object.entries(parts).map(([key, reader]) => [key, reader(`${where}.${key}`, given[key])]);
  return { kind, ...Object.fromEntries(read) } as FeatureFormula;
}

function rollingStatistic(where: string, value: unknown): unknown {
  if (value === null || typeof value !== "object") {
    return oneOf(where, value, ["count", "sum", "mean", "std", "min", "max"]);
  }
  const { quantile } = record(where, value, ["quantile"]);
  if (typeof quantile === "number" && quantile >= 0 && quantile <= 1) return { quantile };
  return refuse(`${where}.quantile`, JSON.stringify(quantile), "a number from 0 to 1");
}

function ascendingBounds(where: string, value: unknown): readonly number[] {
  const bounds = list(where, value).map((each, i) => whole(`${where}[${i}]`, each, 0, 1e9));
  if (bounds.every((bound, i) => i === 0 || bound > bounds[i - 1]!)) return bounds;
  return refuse(where, JSON.stringify(value), "cents that ascend");
}

function dayRange(where: string, value: unknown): readonly [string, string] {
  const range = list(where, value).map((day, i) => textOf(`${where}[${i}]`, day, /^\d{4}-\d\d-\d\d$/));
  if (range.length === 2 && range.every(isDay) && range[0]! <= range[1]!) return [range[0]!, range[1]!];
  return refuse(where, JSON.stringify(value), 'first and last day, such as ["2026-03-14", "2026-03-20"]');
}

function isDay(text: string): boolean {
  const [year, month, day] = text.split("-").map(Number);
  return isCivilDate(year!, month!, day!);
}

function record(where: string, value: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return refuse(where, JSON.stringify(value) ?? "absent", "an object in braces");
  }
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) refuse(`${where}'s key`, `"${unknown}"`, `one of ${keys.join(", ")}`);
  return value as Readonly<Record<string, unknown>>;
}

function list(where: string, value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(where, JSON.stringify(value) ?? "absent", "a list");
}

function textOf(where: string, value: unknown, pattern: RegExp): string {
  if (typeof value === "string" && pattern.test(value)) return value;
  const expected = pattern === NAME ? "small letters, digits and underscores" : "a text";
  return refuse(where, JSON.stringify(value) ?? "absent", expected);
}

function whole(where: string, value: unknown, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  return refuse(where, JSON.stringify(value) ?? "absent", `a whole number from ${min} to ${max}`);
}

function oneOf<T extends string>(where: string, value: unknown, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  return found ?? refuse(where, JSON.stringify(value) ?? "absent", `one of ${words.join(", ")}`);
}

function refuse(where: string, found: string, expected: string): never {
  throw featureSetError("feature.set-value", { where, found, expected });
}
