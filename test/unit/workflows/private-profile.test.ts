import { beforeEach, describe, expect, it } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import { errorEnvelope } from "../../../src/core/error-envelope.ts";
import type { ProfileEntry, ProfileSecret } from "../../../src/domain/private-profile.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { memoryVault } from "../../../src/platform/memory/vault.ts";
import { nodeSecrets } from "../../../src/platform/node/secrets.ts";
import { profileSession, type ProfileSession } from "../../../src/workflows/private-profile.ts";
import { MOST_ENTRIES } from "../../../src/workflows/profile-entries.ts";

const iris: ProfileEntry = {
  itemId: "zq-1",
  reaction: "loved",
  title: "Iris of Nowhere",
  authors: ["Q. Vex"],
};
const moth: ProfileEntry = {
  itemId: "zq-2",
  reaction: "not-for-me",
  title: "The Moth Ledger — 書",
  authors: [],
};
const words = { guard: "passphrase", passphrase: "otter lamp violin gravel" } as const;
const wrong = { guard: "passphrase", passphrase: "otter lamp violin gravy" } as const;
const device = { guard: "device" } as const;

let vault: ReturnType<typeof memoryVault>;
let time: { iso: string; ms: number };
let session: ProfileSession;
/** Another tab on the same device. */
const another = (): ProfileSession =>
  profileSession({
    secrets: nodeSecrets,
    vault,
    locks: memoryLocks(),
    clock: { isoNow: () => time.iso, monotonicMs: () => time.ms },
  });
beforeEach(() => {
  vault = memoryVault();
  time = { iso: "2026-11-20T10:00:00.000Z", ms: 0 };
  session = another();
});
const code = (error: string): unknown => expect.objectContaining({ code: error });
const damage = async (at: (length: number) => number): Promise<void> => {
  const bytes = (await vault.read("profile"))!;
  bytes[at(bytes.length)]! ^= 1;
  await vault.write("profile", bytes);
};

describe("a private profile", () => {
  it("does not exist until it is made, and only one does", async () => {
    expect(await session.status()).toEqual({ state: "none", guard: null, waitMs: 0, passkey: null });
    await expect(session.entries()).rejects.toEqual(code("profile.none"));
    await expect(session.open(device)).rejects.toEqual(code("profile.none"));
    expect(await session.create(device)).toEqual([]);
    expect(await session.status()).toMatchObject({ state: "open", guard: "device" });
    await expect(session.create(words)).rejects.toEqual(code("profile.exists"));
  });

  it("keeps titles oldest first, each once with its newest reaction, for the next start", async () => {
    await session.create(device);
    await session.put(iris);
    await session.put(moth);
    expect(await session.put({ ...iris, reaction: "disliked" })).toEqual([
      moth,
      { ...iris, reaction: "disliked" },
    ]);
    const next = another();
    expect(await next.status()).toMatchObject({ state: "locked" });
    expect(await next.open(device)).toEqual([moth, { ...iris, reaction: "disliked" }]);
    expect(await next.remove("zq-2")).toEqual([{ ...iris, reaction: "disliked" }]);
    expect(await session.entries()).toEqual([{ ...iris, reaction: "disliked" }]);
  });

  it("stores nothing readable, and a size that hides how many titles there are", async () => {
    await session.create(words);
    const empty = (await vault.read("profile"))!.length;
    await session.put(iris);
    const bytes = (await vault.read("profile"))!;
    expect(bytes.length).toBe(empty);
    const text = Buffer.from(bytes).toString("latin1");
    for (const secret of ["zq-1", "Iris", "Vex", "loved", words.passphrase])
      expect(text).not.toContain(secret);
  });

  it("refuses what is no entry, and never repeats it in the error", async () => {
    await session.create(device);
    const bad: readonly [keyof ProfileEntry, unknown][] = [
      ["itemId", ""],
      ["itemId", "zq".repeat(400)],
      ["reaction", "zq-adored"],
      ["title", 7],
      ["authors", ["zq", 1]],
    ];
    for (const [field, value] of bad) {
      const error: unknown = await session
        .put({ ...iris, [field]: value })
        .catch((thrown: unknown) => thrown);
      expect(error).toEqual(code("profile.bad-entry"));
      expect(JSON.stringify(errorEnvelope(error))).not.toContain("zq");
    }
    expect(await session.entries()).toEqual([]);
  });

  it("keeps only the fields of an entry", async () => {
    await session.create(device);
    const more = { ...iris, note: "from the counter" };
    expect(await session.put(more)).toEqual([iris]);
  });
});

describe("a passphrase", () => {
  it("must be long enough, by characters and not code units", async () => {
    await expect(session.create({ guard: "passphrase", passphrase: "📚📚📚📚📚" })).rejects.toEqual(
      expect.objectContaining({ code: "profile.weak-passphrase", details: { found: 5, needed: 10 } }),
    );
    expect(await session.status()).toMatchObject({ state: "none" });
  });

  it("opens, wrong ones do not, and nothing changes", async () => {
    await session.create(words);
    await session.put(iris);
    const before = await vault.read("profile");
    const next = another();
    await expect(next.open(wrong)).rejects.toEqual(code("profile.wrong-secret"));
    await expect(next.entries()).rejects.toEqual(code("profile.locked"));
    await expect(next.open(device)).rejects.toEqual(code("profile.wrong-guard"));
    expect(await vault.read("profile")).toEqual(before);
    expect(await next.open(words)).toEqual([iris]);
  });

  it("makes the next try wait after the third wrong one, longer each time, also after a reload", async () => {
    await session.create(words);
    for (const waitSeconds of [0, 0, 1]) {
      await expect(another().open(wrong)).rejects.toMatchObject({ details: { waitSeconds } });
    }
    // Not even the right one, until the wait is over.
    await expect(another().open(words)).rejects.toMatchObject({
      code: "profile.wait",
      details: { failures: 3, waitSeconds: 1 },
    });
    time.iso = "2026-11-20T10:00:01.000Z";
    await expect(another().open(wrong)).rejects.toMatchObject({ details: { waitSeconds: 2 } });
    expect(await another().status()).toMatchObject({ state: "locked", waitMs: 2000 });
    // A clock that was set back does not help.
    time.iso = "2025-01-01T00:00:00.000Z";
    expect(await another().status()).toMatchObject({ waitMs: 2000 });
    time.iso = "2026-11-20T10:00:03.500Z";
    expect(await another().open(words)).toEqual([]);
    expect(await session.status()).toMatchObject({ waitMs: 0 });
  });

  it("locks by itself after idle minutes, not while the list is used, and at once when asked", async () => {
    await session.create(words);
    for (const ms of [200_000, 450_000, 700_000]) {
      time.ms = ms;
      await session.put(iris);
      await session.status();
    }
    time.ms = 1_000_001;
    await expect(session.entries()).rejects.toEqual(code("profile.locked"));
    await session.open(words);
    session.lock();
    await expect(session.put(moth)).rejects.toEqual(code("profile.locked"));
    expect(await session.status()).toMatchObject({ state: "locked" });
    expect(await session.open(words)).toEqual([iris]);
  });

  it("does not lock what the device guards", async () => {
    await session.create(device);
    time.ms = 1e9;
    expect(await session.entries()).toEqual([]);
  });
});

describe("a passkey", () => {
  const passkey = (byte: number): ProfileSecret => ({
    guard: "passkey",
    credentialId: Uint8Array.of(1, 2, 3),
    salt: new Uint8Array(32).fill(5),
    output: new Uint8Array(32).fill(byte),
  });

  it("opens by the secret it gives, and the status says what to ask it with", async () => {
    await session.create(passkey(7));
    await session.put(iris);
    const next = another();
    expect(await next.status()).toMatchObject({
      state: "locked",
      passkey: { credentialId: Uint8Array.of(1, 2, 3), salt: new Uint8Array(32).fill(5) },
    });
    await expect(next.open(passkey(8))).rejects.toEqual(code("profile.wrong-secret"));
    expect(await next.open(passkey(7))).toEqual([iris]);
  });
});

describe("changing the guard", () => {
  it("keeps the list, ends the old way, and locks other tabs", async () => {
    await session.create(device);
    await session.put(iris);
    const tab = another();
    await tab.open(device);
    await session.changeGuard(words);
    expect(await vault.key("profile")).toBeUndefined();
    await expect(tab.entries()).rejects.toEqual(code("profile.locked"));
    await expect(tab.open(device)).rejects.toEqual(code("profile.wrong-guard"));
    expect(await tab.open(words)).toEqual([iris]);
    await session.changeGuard(device);
    expect(await another().open(device)).toEqual([iris]);
  });
});

describe("forgetting", () => {
  it("destroys key and list with one call, locked or open, and other tabs cannot bring them back", async () => {
    await session.create(device);
    await session.put(iris);
    const tab = another();
    await tab.open(device);
    await another().forget();
    expect(await vault.read("profile")).toBeUndefined();
    expect(await vault.key("profile")).toBeUndefined();
    await expect(tab.put(moth)).rejects.toEqual(code("profile.none"));
    expect(await tab.status()).toMatchObject({ state: "none" });
    // A new list is another list: the old tab does not see into it.
    await another().create(device);
    await expect(tab.entries()).rejects.toEqual(code("profile.locked"));
  });
});

describe("damage", () => {
  it("of the head, the list or the lost key is told from a wrong secret, and nothing is overwritten", async () => {
    for (const at of [() => 20, (length: number) => length - 1]) {
      vault = memoryVault();
      session = another();
      await session.create(words);
      await damage(at);
      const before = await vault.read("profile");
      await expect(another().open(words)).rejects.toEqual(code("profile.damaged"));
      await expect(session.put(iris)).rejects.toEqual(code("profile.damaged"));
      await expect(session.create(device)).rejects.toEqual(code("profile.exists"));
      expect(await vault.read("profile")).toEqual(before);
    }
    await session.forget();
    await session.create(device);
    await vault.writeBoth("profile", undefined, await vault.read("profile"));
    await expect(another().open(device)).rejects.toEqual(code("profile.damaged"));
  });

  it("of any kind never ends in an unexpected error", async () => {
    await session.create(device);
    const whole = (await vault.read("profile"))!;
    for (let length = 0; length < 400; length += 7) {
      await vault.write("profile", whole.slice(0, length));
      await expect(another().open(device)).rejects.toEqual(code("profile.damaged"));
    }
    for (let at = 0; at < 200; at++) {
      await vault.write("profile", whole);
      await damage(() => at);
      const error: unknown = await another()
        .open(device)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toMatch(/^profile\.(damaged|bad-file)$/);
    }
  });
});

describe("files", () => {
  it("plain: the whole list as JSON, which comes back as it was", async () => {
    await session.create(device);
    await session.put(iris);
    await session.put(moth);
    const text = await session.exportPlain();
    expect(JSON.parse(text)).toEqual({
      format: "soma-edge private list",
      version: 1,
      exported_at: "2026-11-20T10:00:00.000Z",
      titles: [iris, moth],
    });
    await session.forget();
    await session.create(device);
    expect(await session.importFile(new TextEncoder().encode(text), null, "replace")).toEqual([iris, moth]);
  });

  it("sealed: small, opened on another device by its own passphrase only, and added to what is there", async () => {
    await session.create(device);
    await session.put(iris);
    await session.put(moth);
    await expect(session.exportSealed("short")).rejects.toEqual(code("profile.weak-passphrase"));
    const file = await session.exportSealed(words.passphrase);
    expect(file.length).toBeLessThan(1600);
    expect(Buffer.from(file).toString("latin1")).not.toContain("Moth");
    vault = memoryVault();
    const phone = another();
    await phone.create(wrong);
    await phone.put({ ...moth, reaction: "read" });
    await expect(phone.importFile(file, null, "add")).rejects.toEqual(code("profile.wrong-secret"));
    await expect(phone.importFile(file, wrong.passphrase, "add")).rejects.toEqual(
      code("profile.wrong-secret"),
    );
    expect(await phone.importFile(file, words.passphrase, "add")).toEqual([iris, moth]);
    const broken = file.slice();
    broken[broken.length - 9]! ^= 1;
    await expect(phone.importFile(broken, words.passphrase, "replace")).rejects.toEqual(
      code("profile.damaged"),
    );
    expect(await phone.entries()).toEqual([iris, moth]);
  });

  it("of other kinds are refused without a word of their content", async () => {
    await session.create(device);
    const files = [
      "zq-private {",
      "{}",
      "null",
      JSON.stringify({ format: "soma-edge private list", version: 2, titles: [] }),
      JSON.stringify({ format: "soma-edge private list", version: 1 }),
      JSON.stringify({ format: "soma-edge private list", version: 1, titles: [iris, { itemId: "zq-9" }] }),
    ];
    for (const file of files) {
      const bytes = new TextEncoder().encode(file);
      const error: unknown = await session.importFile(bytes, null, "add").catch((thrown: unknown) => thrown);
      expect(error).toEqual(code("profile.bad-file"));
      expect(JSON.stringify(errorEnvelope(error))).not.toContain("zq");
    }
    // A copy of the device's own record is not for carrying.
    await expect(session.importFile((await vault.read("profile"))!, "x", "add")).rejects.toEqual(
      code("profile.bad-file"),
    );
    const newer = await session.exportSealed(words.passphrase);
    newer[8] = 9;
    await expect(session.importFile(newer, words.passphrase, "add")).rejects.toMatchObject({
      code: "profile.bad-file",
      message: expect.stringMatching(/format 9.*reads 1/),
    });
  });

  it("are made of a list that is not kept here, for a reader at another's tablet", async () => {
    await expect(session.fileOf([iris], "short")).rejects.toEqual(code("profile.weak-passphrase"));
    await expect(session.fileOf([{ ...iris, itemId: "" }], words.passphrase)).rejects.toEqual(
      code("profile.bad-entry"),
    );
    const file = await session.fileOf([iris, moth], words.passphrase);
    expect(Buffer.from(file).toString("latin1")).not.toContain("Moth");
    expect(await session.status()).toMatchObject({ state: "none" });
    expect(await vault.read("profile")).toBeUndefined();
    await session.create(device);
    expect(await session.importFile(file, words.passphrase, "add")).toEqual([iris, moth]);
  });

  it("longer than a list may be are refused", async () => {
    await session.create(device);
    const titles = Array.from({ length: MOST_ENTRIES + 1 }, (_, i) => ({ ...iris, itemId: String(i) }));
    const file = new TextEncoder().encode(
      JSON.stringify({ format: "soma-edge private list", version: 1, titles }),
    );
    await expect(session.importFile(file, null, "replace")).rejects.toEqual(code("profile.too-long"));
  });
});
