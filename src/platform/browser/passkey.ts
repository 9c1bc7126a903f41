import { browserError } from "./errors.ts";

/** What a passkey gives: its identifier, the salt it was asked with, and 32 secret bytes (WebAuthn PRF extension). */
export interface PasskeyOutput {
  readonly credentialId: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly output: Uint8Array<ArrayBuffer>;
}

const SALT_BYTES = 32;
const ES256 = -7;
const RS256 = -257;

/** Whether this browser knows passkeys at all; whether one gives secret bytes shows when it is made. */
export function hasPasskeys(): boolean {
  return "PublicKeyCredential" in globalThis;
}

/**
 * Make a passkey for the private list. Only from a page, and only when a person asked for it.
 * @throws `passkey.declined` when it was not made; `passkey.no-secret` when it gives no secret bytes
 */
export async function makePasskey(): Promise<PasskeyOutput> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: "SOMA Edge" },
        // No name of a person: the authenticator shows this text, and may carry it to other devices.
        user: {
          id: crypto.getRandomValues(new Uint8Array(16)),
          name: "Private list",
          displayName: "Private list",
        },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [
          { type: "public-key", alg: ES256 },
          { type: "public-key", alg: RS256 },
        ],
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const credentialId = new Uint8Array(credential.rawId);
  const { prf } = credential.getClientExtensionResults();
  if (prf?.enabled !== true) throw browserError("passkey.no-secret", {});
  // Many authenticators give the secret only when they are asked for it, not when they are made.
  const first = prf.results?.first;
  return first === undefined
    ? askPasskey({ credentialId, salt })
    : { credentialId, salt, output: bytesOf(first) };
}

/**
 * Ask a passkey for its secret: the same for the same salt.
 * @throws `passkey.declined`, `passkey.no-secret`
 */
export async function askPasskey(
  known: Pick<PasskeyOutput, "credentialId" | "salt">,
): Promise<PasskeyOutput> {
  const { credentialId, salt } = known;
  const credential = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: "public-key", id: credentialId }],
        userVerification: "required",
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) throw browserError("passkey.no-secret", {});
  return { credentialId, salt, output: bytesOf(first) };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!hasPasskeys()) throw browserError("passkey.no-secret", {});
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : "unknown";
    throw browserError("passkey.declined", { reason }, { cause });
  }
  if (credential === null) throw browserError("passkey.declined", { reason: "none was chosen" });
  return credential as PublicKeyCredential;
}

function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  return source instanceof ArrayBuffer
    ? new Uint8Array(source.slice(0))
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
}
