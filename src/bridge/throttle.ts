/**
 * Pass on at most one value an interval, always the latest.
 *
 * A busy loop runs no timers, so a value is also passed on by the `push` that finds the interval over; `flush`
 * sends what is left and waits until everything has arrived.
 *
 * @param now milliseconds from any start
 */
export function throttle<T>(
  send: (value: T) => Promise<unknown>,
  intervalMs: number,
  now: () => number,
): { readonly push: (value: T) => void; readonly flush: () => Promise<void> } {
  let lastSentAt = -Infinity;
  let waiting: { readonly value: T } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delivery: Promise<unknown> = Promise.resolve();

  const sendWaiting = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    lastSentAt = now();
    // Whoever listens may be gone, or fail; that must not fail the job.
    delivery = Promise.all([delivery, send(value).catch(() => {})]);
  };

  return {
    push: (value) => {
      waiting = { value };
      const waitMs = lastSentAt + intervalMs - now();
      if (waitMs <= 0) sendWaiting();
      else timer ??= setTimeout(sendWaiting, waitMs);
    },
    flush: async () => {
      sendWaiting();
      await delivery;
    },
  };
}
