import { errorCatalogue, errorText } from "../../core/errors.ts";

export const browserError = errorCatalogue({
  "app.file-missing": errorText(
    "device",
    (d: { path: string; reason: string }) => `A file of the app, ${d.path}, could not be read: ${d.reason}.`,
    () => "Connect to the network once and reload, so that the whole app is stored on this device.",
  ),
  "graphics.lost": errorText(
    "device",
    (d: { device: string; reason: string }) => `${d.device} can no longer be computed on: ${d.reason}.`,
    () => "Training goes on as WebAssembly. Close other tabs that draw much, and start again.",
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
  "generation.unreadable": errorText(
    "model",
    (d: { model: string; reason: string }) => `${d.model} cannot be opened here: ${d.reason}.`,
    () => "Remove it and add another one. A browser that is up to date is needed, too.",
  ),
  "generation.failed": errorText(
    "model",
    (d: { model: string; reason: string }) => `The language model (${d.model}) stopped: ${d.reason}.`,
    () => "The answer in the words of its sources stays. Try again, or choose another model.",
  ),
  "generation.no-browser-model": errorText(
    "device",
    (d: { found: string }) => `The browser's own language model is not ready on this device (${d.found}).`,
    () => "Have the browser fetch it where it offers one, or add a small model under Train, Question index.",
  ),
});
