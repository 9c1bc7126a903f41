import { isoDate } from "../../domain/calendar.ts";
import type { FeatureDefinition, FeatureFormula } from "./definition.ts";
import { holidayDays } from "./holidays.ts";

/** Years whose holidays the SQL lists. */
const HOLIDAY_YEARS = [2000, 2040] as const;

/**
 * The features as one SELECT over `sales(title, sale_date DATE, units INTEGER, price_cents INTEGER)`, one row a title
 * and selling day: DuckDB's dialect, standard window functions with range frames over dates.
 *
 * Lines with no copies or with returns are left out, as everywhere. A missing value is NULL.
 */
export function featureSql(definitions: readonly FeatureDefinition[]): string {
  const columns = definitions.map(
    ({ name, type, formula }) => `  CAST(${expression(formula)} AS ${SQL_TYPE[type]}) AS ${name}`,
  );
  return [
    "WITH daily AS (",
    "  SELECT title, sale_date, SUM(units)::BIGINT AS units, MAX(price_cents)::BIGINT AS price_cents",
    "  FROM sales WHERE units > 0 GROUP BY title, sale_date",
    ")",
    "SELECT title, sale_date,",
    columns.join(",\n"),
    "FROM daily",
    "WINDOW",
    "  so_far AS (PARTITION BY title ORDER BY sale_date RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),",
    `  past AS (${pastFrame(null)})`,
    "ORDER BY title, sale_date",
    "",
  ].join("\n");
}

const SQL_TYPE = { int32: "INTEGER", float64: "DOUBLE", bool: "INTEGER" } as const;

/** The days before a row's own, all or the last `days`. */
function pastFrame(days: number | null): string {
  const from = days === null ? "UNBOUNDED" : `INTERVAL ${days} DAY`;
  return `PARTITION BY title ORDER BY sale_date RANGE BETWEEN ${from} PRECEDING AND INTERVAL 1 DAY PRECEDING`;
}

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
  }
}

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
