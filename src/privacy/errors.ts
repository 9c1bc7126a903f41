import { errorCatalogue, errorText } from "../core/errors.ts";

export const privacyError = errorCatalogue({
  "privacy.bad-parameter": errorText(
    "input",
    (d: { name: string; found: number; expected: string }) =>
      `The ${d.name} is ${d.found}; expected ${d.expected}.`,
    () => "Correct the value and try again. Nothing was released.",
  ),
  "privacy.budget-spent": errorText(
    "input",
    (d: { spent: number; asked: number; budget: number; delta: number }) =>
      `This would bring what is known of a reader to ε ${d.asked.toFixed(2)} (δ ${d.delta}); ε ${d.spent.toFixed(2)} is spent of a budget of ${d.budget}. Nothing was released.`,
    () => "Ask for less, or keep what was released: no waiting brings the budget back.",
  ),
  "privacy.other-budget": errorText(
    "input",
    (d: { found: string; expected: string }) =>
      `The ledger was opened with the budget ${d.expected}; found ${d.found}.`,
    () => "Keep to the budget that readers were told of, or begin another ledger for other readers.",
  ),
  "privacy.bad-ledger": errorText(
    "storage",
    (d: { reason: string }) =>
      `The ledger of spent privacy cannot be read: ${d.reason}. Nothing was released.`,
    () => "Restore it from a copy. Without it nobody knows what was spent, so nothing more can be released.",
  ),
  "privacy.bad-contribution": errorText(
    "data",
    (d: { what: string; reason: string }) => `${d.what} is no contribution: ${d.reason}.`,
    () => "Ask its tablet for a new file.",
  ),
  "privacy.unlike-contributions": errorText(
    "input",
    (d: { what: string; first: string; second: string }) =>
      `The contributions do not fit together: ${d.what} is ${d.first} in one and ${d.second} in another.`,
    () => "Merge only contributions that were made with the same list of titles and the same settings.",
  ),
  "privacy.overlapping-contributions": errorText(
    "input",
    (d: { shared: number }) =>
      `Both files hold ${d.shared} of the same contributions, and each holds others: they cannot be told apart again.`,
    () => "Merge the tablets' own files in one go.",
  ),
  "privacy.too-many-titles": errorText(
    "input",
    (d: { found: number; limit: number }) =>
      `The list has ${d.found} titles; pairs of at most ${d.limit} can be counted.`,
    () => "Give a shorter list: the titles that the chain sells most, whatever this tablet sold.",
  ),
});
