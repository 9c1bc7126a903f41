/**
 * Whether an item of the till is a service line (postage, bank charges, a manual correction) and not a title: its id
 * has no digit, as in POST, M, DOT or "BANK CHARGES".
 */
export function isServiceLine(itemId: string): boolean {
  return !/\d/.test(itemId);
}
