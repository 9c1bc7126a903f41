import type { TablePlan } from "../../domain/table-query.ts";
import { NUMBER } from "./number-words.ts";
import { declined } from "./planned.ts";
import { find, phrase, type Question } from "./question-text.ts";
import type { ShopTable } from "./shop-table.ts";

/** Words of money with the currencies that they may mean, the usual name first (ISO 4217). */
const CURRENCIES: readonly (readonly [words: string, named: string, codes: readonly string[]])[] = [
  ["£|pounds?|quid|gbp|pfund|livres? sterling", "pounds", ["GBP"]],
  ["€|euros?|eur", "euros", ["EUR"]],
  ["\\$|dollars?|usd", "dollars", ["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]],
  ["¥|yen|jpy", "yen", ["JPY"]],
  ["francs?|franken|chf", "francs", ["CHF"]],
];

/**
 * A question for prices in another currency than the shop's: numbers of one are not those of the other, and nothing here
 * knows a rate. null: it asks for no other.
 */
export function otherCurrency(table: ShopTable, question: Question): TablePlan | null {
  const { currency } = table;
  if (currency === null) return null;
  for (const [words, asked, codes] of CURRENCIES) {
    if (codes.includes(currency)) continue;
    const amount = phrase(`(?:${words}) (?:${NUMBER})|(?:${NUMBER}) (?:${words})`);
    if (find(question, amount) === null) continue;
    const own = CURRENCIES.find(([, , known]) => known.includes(currency))?.[1] ?? currency;
    return declined(
      "false-premise",
      `The shop's prices are in ${own}, not in ${asked}: ask with an amount in ${own}.`,
    );
  }
  return null;
}
