import {
  bareTitle,
  type DemandTable,
  type StockRecord,
  type TitleRecord,
} from "../../../../src/domain/dataset.ts";
import { dayNumber } from "../../../../src/domain/calendar.ts";
import { shopTable, type ShopTable } from "../../../../src/features/table-query/shop-table.ts";

/** title | authors | year | genre | price in hundredths | pages | language | series, number | format | age | description */
const TITLES = [
  "Around the World in Eighty Days|Jules Verne|1872|Novel; Adventure|799|250|en||paperback||A bet, a clock and a valet.",
  "Journey to the Centre of the Earth|Jules Verne|1864|Novel; Adventure|899|240|en||hardback||A professor climbs down a volcano.",
  "Five Weeks in a Balloon|Jules Verne|1863|Novel; Adventure|699|300|en||paperback||Three men cross Africa by air.",
  "Le Tour du monde en quatre-vingts jours|Jules Verne|1872|Novel; Adventure|950|260|fr||paperback||Un pari.",
  "The Time Machine|H. G. Wells|1895|Novel; Science Fiction|599|120|en||paperback||A traveller and the Morlocks.",
  "The War of the Worlds|H. G. Wells|1898|Novel; Science Fiction|699|200|en||hardback||Martians land in Surrey.",
  "Emma|Jane Austen|1815|Novel; Romance|999|470|en||paperback||Handsome, clever and rich.",
  "Persuasion|Jane Austen|1817|Novel; Romance|899|260|en||hardback||Eight years of regret.",
  "Dracula|Bram Stoker|1897|Novel; Horror|1099|420|en||hardback||A count comes to Whitby.",
  "Moby-Dick; or, The Whale|Herman Melville|1851|Novel; Adventure|1399|620|en||hardback||Ahab hunts the white whale.",
  "A Pocket Guide to Whales|Ann Smith|1998|Nature|1250|180|en||hardback||Fifty whales, drawn.",
  "Gardens by the Sea|John Smith|2003|Nature|1500|220|en||paperback||What grows in salt.",
  "War and Peace|Leo Tolstoy|1869|Novel; War|1899|1300|en||hardback||Five families and an emperor.",
  "Anna Karenina|Leo Tolstoy|1878|Novel|1299|860|en||paperback||All happy families.",
  "Leaves of Grass|Walt Whitman|1855|Poetry|899|400|en||paperback||I sing the body electric.",
  "Sonnets|William Shakespeare|1609|Poetry|599|160|en||hardback||Love and time.",
  "Faust|Johann Wolfgang von Goethe|1808|Drama|799|210|de||paperback||Ein Gelehrter und der Teufel.",
  "The Lantern Road|Mara Quill|2001|Fantasy|999|310|en|Lantern, 1|paperback|9|A girl follows a light.",
  "The Lantern Sea|Mara Quill|2003|Fantasy|1099|330|en|Lantern, 2|paperback|9|The light goes to sea.",
  "The Lantern Crown|Mara Quill|2006|Fantasy|1199|350|en|Lantern, 3|hardback|9|The light goes out.",
  "Bear Has a Hat|Odile Fournier|2015|Children|650|32|en||hardback|4|A hat too big.",
  "The Third Policeman's Tea|Odile Fournier|2011|Children|750|96|en||paperback|7|Tea for a ghost.",
  "Untitled Notes|Anonymous||Poetry|||en||||",
] as const;

const DAY = dayNumber(2026, 3, 1);
/** The last day with a sale. */
export const LAST_DAY = dayNumber(2026, 4, 19);

/** Title, day of the shop's fifty, copies. */
const SALES: readonly (readonly [string, number, number])[] = [
  ["Emma", 0, 3],
  ["Emma", 20, 4],
  ["Emma", 45, 2],
  ["Dracula", 5, 2],
  ["Dracula", 40, 6],
  ["Leaves of Grass", 10, 5],
  ["Sonnets", 12, 3],
  ["Sonnets", 49, 1],
  ["War and Peace", 2, 1],
  ["The Time Machine", 30, 2],
  ["The Lantern Road", 33, 7],
];

/** title -> on hand, on order, expected in 28 days, to order */
const STOCK: Readonly<Record<string, readonly [number, number, number, number]>> = {
  Emma: [2, 0, 14, 10],
  Dracula: [10, 5, 8, 0],
  "Leaves of Grass": [40, 0, 4, 0],
  Sonnets: [0, 3, 2, 1],
  "War and Peace": [1, 0, 0.5, 0],
  "Moby-Dick; or, The Whale": [3, 0, 1, 0],
  "A Pocket Guide to Whales": [2, 0, 1, 0],
  "The Lantern Road": [1, 0, 7, 6],
};

function titleOf(line: string, i: number): TitleRecord {
  const [title, authors, year, genre, price, pages, language, series, format, age, description] =
    line.split("|");
  const [name, number] = (series ?? "").split(", ");
  const numberOf = (text: string | undefined): number | null => (text ? Number(text) : null);
  return {
    ...bareTitle(`t${i}`, title!),
    authors: authors ? [authors] : [],
    year: numberOf(year),
    genre: genre || null,
    priceCents: numberOf(price),
    pages: numberOf(pages),
    description: description || null,
    language: language || null,
    series: name ? { name, number: numberOf(number) } : null,
    ageFrom: numberOf(age),
    format: format || null,
  };
}

export const MADE_TITLES: readonly TitleRecord[] = TITLES.map(titleOf);

/** A small shop that can be checked by hand; the titles in another order where one is given. */
export function madeShop(titles: readonly TitleRecord[] = MADE_TITLES): ShopTable {
  const stock = new Map<string, StockRecord>();
  for (const { itemId, title } of titles) {
    const known = STOCK[title];
    if (known === undefined) continue;
    stock.set(itemId, {
      itemId,
      onHand: known[0],
      onOrder: known[1],
      reserved: 0,
      leadTimeDays: null,
      packSize: 1,
    });
  }
  const expected = Float64Array.from(titles, ({ title }) => STOCK[title]?.[2] ?? NaN);
  return shopTable({
    titles,
    currency: "GBP",
    demand: demandOf(titles),
    stock,
    expected,
    stockOutDay: Float64Array.from(titles, ({ title }, row) => {
      const days = ((STOCK[title]?.[0] ?? NaN) / expected[row]!) * 28;
      return days < 28 ? LAST_DAY + 1 + Math.floor(days) : NaN;
    }),
    toOrder: Float64Array.from(titles, ({ title }) => STOCK[title]?.[3] ?? NaN),
    why: (row, about) => `Because of its ${about}: ${titles[row]!.title}.`,
  });
}

function demandOf(titles: readonly TitleRecord[]): DemandTable {
  const sold = titles.filter(({ title }) => SALES.some(([name]) => name === title));
  const lines = sold.map(({ title }) => SALES.filter(([name]) => name === title));
  const rowStart = new Uint32Array(sold.length + 1);
  lines.forEach((own, row) => (rowStart[row + 1] = rowStart[row]! + own.length));
  return {
    revision: 1,
    firstDay: DAY,
    lastDay: LAST_DAY,
    itemId: sold.map(({ itemId }) => itemId),
    rowStart,
    day: Int32Array.from(lines.flat(), ([, day]) => DAY + day),
    units: Float64Array.from(lines.flat(), ([, , copies]) => copies),
    stockOutStart: new Uint32Array(sold.length + 1),
    stockOutDay: new Int32Array(0),
    lastPriceCents: Float64Array.from(sold, ({ priceCents }) => priceCents ?? NaN),
  };
}
