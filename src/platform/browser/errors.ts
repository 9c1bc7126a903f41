import { errorCatalogue, errorText } from "../../core/errors.ts";

export const browserError = errorCatalogue({
  "app.file-missing": errorText(
    "device",
    (d: { path: string; reason: string }) => `A file of the app, ${d.path}, could not be read: ${d.reason}.`,
    () => "Connect to the network once and reload, so that the whole app is stored on this device.",
  ),
  "passkey.declined": errorText(
    "input",
    (d: { reason: string }) => `The passkey was not given (${d.reason}).`,
    () => "Try again, or use a passphrase.",
  ),
  "passkey.no-secret": errorText(
    "device",
    (_: Record<string, never>) => "This browser or this passkey cannot guard a list (no PRF extension).",
    () => "Use a passphrase.",
  ),
});
