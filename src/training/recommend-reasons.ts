import type { Reason } from "../domain/recommendation.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { weightAt } from "../models/recommendation/linear-scores.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import type { Recommender } from "./recommender-state.ts";
import { contributions } from "./score-titles.ts";
import type { ShopShelf } from "./shop-shelf.ts";

/** Reasons shown by name; the others are added up. */
const NAMED = 4;
/** Smaller shares are not named, but for the largest. */
const LEAST_SHARE = 0.03;
/** Terms named of two titles that are alike. */
const NAMED_TERMS = 4;

/** Why `item` is recommended to this reader. */
export function reasonsFor(
  recommender: Recommender,
  shelf: ShopShelf,
  history: ReaderHistory,
  item: number,
): Reason[] {
  const parts = contributions(recommender, history, item)
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount || a.at - b.at);
  const total = parts.reduce((sum, { amount }) => sum + amount, 0);
  if (total === 0) return [{ kind: "popular", itemId: null, title: null, share: 1 }];
  const small = parts.findIndex(({ amount }, i) => i > 0 && amount < LEAST_SHARE * total);
  const count = Math.min(NAMED, small < 0 ? parts.length : small);
  const named = parts.slice(0, count).map(({ kind, at, amount }): Reason => {
    const share = amount / total;
    if (kind === "popular") return { kind, itemId: null, title: null, share };
    return namedReason(recommender, shelf, kind, history.items[at]!, item, share);
  });
  const rest = parts.slice(count).reduce((sum, { amount }) => sum + amount / total, 0);
  return rest === 0 ? named : [...named, { kind: "rest", itemId: null, title: null, share: rest }];
}

/** Why a title stands beside another: one reason, the whole. */
export function relatedReasons(
  recommender: Recommender,
  shelf: ShopShelf,
  own: number,
  item: number,
  kind: "read" | "content",
): Reason[] {
  return [namedReason(recommender, shelf, kind, own, item, 1)];
}

function namedReason(
  recommender: Recommender,
  shelf: ShopShelf,
  kind: "read" | "content",
  from: number,
  item: number,
  share: number,
): Reason {
  const itemId = recommender.itemIds[from]!;
  const title = shelf.titleOf(itemId)?.title ?? null;
  if (kind === "read") return { kind, itemId, title, share };
  const like = likestTitle(recommender, from, item);
  const terms = sharedTerms(recommender, like, item);
  const viaId = recommender.itemIds[like]!;
  const via = like === from ? undefined : shelf.titleOf(viaId)?.title;
  return {
    kind,
    itemId,
    title,
    share,
    ...(terms.length > 0 && { terms }),
    ...(via !== undefined && { via: { itemId: viaId, title: via } }),
  };
}

/**
 * `from` itself where the two have a term in common; else the title its readers chose that makes `item` likeliest, as
 * content weights are lifted.
 */
function likestTitle({ collaborative, terms }: Recommender, from: number, item: number): number {
  let likest = from;
  let most = 0;
  if (product(terms.weights, from, item) > 0) return from;
  for (let at = collaborative.rowStart[from]!; at < collaborative.rowStart[from + 1]!; at++) {
    const between = collaborative.columns[at]!;
    if (between === item) continue;
    const worth = collaborative.values[at]! * product(terms.weights, between, item);
    if (worth > most) {
      most = worth;
      likest = between;
    }
  }
  return likest;
}

/** Inner product of two rows. */
function product(matrix: CsrMatrix, a: number, b: number): number {
  let sum = 0;
  for (let at = matrix.rowStart[a]!; at < matrix.rowStart[a + 1]!; at++)
    sum += matrix.values[at]! * weightAt(matrix, b, matrix.columns[at]!);
  return sum;
}

/** What two titles have in common, most telling first. */
export function sharedTerms({ terms }: Recommender, a: number, b: number): string[] {
  const { rowStart, columns, values } = terms.weights;
  const shared: { readonly name: string; readonly weight: number }[] = [];
  for (let at = rowStart[a]!; at < rowStart[a + 1]!; at++) {
    const weight = values[at]! * weightAt(terms.weights, b, columns[at]!);
    if (weight > 0) shared.push({ name: terms.names[columns[at]!]!, weight });
  }
  const order = shared.sort((x, y) => y.weight - x.weight).map(({ name }) => name);
  return [...new Set(order)].slice(0, NAMED_TERMS);
}
