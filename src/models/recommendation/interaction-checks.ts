import { throwIfAborted } from "../../core/errors.ts";
import type { FitContext } from "../model.ts";
import { recommendationError } from "./errors.ts";
import type { Interactions, ReaderHistory } from "./task.ts";

/**
 * The door of every fit on choices: stops when aborted, and refuses what no model can use.
 *
 * @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`
 */
export function checkInteractions(interactions: Interactions, model: string, context: FitContext): void {
  checkRows(interactions, model, context);
  const { userCount, itemCount, items } = interactions;
  if (items.length === 0) {
    throw recommendationError("recommendation.empty", { readers: userCount, titles: itemCount });
  }
}

/**
 * As `checkInteractions`, for models that also work without a reader.
 *
 * @throws `core.aborted`, `recommendation.bad-interactions`
 */
export function checkRows(interactions: Interactions, model: string, context: FitContext): void {
  throwIfAborted(context.signal, `Fitting ${model}`);
  const { userCount, itemCount, rowStart, items, strengths } = interactions;
  const refuse = (reader: number, found: string, expected: string): never => {
    throw recommendationError("recommendation.bad-interactions", { reader, found, expected });
  };
  if (rowStart.length !== userCount + 1 || rowStart[0] !== 0 || rowStart[userCount] !== items.length) {
    refuse(
      userCount,
      `${rowStart.length} row starts to ${rowStart.at(-1)}`,
      `rows over ${items.length} entries`,
    );
  }
  if (strengths.length !== items.length) {
    refuse(0, `${strengths.length} strengths`, `one for each of ${items.length} entries`);
  }
  const lastReader = new Int32Array(itemCount).fill(-1);
  for (let user = 0; user < userCount; user++) {
    if (rowStart[user + 1]! < rowStart[user]!)
      refuse(user, "a row that ends before it starts", "ascending row starts");
    for (let at = rowStart[user]!; at < rowStart[user + 1]!; at++) {
      const item = items[at]!;
      const strength = strengths[at]!;
      if (item < 0 || item >= itemCount) refuse(user, `title ${item}`, `titles from 0 to ${itemCount - 1}`);
      if (lastReader[item] === user) refuse(user, `title ${item} twice`, "each title once");
      if (!(strength > 0 && strength < Infinity))
        refuse(user, `strength ${strength}`, "finite strengths above 0");
      lastReader[item] = user;
    }
  }
}

/**
 * The door of every prediction.
 *
 * @throws `recommendation.bad-history`
 */
export function checkHistory({ items, strengths }: ReaderHistory, itemCount: number): void {
  const refuse = (position: number, found: string, expected: string): never => {
    throw recommendationError("recommendation.bad-history", { position, found, expected });
  };
  if (strengths.length !== items.length) {
    refuse(items.length, `one of ${strengths.length} strengths`, `one of ${items.length}`);
  }
  const seen = new Set<number>();
  items.forEach((item, position) => {
    if (item < 0 || item >= itemCount)
      refuse(position, `title ${item}`, `a title from 0 to ${itemCount - 1}`);
    if (seen.has(item)) refuse(position, `title ${item} again`, "each title once");
    if (!Number.isFinite(strengths[position]))
      refuse(position, `strength ${strengths[position]}`, "a finite number");
    seen.add(item);
  });
}
