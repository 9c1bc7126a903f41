import { exp } from "../core/elementary.ts";
import type { Random } from "../core/random.ts";
import type { DemoSale, DemoTitle } from "./demo-records.ts";

const CARDS = 2000;
const FAVOURITES = 2;

/** What draws a card holder to a title; a favourite genre is 1. */
const PULL = {
  otherGenre: 0.01,
  /** More for an author bought before, and for a series begun. */
  knownAuthor: 1,
  knownSeries: 3,
  /** Times this for a title that the holder has. */
  again: 0.15,
} as const;

/**
 * Say whose card each basket of a loyal reader was on: readers stay with two genres, come back to authors, and go on
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
  const setUp = random.fork("holders");
  const rate = Float64Array.from({ length: CARDS }, () => exp(0.8 * setUp.normal()));
  const fans = favouriteGenres(catalogue, setUp);
  /** Of each title, author and series: 1 for every holder who has (something of) it. */
  const having = { title: new Holdings(), author: new Holdings(), series: new Holdings() };
  const lastDay = new Int32Array(CARDS).fill(-1);
  const holderOf = new Map<string, number>();
  const draw = random.fork("baskets");
  const weights = new Float64Array(CARDS);

  return sales.map((sale) => {
    if (sale.customer === "") return sale;
    const receipt = soldOn.get(sale.receipt) ?? sale.receipt;
    const book = catalogue[sale.title]!;
    const held = having.title.of(book.title);
    const authors = having.author.of(book.authors[0] ?? "");
    const series = having.series.of(book.series?.name ?? "");
    let holder = holderOf.get(receipt);
    if (holder === undefined) {
      const fansOfGenre = fans.of(book.genre);
      for (let i = 0; i < CARDS; i++) {
        const taste =
          (fansOfGenre[i] === 1 ? 1 : PULL.otherGenre) +
          PULL.knownAuthor * authors[i]! +
          PULL.knownSeries * series[i]!;
        const isElsewhere = lastDay[i] === sale.day;
        weights[i] = isElsewhere ? 0 : rate[i]! * taste * (held[i] === 1 ? PULL.again : 1);
      }
      holder = choose(weights, draw);
      holderOf.set(receipt, holder);
      lastDay[holder] = sale.day;
    }
    held[holder] = 1;
    authors[holder] = 1;
    if (book.series !== null) series[holder] = 1;
    return { ...sale, customer: `L${String(2001 + holder)}` };
  });
}

/** A flag of each holder, by name. */
class Holdings {
  readonly #flags = new Map<string, Uint8Array>();

  of(name: string): Uint8Array {
    let flags = this.#flags.get(name);
    if (flags === undefined) {
      flags = new Uint8Array(CARDS);
      this.#flags.set(name, flags);
    }
    return flags;
  }
}

function favouriteGenres(catalogue: readonly DemoTitle[], random: Random): Holdings {
  const genres = [...new Set(catalogue.map((book) => book.genre))].sort((a, b) => (a < b ? -1 : 1));
  const fans = new Holdings();
  for (let holder = 0; holder < CARDS; holder++) {
    for (let i = 0; i < FAVOURITES; i++) fans.of(genres[random.integer(genres.length)]!)[holder] = 1;
  }
  return fans;
}

/** An index, each as likely as its weight says. */
function choose(weights: Float64Array, random: Random): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  let left = random.next() * sum;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return weights.length - 1;
}
