/** Passkeys are asked by the page, because workers may not. Their secret goes to the profile worker and nowhere else. */
import type { ProfileSecret, ProfileStatus } from "../domain/private-profile.ts";
import { askPasskey, makePasskey } from "../platform/browser/passkey.ts";

export { hasPasskeys } from "../platform/browser/passkey.ts";

/** For `create` and `changeGuard`. @throws `passkey.declined`, `passkey.no-secret` */
export async function newPasskeySecret(): Promise<ProfileSecret> {
  return { guard: "passkey", ...(await makePasskey()) };
}

/** For `open`. @throws as `newPasskeySecret` */
export async function passkeySecret(known: NonNullable<ProfileStatus["passkey"]>): Promise<ProfileSecret> {
  return { guard: "passkey", ...(await askPasskey(known)) };
}
