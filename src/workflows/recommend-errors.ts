import { errorCatalogue, errorText } from "../core/errors.ts";

export const recommendError = errorCatalogue({
  // The identifier stays out of the sentence: sentences are copied into reports.
  "recommend.unknown-customer": errorText(
    "input",
    (d: { customers: number }) =>
      `None of the shop's ${d.customers} customers with a purchase has that identifier; expected one as the till writes it.`,
    () => "Search for the customer by a part of the identifier.",
  ),
  "recommend.bad-length": errorText(
    "input",
    (d: { found: number; most: number }) =>
      `${d.found} titles were asked for; expected a whole number from 1 to ${d.most}.`,
    (d) => `Ask for 1 to ${d.most} titles.`,
  ),
  "recommend.no-titles": errorText(
    "data",
    (_: Record<string, never>) => "The shop has no titles yet; a recommender needs sales or a catalogue.",
    () => "Import sales or a catalogue first.",
  ),
});
