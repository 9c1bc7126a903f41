import { AppError } from "../core/errors.ts";
import type { Locks } from "../core/ports.ts";

/** Held while a question is answered, in whatever worker or tab. */
const ASKING = "ask/question";

/** Answer a question; whoever makes vectors waits meanwhile. Questions of other tabs are not waited for. */
export async function askFirst<T>(locks: Locks, work: () => Promise<T>): Promise<T> {
  let begun = false;
  try {
    return await locks.hold(ASKING, { wait: false }, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (!begun && error instanceof AppError && error.code === "storage.busy") return await work();
    throw error;
  }
}

/** Wait until no question is being answered. */
export async function giveWay(locks: Locks): Promise<void> {
  await locks.hold(ASKING, { wait: true }, () => Promise.resolve());
}
