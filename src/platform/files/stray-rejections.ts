/** What Node's `process` has of use here; browsers have none. */
interface NodeProcess {
  listeners(event: "unhandledRejection"): readonly ((reason: unknown, promise: unknown) => void)[];
  on(event: "unhandledRejection", listener: (reason: unknown, promise: unknown) => void): unknown;
  removeAllListeners(event: "unhandledRejection"): unknown;
}

let running = 0;
let restore: () => void = () => {};

/**
 * Do work whose library leaves rejected promises behind that nobody awaits. In a browser these are a line in the log;
 * Node would end the process. Rejections of any other kind are passed on as if nothing stood between.
 *
 * @param isStray whether a rejection is one of the library's
 */
export async function withStrayRejections<T>(
  isStray: (reason: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  if (running++ === 0 && process !== undefined) restore = takeOver(process, isStray);
  try {
    return await work();
  } finally {
    // Node tells of a rejection only after the promises of this turn are done.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (--running === 0) {
      restore();
      restore = () => {};
    }
  }
}

function takeOver(process: NodeProcess, isStray: (reason: unknown) => boolean): () => void {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason, promise) => {
    if (isStray(reason)) return;
    if (others.length === 0) throw reason;
    for (const listener of others) listener.call(process, reason, promise);
  });
  return () => {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  };
}
