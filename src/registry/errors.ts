import { errorCatalogue, errorText } from "../core/errors.ts";

export const registryError = errorCatalogue({
  "artifact.damaged": errorText(
    "storage",
    (d: { what: string; reason: string }) => `${d.what} is damaged: ${d.reason}.`,
    () => "Train again to replace it; until then the last good version is used, if there is one.",
  ),
  "artifact.unknown-format": errorText(
    "storage",
    (d: { what: string; found: string; expected: string }) =>
      `${d.what} has format ${d.found}; this copy of the app reads ${d.expected}.`,
    () => "Reload the page to get the newest app, or train again.",
  ),
});
