import { headerFit } from "./header-words.ts";

/** What a column of a file of choices or of recommendations can mean. */
export const PAIR_ROLES = ["user", "item", "time", "rating", "rank", "score"] as const;
export type PairRole = (typeof PAIR_ROLES)[number];

/** Usual names, best first: lower case, letters and digits only ("User-ID" is "userid"). */
const USUAL_NAMES: Readonly<Record<PairRole, readonly string[]>> = {
  user: words(
    "user userid uid reader readerid customer customerid customerno member memberid client clientid visitor visitorid",
    "person personid account accountid reviewer reviewerid profile kunde kundennr kundennummer session sessionid u",
  ),
  item: words(
    "item itemid iid book bookid isbn isbn13 asin parentasin sku stockcode product productid title titleid article",
    "articleid movie movieid song songid artist artistid artikel artikelnummer goodreadsbookid workid i",
  ),
  time: words(
    "time timestamp ts datetime date day unixreviewtime reviewtime createdat invoicedate orderdate saledate datum zeit t",
  ),
  rating: words(
    "rating ratings stars overall bookrating userrating reviewscore bewertung note weight strength",
  ),
  rank: words("rank position"),
  score: words("score prediction predicted"),
};

function words(...lists: string[]): string[] {
  return lists.flatMap((list) => list.split(" "));
}

/** The same words as the columns of a till. */
const TILL_ROLE = { user: "customer", item: "item", time: "date" } as const;

/** What a role's column is usually called, for messages. */
export const usualNames = (role: PairRole): string => USUAL_NAMES[role].slice(0, 4).join(", ");

/**
 * Which column has which role; a column has one, and a role that no column's name speaks for has none.
 *
 * @param taken columns that have a role already
 */
export function guessPairColumns(
  columns: readonly string[],
  roles: readonly PairRole[],
  taken: ReadonlySet<number>,
): ReadonlyMap<PairRole, number> {
  const plain = columns.map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));
  const used = new Set(taken);
  const found = new Map<PairRole, number>();
  const take = (role: PairRole, column: number): void => {
    if (column < 0 || found.has(role) || used.has(column)) return;
    found.set(role, column);
    used.add(column);
  };
  for (const role of roles) {
    for (const name of USUAL_NAMES[role])
      take(
        role,
        plain.findIndex((own, c) => own === name && !used.has(c)),
      );
  }
  for (const role of roles) {
    if (role === "user" || role === "item" || role === "time") take(role, bestHeader(columns, role, used));
  }
  return found;
}

function bestHeader(
  columns: readonly string[],
  role: keyof typeof TILL_ROLE,
  used: ReadonlySet<number>,
): number {
  let best = -1;
  let bestFit = 0.4;
  columns.forEach((name, column) => {
    const fit = used.has(column) ? 0 : headerFit(name, TILL_ROLE[role]);
    if (fit > bestFit) [best, bestFit] = [column, fit];
  });
  return best;
}
