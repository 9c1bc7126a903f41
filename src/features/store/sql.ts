import { isoDate } from "../../domain/calendar.ts";
import { HASH_BASE, HASH_MODULUS, HASH_START } from "./attribute-features.ts";
import {
  CATALOGUE_ATTRIBUTES,
  type CatalogueAttribute,
  type DayRange,
  type FeatureDefinition,
  type FeatureFormula,
} from "./definition.ts";
import { isGroupFormula } from "./group-formula.ts";
import { holidayDays } from "./holidays.ts";

/** Years whose holidays the SQL lists. */
const HOLIDAY_YEARS = [2000, 2040] as const;

/**
 * The features as one SELECT over `sales(title, sale_date DATE, units INTEGER, price_cents INTEGER)` and, where one needs
 * it, `catalogue(title, genre, author, series, format, language, publisher)`; one row a title and selling day. DuckDB's
 * dialect: standard window functions with range frames over dates.
 *
 * A line of -n copies takes back a line of n copies of the same day and price; other returns are left out, as everywhere.
 * A missing value is NULL. What is made of vectors has no SQL and stands in a comment.
 */
export function featureSql(definitions: readonly FeatureDefinition[]): string {
  const [inSql, outside] = [true, false].map((wanted) =>
    definitions.filter(({ formula }) => (formula.kind !== "text-projection") === wanted),
  );
  const columns = inSql!.map(
    ({ name, type, formula }) => `  CAST(${expression(formula)} AS ${SQL_TYPE[type]}) AS ${name}`,
  );
  const attributes = attributesOf(inSql!);
  return [
    ...outside!.map(({ name }) => `-- ${name} is made of the vector of a text and has no SQL`),
    "WITH lines AS (",
    "  SELECT title, sale_date, ABS(units) AS units, price_cents,",
    "    COUNT(*) FILTER (units > 0) - COUNT(*) FILTER (units < 0) AS lines",
    "  FROM sales WHERE units <> 0 GROUP BY title, sale_date, ABS(units), price_cents",
    "), daily AS (",
    "  SELECT title, sale_date, SUM(units * lines)::BIGINT AS units, MAX(price_cents)::BIGINT AS price_cents",
    "  FROM lines WHERE lines > 0 GROUP BY title, sale_date",
    ...(attributes.length === 0 ? [] : catalogueRows(attributes)),
    ")",
    "SELECT title, sale_date,",
    columns.join(",\n"),
    `FROM ${attributes.length === 0 ? "daily" : "described"}`,
    "WINDOW",
    "  so_far AS (PARTITION BY title ORDER BY sale_date RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),",
    ...(attributes.length === 0
      ? []
      : [
          `  shop_past AS (ORDER BY sale_date ${PAST}),`,
          ...attributesOf(inSql!.filter(({ formula }) => isGroupFormula(formula))).map(
            (name) => `  past_${name} AS (PARTITION BY ${name} ORDER BY sale_date ${PAST}),`,
          ),
        ]),
    `  past AS (${pastFrame(null)})`,
    "ORDER BY title, sale_date",
    "",
  ].join("\n");
}

function attributesOf(definitions: readonly FeatureDefinition[]): readonly CatalogueAttribute[] {
  const used = new Set(
    definitions.flatMap(({ formula }) => ("attribute" in formula ? [formula.attribute] : [])),
  );
  return CATALOGUE_ATTRIBUTES.filter((attribute) => used.has(attribute));
}

/** The days with what the catalogue says, and by how much a title's last price rose on each. */
function catalogueRows(attributes: readonly string[]): string[] {
  return [
    "), stepped AS (",
    "  SELECT *, LAG(price_cents IGNORE NULLS) OVER (PARTITION BY title ORDER BY sale_date) AS price_before FROM daily",
    "), described AS (",
    `  SELECT stepped.*, ${attributes.join(", ")}, price_cents - COALESCE(price_before, 0) AS price_step,`,
    "    price_cents IS NOT NULL AND price_before IS NULL AS first_price",
    "  FROM stepped LEFT JOIN catalogue USING (title)",
  ];
}

const SQL_TYPE = { int32: "INTEGER", float64: "DOUBLE", bool: "INTEGER" } as const;

/** The days before a row's own, all or the last `days`. */
function pastFrame(days: number | null): string {
  const from = days === null ? "UNBOUNDED" : `INTERVAL ${days} DAY`;
  return `PARTITION BY title ORDER BY sale_date RANGE BETWEEN ${from} PRECEDING AND INTERVAL 1 DAY PRECEDING`;
}

const PAST = "RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING";
const LAST_PRICE = "LAST_VALUE(price_cents IGNORE NULLS) OVER past";
const FIRST_DAY = "MIN(sale_date) OVER so_far";

function expression(formula: FeatureFormula): string {
  switch (formula.kind) {
    case "calendar":
      return `EXTRACT(${formula.part === "weekday" ? "ISODOW" : formula.part.toUpperCase()} FROM sale_date)`;
    case "holiday": {
      const days = [...new Set(holidayDays(formula.country, ...HOLIDAY_YEARS))];
      return `sale_date IN (${days.map((day) => `DATE '${isoDate(day)}'`).join(", ")})`;
    }
    case "days-to-payday": {
      const wait = `${formula.dayOfMonth} - EXTRACT(DAY FROM sale_date)`;
      return `CASE WHEN ${wait} >= 0 THEN ${wait} ELSE ${wait} + EXTRACT(DAY FROM LAST_DAY(sale_date)) END`;
    }
    case "lag": {
      const frame = `PARTITION BY title ORDER BY sale_date RANGE BETWEEN INTERVAL ${formula.days} DAY PRECEDING AND INTERVAL ${formula.days} DAY PRECEDING`;
      return `CASE WHEN sale_date - ${formula.days} >= ${FIRST_DAY} THEN COALESCE(SUM(units) OVER (${frame}), 0) END`;
    }
    case "rolling":
      return rollingExpression(formula);
    case "decayed-sum": {
      // Weights grow from one fixed day on, so that one window sum serves every row.
      const weight = `POW(2, (sale_date - DATE '2000-01-01') / ${formula.halfLifeDays}::DOUBLE)`;
      const shift = `POW(2, (DATE '2000-01-01' - sale_date) / ${formula.halfLifeDays}::DOUBLE)`;
      return `SUM(units * ${weight}) OVER past * ${shift}`;
    }
    case "days-since-sale":
      return "sale_date - MAX(sale_date) OVER past";
    case "last-price":
      return LAST_PRICE;
    case "price-category": {
      const whens = formula.boundsCents.map((bound, i) => `WHEN ${LAST_PRICE} < ${bound} THEN ${i}`);
      return `CASE WHEN ${LAST_PRICE} IS NULL THEN NULL ${whens.join(" ")} ELSE ${formula.boundsCents.length} END`;
    }
    case "discount": {
      const highest = `MAX(price_cents) OVER (${pastFrame(formula.days)})`;
      return `CASE WHEN ${highest} > 0 THEN (${highest} - ${LAST_PRICE})::DOUBLE / (${highest})::DOUBLE END`;
    }
    case "marked-days": {
      const within = ([first, last]: DayRange): string =>
        `sale_date BETWEEN DATE '${first}' AND DATE '${last}'`;
      const marked = formula.ranges.length === 0 ? "FALSE" : formula.ranges.map(within).join(" OR ");
      return formula.known === null
        ? `(${marked})`
        : `CASE WHEN ${within(formula.known)} THEN (${marked}) END`;
    }
    case "one-hot":
      return `COALESCE(${formula.attribute} = ${quoted(formula.value)}, FALSE)`;
    case "label": {
      const whens = formula.values.map((value, i) => `WHEN ${quoted(value)} THEN ${i}`);
      return `CASE ${formula.attribute} ${whens.join(" ")} END`;
    }
    case "hashed": {
      const signs = `list_transform(string_split(${formula.attribute}, ''), lambda c: unicode(c)::BIGINT)`;
      const step = `lambda h, c: (h * ${HASH_BASE} + c) % ${HASH_MODULUS}`;
      const hash = `list_reduce(list_prepend(${HASH_START}::BIGINT, ${signs}), ${step})`;
      return `CASE WHEN ${formula.attribute} IS NOT NULL THEN ${hash} % ${formula.buckets} END`;
    }
    case "group-mean": {
      const own = (value: string): string =>
        ofGroup(formula.attribute, `${value} OVER past_${formula.attribute}`);
      const usual = "((SUM(units) OVER shop_past)::DOUBLE / (COUNT(*) OVER shop_past)::DOUBLE)";
      const sum = `(${own("SUM(units)")}::DOUBLE + ${formula.prior}::DOUBLE * ${usual})`;
      return `CASE WHEN COUNT(*) OVER shop_past > 0 THEN ${sum} / (${own("COUNT(*)")} + ${formula.prior})::DOUBLE END`;
    }
    case "relative-price": {
      const own = (value: string): string =>
        ofGroup(formula.attribute, `${value} OVER past_${formula.attribute}`);
      const sum = own("SUM(price_step)");
      const priced = own("COUNT(*) FILTER (first_price)");
      return `CASE WHEN ${sum} > 0 THEN (${LAST_PRICE} * ${priced})::DOUBLE / ${sum}::DOUBLE END`;
    }
    case "text-projection":
      return "NULL";
  }
}

/** Of the titles that share an attribute; 0 where it is unknown. */
const ofGroup = (attribute: string, value: string): string =>
  `(CASE WHEN ${attribute} IS NULL THEN 0 ELSE COALESCE(${value}, 0) END)`;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function rollingExpression({ days, statistic }: Extract<FeatureFormula, { kind: "rolling" }>): string {
  const over = `OVER (${pastFrame(days)})`;
  const n = `COUNT(units) ${over}`;
  const sum = `SUM(units) ${over}`;
  if (typeof statistic === "object") return `QUANTILE_CONT(units, ${statistic.quantile}) ${over}`;
  if (statistic === "count") return n;
  if (statistic === "sum") return `COALESCE(${sum}, 0)`;
  if (statistic === "mean") return `(${sum})::DOUBLE / (${n})::DOUBLE`;
  if (statistic === "min" || statistic === "max") return `${statistic.toUpperCase()}(units) ${over}`;
  const above = `(${n} * (SUM(units * units) ${over}) - (${sum}) * (${sum}))::DOUBLE`;
  return `CASE WHEN ${n} >= 2 THEN SQRT(${above} / (${n} * (${n} - 1))::DOUBLE) END`;
}
