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
    (d: { found: number }) => `The order says ${d.found} copies; expected a whole number from 0 on.`,
    () => "Give a whole number of copies, or take the change back.",
  ),
  "order.bad-stock": errorText(
    "input",
    (d: { itemId: string }) =>
      `The stock of ${d.itemId} has a count below 0 or a pack of less than one copy.`,
    () => "Give counts from 0 on and a pack size from 1 on.",
  ),
  "order.unknown-title": errorText(
    "input",
    (d: { itemId: string }) => `There is no title "${d.itemId}" in this shop.`,
    () => "Go back to the list of titles; it may have changed with an import.",
  ),
});
