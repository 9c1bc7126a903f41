import { errorCatalogue, errorText } from "../core/errors.ts";

export const periodError = errorCatalogue({
  "period.unreadable": errorText(
    "data",
    (d: { found: string; expected: string }) =>
      `Found the time "${d.found}"; expected a time like ${d.expected}.`,
    () =>
      "Write every time the same way, as dates, months (2011-03), quarters (2011Q1), ISO weeks (2011-W05) or integers.",
  ),
  "period.not-in-notation": errorText(
    "input",
    (d: { found: string; means: string; frequency: string; allowed: string }) =>
      `Found times like "${d.found}", which name ${d.means}; frequency ${d.frequency} expects finer times.`,
    (d) => `Use --freq ${d.allowed} for this file.`,
  ),
});
