import type { PasskeySecret } from "../../domain/private-profile.ts";
import { passkeyError } from "./errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Whether this browser has passkeys at all; whether one can make keys is known once it is asked. */
export const hasPasskeys = (): boolean => typeof globalThis.PublicKeyCredential === "function";

/** -7: ECDSA P-256, -257: RSA, as every authenticator has one of them. @see COSE algorithms, RFC 8152 */
const ALGORITHMS = [-7, -257];

/**
 * Make a passkey of the reader's for her shelf and the secret bytes it gives.
 *
 * @throws `passkey.unsupported` where it cannot make keys, `passkey.refused`
 * @see Web Authentication Level 3, the PRF extension
 */
export async function createPasskey(): Promise<PasskeySecret> {
  const salt = randomBytes(32);
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: randomBytes(32),
        rp: { name: "SOMA" },
        user: { id: randomBytes(16), name: "My shelf", displayName: "My shelf" },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const credentialId = new Uint8Array(made.rawId);
  const { prf } = made.getClientExtensionResults();
  if (prf?.enabled !== true && prf?.results === undefined) throw passkeyError("passkey.unsupported", {});
  // Some authenticators make the bytes only when asked a second time.
  if (prf.results === undefined) return askPasskey({ credentialId, salt });
  return { credentialId, salt, output: bytesOf(prf.results.first) };
}

/** The secret bytes of a passkey made earlier. @throws `passkey.unsupported`, `passkey.refused` */
export async function askPasskey(known: Pick<PasskeySecret, "credentialId" | "salt">): Promise<PasskeySecret> {
  const given = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: [{ type: "public-key", id: known.credentialId }],
        userVerification: "required",
        extensions: { prf: { eval: { first: known.salt } } },
      },
    }),
  );
  const first = given.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) throw passkeyError("passkey.unsupported", {});
  return { ...known, output: bytesOf(first) };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let answer: Credential | null;
  try {
    answer = await ask();
  } catch (cause) {
    throw passkeyError("passkey.refused", {}, { cause });
  }
  if (!(answer instanceof PublicKeyCredential)) throw passkeyError("passkey.refused", {});
  return answer;
}

function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

function bytesOf(source: BufferSource): Bytes {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength) as ArrayBuffer)
    : new Uint8Array(source.slice(0));
}
