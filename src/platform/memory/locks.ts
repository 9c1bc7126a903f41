import type { Locks } from "../../core/ports.ts";
import { storageError } from "../../core/storage-errors.ts";

/** Locks within one program, granted in the order asked for. */
export function memoryLocks(): Locks {
  /** Lock name -> settles when its last holder or waiter is done. */
  const tails = new Map<string, Promise<unknown>>();

  return {
    hold: async (name, { wait }, work) => {
      const before = tails.get(name);
      if (before && !wait) throw storageError("storage.busy", { name });
      const result = (before ?? Promise.resolve()).then(work);
      const tail = Promise.allSettled([result]);
      tails.set(name, tail);
      try {
        return await result;
      } finally {
        if (tails.get(name) === tail) tails.delete(name);
      }
    },
  };
}
