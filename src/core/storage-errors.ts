import { errorCatalogue, errorText } from "./errors.ts";

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** Every way the database port can fail, whatever implements it. Nothing was written when one is thrown. */
export const storageError = errorCatalogue({
  "storage.full": errorText(
    "storage",
    (d: { neededBytes: number | null; usedBytes: number | null; quotaBytes: number | null }) => {
      const needed = d.neededBytes === null ? "" : ` ${megabytes(d.neededBytes)} were to be written;`;
      const room =
        d.usedBytes === null || d.quotaBytes === null
          ? " no room is left"
          : ` ${megabytes(d.usedBytes)} of ${megabytes(d.quotaBytes)} are used`;
      return `The storage of this device is full:${needed}${room}. Nothing was changed.`;
    },
    () => "Free space on the device, or delete an import, a shop or old model versions, then try again.",
  ),
  "storage.failed": errorText(
    "storage",
    (d: { what: string; reason: string }) => `${d.what} failed: ${d.reason}. Nothing was changed.`,
    () => "Try again. If it comes back, close other tabs of this app, then restart the browser.",
  ),
  "storage.busy": errorText(
    "storage",
    (d: { name: string }) => `Another tab or program is working on "${d.name}" right now.`,
    () => "Wait until it has finished, or close it, then try again.",
  ),
  "storage.evicted": errorText(
    "storage",
    (d: { what: string }) => `The browser removed the stored data while it was in use (${d.what}).`,
    () => "Import the files again, and install the app or allow persistent storage so that data is kept.",
  ),
  "storage.newer-version": errorText(
    "storage",
    (d: { found: number; expected: number }) =>
      `The stored data has format ${d.found}; this copy of the app reads formats up to ${d.expected}.`,
    () => "Reload the page to get the newer app. The data is untouched.",
  ),
});
