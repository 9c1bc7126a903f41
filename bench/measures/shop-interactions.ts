import { seededRandom } from "../../src/core/random.ts";
import { csrFromEntries, type CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";

/** Who bought what, one purchase of each customer held back. */
export interface ShopInteractions {
  /** Customers by titles. */
  readonly train: CsrMatrix;
  /** Of each customer the title held back, or -1. */
  readonly held: Int32Array;
}

const GENRES = 40;
/** Genres that a customer buys from. */
const TASTES = 3;

/** Customers with a few favourite genres, titles with a long tail in each: seeded, the same in Node and in a page. */
export function shopInteractions(
  customers: number,
  titles: number,
  purchases: number,
  seed: number,
): ShopInteractions {
  const random = seededRandom(seed, "shop interactions");
  const perGenre = Math.floor(titles / GENRES);
  const rows: number[] = [];
  const columns: number[] = [];
  const tastes = Array.from({ length: customers }, () =>
    Array.from({ length: TASTES }, () => random.integer(GENRES)),
  );
  const draw = (customer: number): number => {
    const genre = random.next() < 0.1 ? random.integer(GENRES) : tastes[customer]![random.integer(TASTES)]!;
    // Squaring a uniform draw favours the first titles of a genre.
    return genre * perGenre + Math.floor(perGenre * random.next() ** 2);
  };
  for (let i = 0; i < purchases; i++) {
    // Some customers come often.
    const customer = Math.floor(customers * random.next() ** 1.5);
    rows.push(customer);
    columns.push(draw(customer));
  }
  const all = csrFromEntries(customers, titles, rows, columns);
  return holdOneBack(all, random.fork("held"));
}

function holdOneBack(all: CsrMatrix, random: { integer(bound: number): number }): ShopInteractions {
  const held = new Int32Array(all.rowCount).fill(-1);
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < all.rowCount; row++) {
    const [from, to] = [all.rowStart[row]!, all.rowStart[row + 1]!];
    const back = to - from < 5 ? -1 : from + random.integer(to - from);
    if (back >= 0) held[row] = all.columns[back]!;
    for (let at = from; at < to; at++) {
      if (at === back) continue;
      rows.push(row);
      columns.push(all.columns[at]!);
      values.push(all.values[at]!);
    }
  }
  return { train: csrFromEntries(all.rowCount, all.columnCount, rows, columns, values), held };
}

/**
 * Mean NDCG@k over the customers with a title held back: 1 / log2(rank + 1) of that title among those not bought.
 *
 * @param users shape [customers, factors]
 * @param items shape [titles, factors]
 */
export function ndcg(
  { train, held }: ShopInteractions,
  users: Float32Array,
  items: Float32Array,
  factors: number,
  k: number,
): number {
  let sum = 0;
  let count = 0;
  for (let customer = 0; customer < train.rowCount; customer++) {
    const title = held[customer]!;
    if (title < 0) continue;
    const score = (item: number): number => {
      let product = 0;
      for (let f = 0; f < factors; f++)
        product += users[customer * factors + f]! * items[item * factors + f]!;
      return product;
    };
    const bought = new Set(train.columns.subarray(train.rowStart[customer], train.rowStart[customer + 1]));
    const own = score(title);
    let rank = 1;
    for (let item = 0; item < train.columnCount && rank <= k; item++) {
      if (item !== title && !bought.has(item) && score(item) > own) rank++;
    }
    count++;
    if (rank <= k) sum += 1 / Math.log2(rank + 1);
  }
  return sum / count;
}
