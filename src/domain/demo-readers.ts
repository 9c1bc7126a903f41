import { exp } from "../core/elementary.ts";
import type { Random } from "../core/random.ts";
import type { DayNumber } from "./dataset.ts";
import type { DemoSale, DemoTitle } from "./demo-shop.ts";

const CARDS = 420;
const FAVOURITES = 2;

/** What draws a card holder to a title; a favourite genre is 1. */
const PULL = {
  otherGenre: 0.01,
  /** More for an author bought before, and for a series begun. */
  knownAuthor: 1,
  knownSeries: 3,
  /** Times this for a title that the holder has. */
  again: 0.02,
} as const;

/** The holder of a loyalty card: two favourite genres, a rate of buying, and what they have bought so far. */
interface Holder {
  readonly card: string;
  readonly genres: ReadonlySet<string>;
  readonly rate: number;
  readonly titles: Set<number>;
  readonly authors: Set<string>;
  readonly series: Set<string>;
  lastDay: DayNumber;
}

/**
 * Say whose card each basket of a loyal reader was on: readers stay with their genres, come back to authors, and go on
 * with a series. A card has one basket a day; what comes back is on the card that it was sold on.
 *
 * @param sales in order of time; a loyal reader's have any customer
 * @param soldOn receipt of a return -> receipt of its sale
 */
export function giveCards(
  sales: readonly DemoSale[],
  catalogue: readonly DemoTitle[],
  soldOn: ReadonlyMap<string, string>,
  random: Random,
): DemoSale[] {
  const holders = cardHolders(catalogue, random.fork("holders"));
  const draw = random.fork("baskets");
  const holderOf = new Map<string, Holder>();
  return sales.map((sale) => {
    if (sale.customer === "") return sale;
    const receipt = soldOn.get(sale.receipt) ?? sale.receipt;
    const book = catalogue[sale.title]!;
    let holder = holderOf.get(receipt);
    if (holder === undefined) {
      holder = choose(holders, (one) => (one.lastDay === sale.day ? 0 : pull(one, sale.title, book)), draw);
      holderOf.set(receipt, holder);
      holder.lastDay = sale.day;
    }
    holder.titles.add(sale.title);
    for (const author of book.authors) holder.authors.add(author);
    if (book.series !== null) holder.series.add(book.series.name);
    return { ...sale, customer: holder.card };
  });
}

function cardHolders(catalogue: readonly DemoTitle[], random: Random): Holder[] {
  const genres = [...new Set(catalogue.map((book) => book.genre))].sort((a, b) => (a < b ? -1 : 1));
  return Array.from({ length: CARDS }, (_, i) => ({
    card: `L${String(2001 + i)}`,
    genres: new Set(Array.from({ length: FAVOURITES }, () => genres[random.integer(genres.length)]!)),
    rate: exp(0.8 * random.normal()),
    titles: new Set(),
    authors: new Set(),
    series: new Set(),
    lastDay: -1,
  }));
}

function pull({ genres, rate, titles, authors, series }: Holder, title: number, book: DemoTitle): number {
  const taste =
    (genres.has(book.genre) ? 1 : PULL.otherGenre) +
    (book.authors.some((author) => authors.has(author)) ? PULL.knownAuthor : 0) +
    (book.series !== null && series.has(book.series.name) ? PULL.knownSeries : 0);
  return rate * taste * (titles.has(title) ? PULL.again : 1);
}

/** One of the holders, each as likely as its weight says. */
function choose(holders: readonly Holder[], weightOf: (holder: Holder) => number, random: Random): Holder {
  const weights = holders.map(weightOf);
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const at = weights.findIndex((weight) => (left -= weight) < 0);
  return holders[Math.max(0, at)]!;
}
