import type { SecretKey, Secrets } from "../core/ports.ts";
import type { ProfileEntry, ProfileGuard, ProfileSecret } from "../domain/private-profile.ts";
import { entriesFromJson, entriesToJson } from "./profile-entries.ts";
import { profileError } from "./profile-errors.ts";

/**
 * A sealed private list, on the device as in the file that carries it to another:
 *
 *   offset   bytes
 *   0        8      magic "SOMA-OWN"
 *   8        4      format version, uint32, little-endian
 *   12       4      length of the head, uint32
 *   16       n      head, UTF-8 JSON: guard, a random id, what the key is made with; nothing of the list
 *   16 + n   32     SHA-256 of all before: tells damage from a wrong secret
 *   48 + n   28     nothing, sealed: opens with the right key only
 *   76 + n   ...    the list, sealed
 *
 * Both sealed parts are bound to their name and to everything before them, so that no part can be taken from another
 * list, another guard or another version of the format.
 */
const MAGIC = "SOMA-OWN";
const FORMAT = 1;
const FIXED_BYTES = 16;
const DIGEST_BYTES = 32;
const CHECK_BYTES = 28;
/** Lists are padded to a multiple of this, so that the size says little of how many titles there are. */
const PADDING = 1024;

/** OWASP's figure of 2023 for PBKDF2 with HMAC-SHA-256. */
export const PASSPHRASE_ITERATIONS = 600_000;
const MOST_ITERATIONS = 10_000_000;
const SALT_BYTES = 16;
const FEWEST_CHARACTERS = 10;

/** What is known before opening. Bytes as hexadecimal digits. */
export interface ProfileHead {
  readonly guard: ProfileGuard;
  /** New with every change of the guard. */
  readonly id: string;
  readonly salt: string | null;
  readonly iterations: number | null;
  readonly credentialId: string | null;
}

export interface SealedProfile {
  readonly head: ProfileHead;
  /** Everything before the sealed parts. */
  readonly bound: Bytes;
  readonly check: Bytes;
  readonly body: Bytes;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** @throws `profile.weak-passphrase` */
export function newHead(secrets: Secrets, secret: ProfileSecret): ProfileHead {
  const id = toHex(secrets.random.bytes(16));
  if (secret.guard === "device")
    return { guard: "device", id, salt: null, iterations: null, credentialId: null };
  if (secret.guard === "passkey") {
    const { salt, credentialId } = secret;
    return { guard: "passkey", id, salt: toHex(salt), iterations: null, credentialId: toHex(credentialId) };
  }
  const found = Array.from(secret.passphrase).length;
  if (found < FEWEST_CHARACTERS)
    throw profileError("profile.weak-passphrase", { found, needed: FEWEST_CHARACTERS });
  const salt = toHex(secrets.random.bytes(SALT_BYTES));
  return { guard: "passphrase", id, salt, iterations: PASSPHRASE_ITERATIONS, credentialId: null };
}

/** The key that a passphrase or a passkey makes. */
export function keyOf(
  secrets: Secrets,
  head: ProfileHead,
  secret: Exclude<ProfileSecret, { readonly guard: "device" }>,
): Promise<SecretKey> {
  const salt = fromHex(head.salt ?? "");
  return secret.guard === "passkey"
    ? secrets.keyFromBytes(secret.output, salt)
    : secrets.keyFromPassphrase(secret.passphrase, salt, head.iterations ?? PASSPHRASE_ITERATIONS);
}

/** The whole record of a list. */
export async function sealProfile(
  secrets: Secrets,
  key: SecretKey,
  head: ProfileHead,
  entries: readonly ProfileEntry[],
): Promise<Bytes> {
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  const start = new Uint8Array(FIXED_BYTES + headBytes.length);
  start.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(start.buffer);
  view.setUint32(8, FORMAT, true);
  view.setUint32(12, headBytes.length, true);
  start.set(headBytes, FIXED_BYTES);
  const bound = joined(start, new Uint8Array(await crypto.subtle.digest("SHA-256", start)));
  const check = await secrets.seal(key, new Uint8Array(0), boundTo("check", bound));
  const body = await secrets.seal(key, padded(entriesToJson(entries)), boundTo("list", bound));
  return joined(bound, check, body);
}

/**
 * The parts of a record.
 *
 * @param what how errors name it
 * @throws `profile.damaged`; `profile.bad-file` where it is something else, or of a newer format
 */
export async function readProfile(bytes: Bytes, what: string): Promise<SealedProfile> {
  const damaged = (reason: string): Error => profileError("profile.damaged", { what, reason });
  if (!isSealedProfile(bytes))
    throw profileError("profile.bad-file", { reason: "it does not begin like one" });
  if (bytes.length < FIXED_BYTES) throw damaged("it breaks off in its head");
  const view = new DataView(bytes.buffer, bytes.byteOffset, FIXED_BYTES);
  const format = view.getUint32(8, true);
  const end = FIXED_BYTES + view.getUint32(12, true);
  const listStart = end + DIGEST_BYTES + CHECK_BYTES;
  if (format > FORMAT && format < 1000) {
    const reason = `it has format ${format}, and this copy of the app reads ${FORMAT}; reload to get the newer app`;
    throw profileError("profile.bad-file", { reason });
  }
  if (format !== FORMAT || listStart > bytes.length) throw damaged("it breaks off in its head");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice(0, end)));
  if (toHex(digest) !== toHex(bytes.subarray(end, end + DIGEST_BYTES)))
    throw damaged("its head does not have the hash that was written");
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(FIXED_BYTES, end))) as unknown;
  if (!isHead(head)) throw damaged("its head does not say how it is guarded");
  return {
    head,
    bound: bytes.slice(0, end + DIGEST_BYTES),
    check: bytes.slice(end + DIGEST_BYTES, listStart),
    body: bytes.slice(listStart),
  };
}

/** Whether the bytes begin as a sealed list does. */
export function isSealedProfile(bytes: Bytes): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** Whether this is the key the list was sealed with. */
export async function isKeyOf(secrets: Secrets, sealed: SealedProfile, key: SecretKey): Promise<boolean> {
  return (await secrets.open(key, sealed.check, boundTo("check", sealed.bound))) !== null;
}

/** The list, with a key that `isKeyOf` it. @throws `profile.damaged` */
export async function openProfile(
  secrets: Secrets,
  sealed: SealedProfile,
  key: SecretKey,
  what: string,
): Promise<ProfileEntry[]> {
  const plain = await secrets.open(key, sealed.body, boundTo("list", sealed.bound));
  const entries = plain === null ? null : entriesFromJson(plain);
  if (entries === null)
    throw profileError("profile.damaged", { what, reason: "the list is not as it was sealed" });
  return entries;
}

function padded(text: string): Bytes {
  const bytes = new TextEncoder().encode(text);
  // White space at the end is no part of the JSON.
  const whole = new Uint8Array(Math.ceil(bytes.length / PADDING) * PADDING).fill(0x20);
  whole.set(bytes);
  return whole;
}

const boundTo = (part: "check" | "list", bound: Bytes): Bytes =>
  joined(new TextEncoder().encode(`${part}\n`), bound);

function joined(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const toHex = (bytes: Bytes): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const fromHex = (text: string): Bytes =>
  Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

function isHead(value: unknown): value is ProfileHead {
  if (typeof value !== "object" || value === null) return false;
  const { guard, id, salt, iterations, credentialId } = value as Partial<Record<keyof ProfileHead, unknown>>;
  const isHex = (text: unknown): boolean => typeof text === "string" && /^([0-9a-f]{2})+$/.test(text);
  if (!isHex(id)) return false;
  if (guard === "device") return true;
  if (guard === "passkey") return isHex(salt) && isHex(credentialId);
  const count = Number(iterations);
  return (
    guard === "passphrase" && isHex(salt) && Number.isInteger(count) && count > 0 && count <= MOST_ITERATIONS
  );
}
