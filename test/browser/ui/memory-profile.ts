import { AppError } from "../../../src/core/errors.ts";
import type { ProfileApi } from "../../../src/bridge/api.ts";
import {
  withEntry,
  withoutEntry,
  type ProfileEntry,
  type ProfileSecret,
} from "../../../src/domain/private-profile.ts";

/** A profile in the test's memory: nothing is sealed, but it asks and refuses as the real one does. */
export function memoryProfile(secret: ProfileSecret | null, list: readonly ProfileEntry[]): ProfileApi {
  let guard = secret;
  let entries = [...list];
  let open = false;
  const refuse = (code: string, message: string, remedy: string): AppError =>
    new AppError("input", code, message, remedy, {});
  const opened = (): ProfileEntry[] => {
    if (!open) throw refuse("profile.locked", "Your shelf is locked.", "Open it first.");
    return [...entries];
  };
  const strong = (passphrase: string | null): void => {
    if (passphrase !== null && passphrase.length < 12)
      throw refuse(
        "profile.weak-passphrase",
        "The passphrase is too easy to guess.",
        "Take four words or more.",
      );
  };
  const check = (given: ProfileSecret): void =>
    strong(given.guard === "passphrase" ? given.passphrase : null);
  const file = (kept: readonly ProfileEntry[], passphrase: string | null): Blob =>
    new Blob([JSON.stringify({ passphrase, entries: kept })], { type: "application/json" });
  return {
    status: async () => ({
      state: guard === null ? "none" : open ? "open" : "locked",
      guard: guard?.guard ?? null,
      waitMs: 0,
      passkey: guard?.guard === "passkey" ? { credentialId: guard.credentialId, salt: guard.salt } : null,
    }),
    create: async (given) => {
      check(given);
      guard = given;
      open = true;
      return opened();
    },
    open: async (given) => {
      if (
        guard?.guard === "passphrase" &&
        (given.guard !== "passphrase" || given.passphrase !== guard.passphrase)
      )
        throw refuse("profile.wrong-secret", "This is not the passphrase.", "Try again.");
      open = true;
      return opened();
    },
    lock: async () => {
      open = false;
    },
    entries: async () => opened(),
    put: async (entry) => {
      entries = withEntry(opened(), entry);
      return opened();
    },
    remove: async (itemId) => {
      entries = withoutEntry(opened(), itemId);
      return opened();
    },
    changeGuard: async (given) => {
      check(given);
      guard = given;
    },
    exportPlain: async () => file(opened(), null),
    exportSealed: async (passphrase) => {
      strong(passphrase);
      return file(opened(), passphrase);
    },
    fileOf: async (kept, passphrase) => {
      strong(passphrase);
      return file(kept, passphrase);
    },
    importFile: async (blob, passphrase, mode) => {
      const read = JSON.parse(await blob.text()) as { passphrase: string | null; entries: ProfileEntry[] };
      if (read.passphrase !== passphrase)
        throw refuse("profile.wrong-secret", "This is not the passphrase of the file.", "Try again.");
      let next = mode === "replace" ? [] : opened();
      for (const entry of read.entries) next = withEntry(next, entry);
      entries = next;
      return opened();
    },
    forget: async () => {
      guard = null;
      entries = [];
      open = false;
    },
  };
}
