import { afterEach, describe, expect, it, vi } from "vitest";
import { newPasskeySecret, passkeySecret } from "../../../src/bridge/passkey.ts";

/** The authenticator's answers; a real one is asked in `test/e2e/private-list.test.ts`. */
const answer = (prf: unknown): PublicKeyCredential =>
  ({
    rawId: Uint8Array.of(1, 2).buffer,
    getClientExtensionResults: () => ({ prf }),
  }) as unknown as PublicKeyCredential;
const secret = new Uint8Array(32).fill(9);
const known = { credentialId: Uint8Array.of(1, 2), salt: new Uint8Array(32) };
afterEach(() => vi.restoreAllMocks());

describe("a passkey", () => {
  it("gives its secret when it is made, where it can", async () => {
    const create = vi
      .spyOn(navigator.credentials, "create")
      .mockResolvedValue(answer({ enabled: true, results: { first: secret.buffer } }));
    const made = await newPasskeySecret();
    expect(made).toMatchObject({ guard: "passkey", credentialId: Uint8Array.of(1, 2), output: secret });
    const { user } = create.mock.calls[0]![0]!.publicKey!;
    expect([user.name, user.displayName]).toEqual(["Private list", "Private list"]);
  });

  it("is asked at once where it gives it only then, with the salt it was made with", async () => {
    vi.spyOn(navigator.credentials, "create").mockResolvedValue(answer({ enabled: true }));
    const get = vi
      .spyOn(navigator.credentials, "get")
      .mockResolvedValue(answer({ results: { first: secret.subarray(0, 32) } }));
    const made = await newPasskeySecret();
    expect(made).toMatchObject({ output: secret });
    const asked = get.mock.calls[0]![0]!.publicKey!.extensions!.prf!.eval!.first;
    expect(made).toMatchObject({ salt: asked });
  });

  it("that gives no secret bytes is refused, made or asked", async () => {
    vi.spyOn(navigator.credentials, "create").mockResolvedValue(answer({}));
    vi.spyOn(navigator.credentials, "get").mockResolvedValue(answer({}));
    await expect(newPasskeySecret()).rejects.toMatchObject({ code: "passkey.no-secret" });
    await expect(passkeySecret(known)).rejects.toMatchObject({ code: "passkey.no-secret" });
  });

  it("that is declined, or not chosen, says so", async () => {
    vi.spyOn(navigator.credentials, "create").mockRejectedValue(new DOMException("", "NotAllowedError"));
    vi.spyOn(navigator.credentials, "get").mockResolvedValue(null);
    await expect(newPasskeySecret()).rejects.toMatchObject({
      code: "passkey.declined",
      details: { reason: "NotAllowedError" },
    });
    await expect(passkeySecret(known)).rejects.toMatchObject({ code: "passkey.declined" });
  });
});
