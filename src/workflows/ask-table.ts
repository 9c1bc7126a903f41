import { EXPECTED_DAYS, shopTable, type ShopTable } from "../features/table-query/shop-table.ts";
import { meanBetween } from "../training/demand-outlook.ts";
import { derive, type ForecastData, type ScreenContext } from "./forecast-data.ts";
import { orderColumns } from "./plan-orders.ts";

/**
 * The columns of a dataset that questions about fields are answered from: its titles without the till's service lines,
 * with sales, stock, forecast and today's order.
 *
 * @throws `import.unknown-dataset`
 */
export async function openShopTable(context: ScreenContext, datasetId: string): Promise<ShopTable> {
  const { data, key, toOrder, stockOutDay, why } = await orderColumns(context, datasetId);
  const kept = derive(data, "shop-table", (): KeptTable => ({ key: null, table: null }));
  if (kept.table === null || kept.key !== key) {
    const rows = Array.from(data.itemId.keys()).filter((row) => data.service[row] === 0);
    const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
    const hasForecast = data.forecast !== null;
    kept.table = shopTable({
      titles: rows.map(data.titleOf),
      currency: data.dataset.currency,
      demand: data.demand.itemId.length === 0 ? null : data.demand,
      stock: data.stock,
      expected: hasForecast ? Float64Array.from(rows, (row) => expectedOf(data, row)) : null,
      stockOutDay: hasForecast && data.stock.size > 0 ? pick(stockOutDay) : null,
      toOrder: hasForecast ? pick(toOrder) : null,
      why: hasForecast ? (row) => why(rows[row]!) : null,
    });
    kept.key = key;
  }
  return kept.table;
}

/** The latest table, and of which decisions about the order it is. */
interface KeptTable {
  key: string | null;
  table: ShopTable | null;
}

function expectedOf({ forecast, forecastRow, asOfDay }: ForecastData, row: number): number {
  const at = forecastRow[row]!;
  return forecast === null || at < 0 ? NaN : meanBetween(forecast, at, asOfDay, asOfDay + EXPECTED_DAYS);
}
