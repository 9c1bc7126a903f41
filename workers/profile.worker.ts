/** The reader's own list: the only thread that holds its key. */
import type { ProfileApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserClock } from "../src/platform/browser/clock.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { browserSecrets } from "../src/platform/browser/secrets.ts";
import { browserVault } from "../src/platform/browser/vault.ts";
import { profileSession } from "../src/workflows/private-profile.ts";

const session = profileSession({
  secrets: browserSecrets,
  vault: browserVault(),
  clock: browserClock,
  locks: browserLocks(),
});

exposeApi<ProfileApi>({
  ...session,
  lock: async () => session.lock(),
  exportPlain: async () => new Blob([await session.exportPlain()], { type: "application/json" }),
  exportSealed: async (passphrase) =>
    new Blob([await session.exportSealed(passphrase)], { type: "application/octet-stream" }),
  fileOf: async (entries, passphrase) =>
    new Blob([await session.fileOf(entries, passphrase)], { type: "application/octet-stream" }),
  importFile: async (file, passphrase, mode) =>
    session.importFile(new Uint8Array(await file.arrayBuffer()), passphrase, mode),
});
