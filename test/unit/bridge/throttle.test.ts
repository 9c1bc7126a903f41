import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { throttle } from "../../../src/bridge/throttle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("throttle", () => {
  const open = (): { sent: number[]; push: (n: number) => void; flush: () => Promise<void> } => {
    const sent: number[] = [];
    const send = async (n: number): Promise<void> => void sent.push(n);
    return { sent, ...throttle(send, 50, () => Date.now()) };
  };

  it("sends the first value at once and the latest when the interval is over", () => {
    const { sent, push } = open();
    for (const n of [1, 2, 3]) push(n);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(49);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([1, 3]);
    vi.advanceTimersByTime(500);
    expect(sent).toEqual([1, 3]);
  });

  it("sends from push itself when a busy loop kept the timer from running", () => {
    const { sent, push } = open();
    push(1);
    push(2);
    vi.setSystemTime(Date.now() + 60);
    push(3);
    expect(sent).toEqual([1, 3]);
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([1, 3]);
  });

  it("flushes what is left, waits for its arrival, and has then nothing to send", async () => {
    let arrive = (): void => {};
    const sent: number[] = [];
    const { push, flush } = throttle(
      (n: number) => {
        sent.push(n);
        return n === 2 ? new Promise<void>((resolve) => (arrive = resolve)) : Promise.resolve();
      },
      50,
      () => Date.now(),
    );
    push(1);
    push(2);
    let flushed = false;
    const done = flush().then(() => (flushed = true));
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toEqual([1, 2]);
    expect(flushed).toBe(false);
    arrive();
    await done;
    await flush();
    expect(sent).toEqual([1, 2]);
  });

  it("goes on when a delivery fails", async () => {
    const { push, flush } = throttle(
      () => Promise.reject(new Error("gone")),
      50,
      () => Date.now(),
    );
    push(1);
    await expect(flush()).resolves.toBeUndefined();
  });
});
