import type { ReaderEntry } from "./recommendation.ts";

/**
 * What guards a private profile. `docs/private-profile.md` says what each protects against.
 *
 * - `device`: a key that this browser keeps and nobody can read out: whoever uses the device sees the list
 * - `passphrase`: a key made of a passphrase that only the reader knows
 * - `passkey`: a key from a passkey of the reader's (WebAuthn with the PRF extension)
 */
export type ProfileGuard = "device" | "passphrase" | "passkey";

/** What opens a profile, in the moment it is given. */
export type ProfileSecret =
  | { readonly guard: "device" }
  | { readonly guard: "passphrase"; readonly passphrase: string }
  | ({ readonly guard: "passkey" } & PasskeySecret);

/** What a passkey gave: its identifier, and 32 secret bytes that it gives again for the same salt. */
export interface PasskeySecret {
  readonly credentialId: Uint8Array<ArrayBuffer>;
  /** Shape [32]; not secret. */
  readonly salt: Uint8Array<ArrayBuffer>;
  /** Shape [32]. */
  readonly output: Uint8Array<ArrayBuffer>;
}

/** A title of the reader's list, with its name, so that the list can be shown where no catalogue has it. */
export interface ProfileEntry extends ReaderEntry {
  readonly title: string;
  readonly authors: readonly string[];
}

/** What may be known of the profile without opening it. */
export interface ProfileStatus {
  /** `none`: there is no profile on this device. `locked`: there is one, and it asks for its secret. */
  readonly state: "none" | "locked" | "open";
  readonly guard: ProfileGuard | null;
  /** Milliseconds until the next passphrase may be tried; 0: now. */
  readonly waitMs: number;
  /** What the passkey must be asked with; null for the other guards. */
  readonly passkey: Pick<PasskeySecret, "credentialId" | "salt"> | null;
}

/** `replace`: the file's list instead of the present one. `add`: both, the file's reaction where a title stands in both. */
export type ProfileImportMode = "replace" | "add";

/** The list with this entry last: a title stands once, and the newest reaction counts. */
export function withEntry(entries: readonly ProfileEntry[], entry: ProfileEntry): ProfileEntry[] {
  return [...withoutEntry(entries, entry.itemId), entry];
}

/** The list without this title. */
export function withoutEntry(entries: readonly ProfileEntry[], itemId: string): ProfileEntry[] {
  return entries.filter((entry) => entry.itemId !== itemId);
}
