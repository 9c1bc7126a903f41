import { errorCatalogue, errorText } from "../core/errors.ts";

export const orderError = errorCatalogue({
  "order.bad-settings": errorText(
    "input",
    (d: { name: string; found: number; expected: string }) =>
      `The ${d.name} is ${d.found}; expected ${d.expected}.`,
    () => "Correct the value and save again.",
  ),
  "order.bad-copies": errorText(
    "input",
    (d: { found: number }) =>
      `The order says ${d.found} copies; expected a whole number from 0 to 1,000,000.`,
    () => "Give a whole number of copies, or take the change back.",
  ),
  "order.bad-stock": errorText(
    "input",
    (d: { itemId: string }) =>
      `The stock of ${d.itemId} has a count, a pack or a delivery time that cannot be.`,
    () => "Give counts from 0 to 1,000,000, packs of 1 or more, and 0 to 365 days to deliver.",
  ),
  "order.unknown-title": errorText(
    "input",
    (d: { itemId: string }) => `There is no title "${d.itemId}" in this shop.`,
    () => "Go back to the list of titles; it may have changed with an import.",
  ),
});
