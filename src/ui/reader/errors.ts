import { errorCatalogue, errorText } from "../../core/errors.ts";

export const passkeyError = errorCatalogue({
  "passkey.unsupported": errorText(
    "device",
    (_: Record<string, never>) => "This device's passkeys cannot make keys (the PRF extension is missing).",
    () => "Guard the shelf with a passphrase instead.",
  ),
  "passkey.refused": errorText(
    "input",
    (_: Record<string, never>) => "The passkey was not given: the question was dismissed or took too long.",
    () => "Try again, or choose another guard.",
  ),
});
