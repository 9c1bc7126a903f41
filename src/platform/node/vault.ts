import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SecretKey, Vault } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";
import { isCode } from "./lock-file.ts";

/**
 * The vault as a folder that only its owner may enter.
 *
 * Node keeps no key that cannot be read: this vault takes none, so a profile in it is guarded by a passphrase.
 *
 * @param root made when missing
 */
export function nodeVault(root: string): Vault {
  const path = (name: string): string =>
    join(root, `${encodeURIComponent(name).replaceAll(".", "%2E")}.sealed`);
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw storageError("storage.failed", { what, reason }, { cause });
    }
  };
  const write = (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> =>
    attempt("Storing the private list", async () => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const staged = join(root, `${randomUUID()}.unfinished`);
      const file = await open(staged, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(staged, path(name));
    });

  return {
    read: (name) =>
      attempt("Reading the private list", async () => {
        try {
          return new Uint8Array(await readFile(path(name)));
        } catch (cause) {
          if (isCode(cause, "ENOENT")) return undefined;
          throw cause;
        }
      }),
    write,
    key: async () => undefined,
    writeBoth: async (name, key: SecretKey | undefined, bytes) => {
      if (key !== undefined) {
        const reason = "this host keeps no keys; choose a passphrase";
        throw storageError("storage.failed", { what: "Keeping a key", reason });
      }
      if (bytes === undefined) await attempt("Forgetting", () => rm(path(name), { force: true }));
      else await write(name, bytes);
    },
    destroy: () => attempt("Forgetting the private list", () => rm(root, { recursive: true, force: true })),
  };
}
