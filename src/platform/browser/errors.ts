import { errorCatalogue, errorText } from "../../core/errors.ts";

export const browserError = errorCatalogue({
  "app.file-missing": errorText(
    "device",
    (d: { path: string; reason: string }) => `A file of the app, ${d.path}, could not be read: ${d.reason}.`,
    () => "Connect to the network once and reload, so that the whole app is stored on this device.",
  ),
});
