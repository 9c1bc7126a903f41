/**
 * Which items of a till are service lines (postage, bank charges, a manual correction) and not titles: their ids have no
 * digit, as in POST, M, DOT or "BANK CHARGES". A shop that numbers its titles with letters, so that half of the ids or
 * more have none, has no service lines that could be told apart.
 *
 * @returns 1 for each service line, shape [itemIds.length]
 */
export function serviceLines(itemIds: readonly string[]): Uint8Array {
  const flags = Uint8Array.from(itemIds, (id) => (/\d/.test(id) ? 0 : 1));
  const count = flags.reduce((sum, flag) => sum + flag, 0);
  return 2 * count >= itemIds.length ? flags.fill(0) : flags;
}
