import type { Locks } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";

/** Web Locks: across all tabs and workers of the app; a holder that ends, in whatever way, lets go. */
export function browserLocks(): Locks {
  return {
    hold: async (name, { wait }, work) =>
      await navigator.locks.request(`soma/${name}`, { ifAvailable: !wait }, async (lock) => {
        if (lock === null) throw storageError("storage.busy", { name });
        return work();
      }),
  };
}
