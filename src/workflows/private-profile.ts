import type { Clock, Locks, SecretKey, Secrets, Vault } from "../core/ports.ts";
import {
  withEntry,
  withoutEntry,
  type ProfileEntry,
  type ProfileImportMode,
  type ProfileSecret,
  type ProfileStatus,
} from "../domain/private-profile.ts";
import { nowMs, readAttempts, waitMs, writeAttempts } from "./profile-attempts.ts";
import { checkedEntry, checkedLength, fromPlainExport, plainExport } from "./profile-entries.ts";
import { profileError } from "./profile-errors.ts";
import {
  fromHex,
  isKeyOf,
  isSealedProfile,
  keyOf,
  newHead,
  openProfile,
  readProfile,
  sealProfile,
  type ProfileHead,
  type SealedProfile,
} from "./profile-record.ts";

export interface ProfileContext {
  readonly secrets: Secrets;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly locks: Locks;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The private profile of this device: `ProfileApi` with bytes for files. */
export interface ProfileSession {
  status(): Promise<ProfileStatus>;
  create(secret: ProfileSecret): Promise<ProfileEntry[]>;
  open(secret: ProfileSecret): Promise<ProfileEntry[]>;
  lock(): void;
  entries(): Promise<ProfileEntry[]>;
  put(entry: ProfileEntry): Promise<ProfileEntry[]>;
  remove(itemId: string): Promise<ProfileEntry[]>;
  changeGuard(secret: ProfileSecret): Promise<void>;
  exportPlain(): Promise<string>;
  exportSealed(passphrase: string): Promise<Bytes>;
  fileOf(entries: readonly ProfileEntry[], passphrase: string): Promise<Bytes>;
  importFile(file: Bytes, passphrase: string | null, mode: ProfileImportMode): Promise<ProfileEntry[]>;
  forget(): Promise<void>;
}

/** Name of the record and of the device's key. */
const NAME = "profile";
const LOCK = "private-profile";
const WHAT = "The private list";
const IDLE_MS = 300_000;

/** The key in use, for the record with this id only. */
interface Opened {
  readonly id: string;
  readonly key: SecretKey;
}

/**
 * Hold the private profile of this device: sealed in the vault, its key in memory while it is open.
 *
 * Every method reads the record anew under a lock, so several tabs may have it open, and one that forgets it or
 * changes its guard locks it in all others. The list itself is not kept here between calls.
 *
 * @param idleMs after so long without a call a profile with a passphrase or passkey locks itself
 * @throws from every method but `status`, `create`, `open`, `lock` and `forget`: `profile.none`, `profile.locked`
 */
export function profileSession(context: ProfileContext, idleMs = IDLE_MS): ProfileSession {
  const { secrets, vault, clock, locks } = context;
  let opened: Opened | null = null;
  let usedMs = clock.monotonicMs();

  const alone = <T>(work: () => Promise<T>): Promise<T> => locks.hold(LOCK, { wait: true }, work);

  const stored = async (): Promise<SealedProfile | null> => {
    const bytes = await vault.read(NAME);
    if (bytes === undefined) return null;
    if (!isSealedProfile(bytes))
      throw profileError("profile.damaged", { what: WHAT, reason: "its beginning is gone" });
    return readProfile(bytes, WHAT);
  };

  /** The key of this record, or null while it is locked. */
  const keyFor = ({ guard, id }: ProfileHead): SecretKey | null => {
    const now = clock.monotonicMs();
    if (guard !== "device" && now - usedMs > idleMs) opened = null;
    usedMs = now;
    if (opened?.id !== id) opened = null;
    return opened?.key ?? null;
  };

  /** Show the list to `work`, and seal what it returns, unless that is null. */
  const withList = <T>(
    work: (
      entries: ProfileEntry[],
    ) => Promise<{ readonly entries: ProfileEntry[] | null; readonly result: T }>,
  ): Promise<T> =>
    alone(async () => {
      const sealed = await stored();
      if (sealed === null) {
        opened = null;
        throw profileError("profile.none", {});
      }
      const key = keyFor(sealed.head);
      if (key === null) throw profileError("profile.locked", {});
      const { entries, result } = await work(await openProfile(secrets, sealed, key, WHAT));
      if (entries !== null) await vault.write(NAME, await sealProfile(secrets, key, sealed.head, entries));
      return result;
    });

  const changeList = (change: (entries: ProfileEntry[]) => ProfileEntry[]): Promise<ProfileEntry[]> =>
    withList(async (before) => {
      const entries = checkedLength(change(before));
      return { entries, result: entries };
    });

  /** Seal the list under a new key. Key and record change in one step. */
  const store = async (secret: ProfileSecret, entries: readonly ProfileEntry[]): Promise<void> => {
    const head = newHead(secrets, secret);
    const key = secret.guard === "device" ? await secrets.newKey() : await keyOf(secrets, head, secret);
    const kept = secret.guard === "device" ? key : undefined;
    await vault.writeBoth(NAME, kept, await sealProfile(secrets, key, head, entries));
    opened = { id: head.id, key };
    usedMs = clock.monotonicMs();
  };

  /** @throws `profile.wait`, `profile.wrong-secret` */
  const unlock = async (sealed: SealedProfile, secret: ProfileSecret): Promise<SecretKey> => {
    if (secret.guard === "device") {
      const key = await vault.key(NAME);
      if (key !== undefined && (await isKeyOf(secrets, sealed, key))) return key;
      throw profileError("profile.damaged", { what: WHAT, reason: "the device has lost its key" });
    }
    const { failures, lastMs } = await readAttempts(vault);
    const wait = waitMs({ failures, lastMs }, nowMs(clock));
    if (wait > 0) throw profileError("profile.wait", { failures, waitSeconds: Math.ceil(wait / 1000) });
    // Counted before the try: closing the page in the middle of it gains nothing.
    const failed = { failures: failures + 1, lastMs: nowMs(clock) };
    await writeAttempts(vault, failed);
    const key = await keyOf(secrets, sealed.head, secret);
    if (!(await isKeyOf(secrets, sealed, key))) {
      const waitSeconds = Math.ceil(waitMs(failed, failed.lastMs) / 1000);
      throw profileError("profile.wrong-secret", { guard: secret.guard, waitSeconds });
    }
    await writeAttempts(vault, { failures: 0, lastMs: 0 });
    return key;
  };

  return {
    status: () =>
      alone(async () => {
        const sealed = await stored();
        if (sealed === null) return { state: "none", guard: null, waitMs: 0, passkey: null };
        const { guard, credentialId, salt } = sealed.head;
        const before = usedMs;
        const state = keyFor(sealed.head) === null ? "locked" : "open";
        // Looking at the state is no use of the list.
        usedMs = before;
        return {
          state,
          guard,
          waitMs: waitMs(await readAttempts(vault), nowMs(clock)),
          passkey:
            guard === "passkey"
              ? { credentialId: fromHex(credentialId ?? ""), salt: fromHex(salt ?? "") }
              : null,
        };
      }),

    create: (secret) =>
      alone(async () => {
        if ((await vault.read(NAME)) !== undefined) throw profileError("profile.exists", {});
        await store(secret, []);
        return [];
      }),

    open: (secret) =>
      alone(async () => {
        const sealed = await stored();
        if (sealed === null) throw profileError("profile.none", {});
        const { guard, id } = sealed.head;
        if (guard !== secret.guard)
          throw profileError("profile.wrong-guard", { found: secret.guard, expected: guard });
        const key = await unlock(sealed, secret);
        const entries = await openProfile(secrets, sealed, key, WHAT);
        opened = { id, key };
        usedMs = clock.monotonicMs();
        return entries;
      }),

    lock: () => {
      opened = null;
    },

    entries: () => withList(async (entries) => ({ entries: null, result: entries })),

    put: (entry) => changeList((entries) => withEntry(entries, checkedEntry(entry))),

    remove: (itemId) => changeList((entries) => withoutEntry(entries, itemId)),

    changeGuard: (secret) =>
      withList(async (entries) => {
        await store(secret, entries);
        return { entries: null, result: undefined };
      }),

    exportPlain: () =>
      withList(async (entries) => ({ entries: null, result: plainExport(entries, clock.isoNow()) })),

    exportSealed: (passphrase) =>
      withList(async (entries) => ({
        entries: null,
        result: await sealedFile(secrets, entries, passphrase),
      })),

    fileOf: async (entries, passphrase) =>
      sealedFile(secrets, checkedLength(entries.map(checkedEntry)), passphrase),

    importFile: async (file, passphrase, mode) => {
      const added = await listOfFile(secrets, file, passphrase);
      return changeList((entries) => (mode === "replace" ? added : added.reduce(withEntry, entries)));
    },

    // Also of a record that is damaged or locked: whoever holds the device may destroy it.
    forget: () =>
      alone(async () => {
        opened = null;
        await vault.destroy();
      }),
  };
}

/** A list as a file that a passphrase opens. @throws `profile.weak-passphrase` */
async function sealedFile(
  secrets: Secrets,
  entries: readonly ProfileEntry[],
  passphrase: string,
): Promise<Bytes> {
  const secret = { guard: "passphrase", passphrase } as const;
  const head = newHead(secrets, secret);
  return sealProfile(secrets, await keyOf(secrets, head, secret), head, entries);
}

/** The list of an exported file. @throws `profile.bad-file`, `profile.damaged`, `profile.wrong-secret` */
async function listOfFile(secrets: Secrets, file: Bytes, passphrase: string | null): Promise<ProfileEntry[]> {
  if (!isSealedProfile(file)) return fromPlainExport(file);
  const what = "The file";
  const sealed = await readProfile(file, what);
  if (sealed.head.guard !== "passphrase")
    throw profileError("profile.bad-file", { reason: `only this device's ${sealed.head.guard} opens it` });
  const wrong = (): Error => profileError("profile.wrong-secret", { guard: "passphrase", waitSeconds: 0 });
  if (passphrase === null) throw wrong();
  const key = await keyOf(secrets, sealed.head, { guard: "passphrase", passphrase });
  if (!(await isKeyOf(secrets, sealed, key))) throw wrong();
  return openProfile(secrets, sealed, key, what);
}
