import type { Database } from "../core/ports.ts";
import { unionSelections } from "../domain/line-multiset.ts";
import { gatherInteractions, type GatheredInteractions } from "../training/gather-interactions.ts";
import type { UserItemMatrix } from "../training/recommender-state.ts";
import type { ForecastData } from "./forecast-data.ts";
import { loadSales, type StoredSales } from "./import-sales-store.ts";

/** The shop's loyalty customers and what they bought, by the titles of its forecast data. */
export interface ShopInteractions {
  readonly matrix: UserItemMatrix;
  readonly gathered: GatheredInteractions;
}

/**
 * Read the sale lines that name a customer. A return takes a purchase back; service lines are no titles. Customers who
 * kept nothing are left out.
 */
export async function shopInteractions(database: Database, data: ForecastData): Promise<ShopInteractions> {
  const sales = await loadSales(database, data.dataset.id);
  const { itemId, rowOf, service } = data;
  // Service lines keep their place among the titles, with no reader.
  const itemOf = Int32Array.from(sales.items.id, (id) => {
    const row = rowOf.get(id);
    return row === undefined || service[row] === 1 ? -1 : row;
  });
  const lines = customerLines(sales, itemOf);
  const all = gatherInteractions(lines, sales.customers.length, itemId.length, "sum");
  const { rowStart } = all.interactions;
  const kept = Int32Array.from(sales.customers.keys()).filter((row) => rowStart[row + 1]! > rowStart[row]!);
  const lastDay = new Int32Array(sales.customers.length).fill(-1);
  lines.user.forEach((user, line) => {
    lastDay[user] = Math.max(lastDay[user]!, lines.time[line]!);
  });
  const interactions = {
    ...all.interactions,
    userCount: kept.length,
    rowStart: Int32Array.from([...kept.map((row) => rowStart[row]!), all.interactions.items.length]),
    // How many copies a customer took says who they bought for, not how much they liked it.
    strengths: new Float32Array(all.interactions.items.length).fill(1),
  };
  return {
    gathered: { interactions, times: all.times },
    matrix: {
      itemIds: itemId,
      customers: Array.from(kept, (row) => sales.customers[row]!),
      interactions,
      lastDay: kept.map((row) => lastDay[row]!),
    },
  };
}

interface CustomerLines {
  readonly user: Int32Array;
  readonly item: Int32Array;
  readonly time: Float64Array;
  readonly strength: Float32Array;
}

/** The lines of the union of all files that name a customer and a title. */
function customerLines(sales: StoredSales, itemOf: Int32Array): CustomerLines {
  const chunks = [...sales.chunks.values()];
  const selections = unionSelections(chunks);
  const chosen = chunks.map(({ customer, item, quantity }, c) => {
    const selected = selections[c] ?? null;
    return Int32Array.from(customer.keys()).filter(
      (line) =>
        customer[line]! > 0 &&
        itemOf[item[line]!]! >= 0 &&
        quantity[line] !== 0 &&
        (selected === null || selected[line] === 1),
    );
  });
  const count = chosen.reduce((sum, lines) => sum + lines.length, 0);
  const user = new Int32Array(count);
  const item = new Int32Array(count);
  const time = new Float64Array(count);
  const strength = new Float32Array(count);
  let to = 0;
  chosen.forEach((lines, c) => {
    const chunk = chunks[c]!;
    for (const line of lines) {
      user[to] = chunk.customer[line]! - 1;
      item[to] = itemOf[chunk.item[line]!]!;
      // The minute orders what was bought on one day; whole days stay whole.
      time[to] = chunk.day[line]!;
      strength[to++] = chunk.quantity[line]!;
    }
  });
  return { user, item, time, strength };
}
