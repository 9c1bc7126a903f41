import { errorCatalogue, errorText } from "../core/errors.ts";

/** None of these says anything of what the list holds: errors are shown, copied and reported. */
export const profileError = errorCatalogue({
  "profile.none": errorText(
    "input",
    (_: Record<string, never>) => "There is no private list on this device.",
    () => "Start one, or import the file of another device.",
  ),
  "profile.exists": errorText(
    "input",
    (_: Record<string, never>) => "This device has a private list already.",
    () => "Open it, or forget it first.",
  ),
  "profile.locked": errorText(
    "input",
    (_: Record<string, never>) => "The private list is locked.",
    () => "Open it again with its passphrase or passkey.",
  ),
  "profile.wrong-guard": errorText(
    "input",
    (d: { found: string; expected: string }) =>
      `The private list was to be opened by ${d.found}; it is guarded by ${d.expected}.`,
    (d) => `Open it by ${d.expected}.`,
  ),
  "profile.wrong-secret": errorText(
    "input",
    (d: { guard: string; waitSeconds: number }) => `This is not the ${d.guard} of the private list.`,
    (d) =>
      d.waitSeconds === 0
        ? "Try again. Nothing was changed."
        : `Nothing was changed. The next try is possible in ${d.waitSeconds} seconds.`,
  ),
  "profile.wait": errorText(
    "input",
    (d: { failures: number; waitSeconds: number }) =>
      `The last ${d.failures} passphrases were wrong; the next can be tried in ${d.waitSeconds} seconds.`,
    () => "Wait, then try again. Forgetting the list is possible at any time.",
  ),
  "profile.weak-passphrase": errorText(
    "input",
    (d: { found: number; needed: number }) =>
      `The passphrase has ${d.found} characters; ${d.needed} or more are needed.`,
    () => "Take four or more words that have nothing to do with one another.",
  ),
  "profile.damaged": errorText(
    "storage",
    (d: { what: string; reason: string }) => `${d.what} is damaged: ${d.reason}. It was left as it is.`,
    () => "Import an exported file of the list, or forget it and start again.",
  ),
  "profile.bad-file": errorText(
    "input",
    (d: { reason: string }) => `The file is no private list: ${d.reason}.`,
    () => "Choose a file that was exported from a private list.",
  ),
  "profile.bad-entry": errorText(
    "input",
    (d: { field: string; expected: string }) =>
      `The ${d.field} of a title is not right; expected ${d.expected}.`,
    () => "Choose the title again.",
  ),
  "profile.too-long": errorText(
    "input",
    (d: { found: number; limit: number }) =>
      `The private list would have ${d.found} titles; it holds ${d.limit}.`,
    () => "Remove some titles first.",
  ),
});
