import { join } from "node:path";
import type { Locks } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";
import { memoryLocks } from "../memory/locks.ts";
import { takeLockFile } from "./lock-file.ts";

/**
 * Locks as files of a folder, across processes. A lock whose process has died is taken over.
 *
 * @param root the folder that `nodeDatabase` was given
 */
export function nodeLocks(root: string): Locks {
  // Within the process first, in order; only the first in line asks for the file.
  const local = memoryLocks();
  return {
    hold: (name, options, work) =>
      local.hold(name, options, async () => {
        const path = join(root, ".soma", "locks", encodeURIComponent(name));
        const release = await takeLockFile(path, options.wait);
        if (!release) throw storageError("storage.busy", { name });
        try {
          return await work();
        } finally {
          await release();
        }
      }),
  };
}
