import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What a recommendation model may refuse. */
export const recommendationError = errorCatalogue({
  "recommendation.empty": errorText(
    "data",
    (d: { readers: number; titles: number }) =>
      `No reader has chosen a title (${d.readers} readers, ${d.titles} titles); at least one choice is needed.`,
    () => "Import sales that carry a customer, or recommend by content.",
  ),
  "recommendation.bad-interactions": errorText(
    "data",
    (d: { reader: number; found: string; expected: string }) =>
      `The choices of reader ${d.reader} hold ${d.found}; expected ${d.expected}.`,
    () => "Number readers and titles from 0, join repeated choices into one, and give strengths above 0.",
  ),
  "recommendation.bad-history": errorText(
    "input",
    (d: { position: number; found: string; expected: string }) =>
      `Entry ${d.position} of the history is ${d.found}; expected ${d.expected}.`,
    () => "Give titles that the model knows, each once, with finite strengths.",
  ),
  "recommendation.no-order": errorText(
    "data",
    (d: { model: string }) => `The choices have no order; ${d.model} needs each reader's, oldest first.`,
    () => "Give the column of times, or choose item-item.",
  ),
  "recommendation.too-many-titles": errorText(
    "data",
    (d: { model: string; found: number; most: number }) =>
      `There are ${d.found} titles; ${d.model} works with up to ${d.most}.`,
    () =>
      "Choose item-item with local-ease, which grow with the choices and not with the square of the titles.",
  ),
});
