import type { Reason } from "../domain/recommendation.ts";
import { weightAt } from "../models/recommendation/linear-scores.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import type { Recommender } from "./recommender-state.ts";
import { contributions } from "./score-titles.ts";
import type { ShopShelf } from "./shop-shelf.ts";

/** Reasons shown by name; the others are added up. */
const NAMED = 4;
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
  const named = parts.slice(0, NAMED).map(({ kind, at, amount }): Reason => {
    const share = amount / total;
    if (kind === "popular") return { kind, itemId: null, title: null, share };
    return namedReason(recommender, shelf, kind, history.items[at]!, item, share);
  });
  const rest = parts.slice(NAMED).reduce((sum, { amount }) => sum + amount / total, 0);
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
  const terms = kind === "content" ? sharedTerms(recommender, from, item) : [];
  return { kind, itemId, title, share, ...(terms.length > 0 && { terms }) };
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
